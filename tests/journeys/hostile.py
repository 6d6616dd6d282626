"""What every form owes to whoever types nonsense: the form again, what was typed, a sentence, and nothing half-done."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Table

from shop.extensions import Base, db
from tests.journeys.browsing import Browser, Form, Page

LONG = "山" * 10_000
NOT_NUMBERS = ["1e309", "nan", "-inf", "x", "--1", "9" * 400, LONG]


def rows() -> dict[str, int]:
    """How many rows every table has."""
    return dict(_asked(_counting()))


def contents() -> dict[str, list[str]]:
    """Every row of every table as the database has it, in no particular order."""
    found: dict[str, list[str]] = {table.name: [] for table in Base.metadata.sorted_tables}
    for name, row in _asked(_reading(db.engine.dialect.name)):
        found[name].append(row)
    return {name: sorted(those) for name, those in found.items()}


def _asked(statement: str) -> list[tuple[str, Any]]:
    """These are asked ten thousand times: they go to the driver as they are."""
    db.session.commit()
    return [tuple(row) for row in db.session.connection().exec_driver_sql(statement)]


@cache
def _counting() -> str:
    names = [table.name for table in Base.metadata.sorted_tables if table.name != "sign_in_attempt"]
    return " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)


@cache
def _reading(dialect: str) -> str:
    written = {table.name: _written(table) for table in Base.metadata.sorted_tables}
    if dialect == "postgresql":
        written = {name: f'"{name}"::text' for name in written}
    return " UNION ALL ".join(f"SELECT '{name}', {row} FROM \"{name}\"" for name, row in written.items())


def _written(table: Table) -> str:
    """A row as one text in SQLite, which has no way to write rows but column by column."""
    return " || ',' || ".join(f'quote("{column.name}")' for column in table.columns)


def refuses(browser: Browser, form: Form, typed: Mapping[str, Any], *, keeps: bool = True) -> Page:
    """Send it and expect it back."""
    before = rows()
    page = browser.send(form, **typed)
    assert page.status == 422, f"{typed}: {page.status} {page.address} {page.text[300:800]}"
    assert page.errors, typed
    assert rows() == before, typed
    if keeps:
        again = page.form(form.action.split("?")[0])
        shown = {name: again.fields.get(name) for name in typed}
        assert shown == {name: _shown(value) for name, value in typed.items()}
    return page


def _shown(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value
