"""Tables are handed over: the page that shows one answers with a file when its address asks for that (``as=xlsx``).

So a file has the scope and the filters of the page it stands on, and no address of its own that could forget them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flask import Response, flash, redirect
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_books import workbook_of
from shop.documents.table_csv import CSV, write_csv
from shop.documents.tables import Table, Tables
from shop.documents.workbooks import XLSX
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.web.addresses import address_with
from shop.web.asking import word_in
from shop.web.filters import grouped, moment
from shop.web.guards import actor

MOST_AT_ONCE = 5_000
"""Rows that are written while somebody waits; a second or two."""


class TakenAs(StrEnum):
    """The kinds of files."""

    XLSX = "xlsx"
    CSV = "csv"


TYPES = {TakenAs.XLSX: XLSX, TakenAs.CSV: CSV}


def asked_as() -> TakenAs | None:
    """As what the page's table is asked for; nothing if the page itself is."""
    return word_in(TakenAs, "as")


def about_it(by: Actor, *said: tuple[Any, Any]) -> list[tuple[Any, Any]]:
    """What stands on the first sheet: what is ``said`` (lines without words are left out), when and by whom."""
    lines = [(label, words) for label, words in said if words not in (None, "")]
    return [*lines, (_("Made at"), moment(clock.now())), (_("Made by"), _by(by))]


def _by(by: Actor) -> str:
    return str(_("%(person)s for %(organisation)s", person=by.person_name, organisation=by.organisation_name))


def send_tables(title: str, tables: Iterable[Table], name: str, *said: tuple[Any, Any]) -> Response:
    """The tables as the address asks for them; as text only the first one. ``name`` is the file's, without its end."""
    taken_as, whole = asked_as() or TakenAs.XLSX, list(tables)
    if taken_as is TakenAs.CSV:
        with TemporaryDirectory(prefix="table-") as folder:
            path = Path(folder) / "table.csv"
            write_csv(whole[0], path)
            data = path.read_bytes()
    else:
        data = workbook_of(Tables(title, whole, about_it(actor(), *said)), about=_("About this table"))
    return as_attachment(data, taken_as, f"{name}.{taken_as.value}")


def send_list(
    tables: Callable[[], Table | Sequence[Table]], rows: int, name: str, *said: tuple[Any, Any]
) -> ResponseReturnValue:
    """A list of so many rows, all its pages, as the address asks for it; ``tables`` is called for it once.

    Of more rows than one can wait for there is no file, and never a part of it: the page says that they are too many.
    """
    if rows > MOST_AT_ONCE:
        flash(
            _(
                "These are %(count)s rows; a file holds %(most)s of them at most. Filter the list first.",
                count=grouped(rows),
                most=grouped(MOST_AT_ONCE),
            ),
            "info",
        )
        return redirect(address_with(**{"as": None}))
    made = tables()
    whole = [made] if isinstance(made, Table) else list(made)
    return send_tables(whole[0].title, whole, name, *said)


def as_attachment(data: Any, taken_as: TakenAs, name: str) -> Response:
    """Bytes, whole or in pieces, to be saved under a name; kept by no cache."""
    answer = Response(data, content_type=TYPES[taken_as])
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
