"""What every form owes to whoever types nonsense: the form again, what was typed, a sentence, and nothing half-done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, literal, select, text, union_all

from shop.extensions import Base, db
from tests.journeys.browsing import Browser, Form, Page

LONG = "山" * 10_000
NOT_NUMBERS = ["1e309", "nan", "-inf", "x", "--1", "9" * 400, LONG]


def rows() -> dict[str, int]:
    """How many rows every table has."""
    db.session.commit()
    tables = [table for table in Base.metadata.sorted_tables if table.name != "sign_in_attempt"]
    counted = [
        select(literal(table.name).label("name"), func.count().label("rows")).select_from(table) for table in tables
    ]
    return {row.name: row.rows for row in db.session.execute(union_all(*counted))}


def contents() -> dict[str, list[str]]:
    """Every row of every table as the database has it, in no particular order."""
    db.session.commit()
    tables = [table.name for table in Base.metadata.sorted_tables]
    read = {name: db.session.execute(text(f'SELECT * FROM "{name}"')) for name in tables}
    return {name: sorted(repr(tuple(row)) for row in found) for name, found in read.items()}


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
