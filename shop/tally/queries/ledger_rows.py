"""All entries that are asked for, however many, a page at a time by their ids: memory stays the same, and so does the
time for each page.

A page by offset would be read over again from its beginning, and a cursor held open would tie a connection up. A page
is a window of ids. How wide it has to be depends on how many of the book's entries are asked for, so it widens
where it finds few and narrows where it finds many: neither database is ever asked to sort what is left of the book.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import func, select

from shop.extensions import db
from shop.tally.models import Entry
from shop.tally.queries.entries import Line, lines_asked, matching
from shop.tally.queries.entry_filters import Wanted
from shop.tally.queries.scopes import Scope

PAGE = 2_000
WIDEST = 4_000_000


class Extent(NamedTuple):
    """Where the entries asked for begin and end, and how many they are."""

    first_id: int
    last_id: int
    entries: int


def extent_of(scope: Scope, wanted: Wanted, scheme_id: int | None) -> Extent:
    """How far what is asked for reaches. One query."""
    asked = matching(select(func.min(Entry.id), func.max(Entry.id), func.count()), scope, wanted, scheme_id)
    first, last, count = db.session.execute(asked).one()
    return Extent(first or 0, last or 0, count)


def every_line(
    scope: Scope, wanted: Wanted, scheme_id: int | None, extent: Extent, *, page: int = PAGE
) -> Iterator[Line]:
    """The entries of an extent in the order in which they were written. Entries written later are not among them."""
    last, width = extent.first_id - 1, page
    while last < extent.last_id:
        window = (Entry.id > last, Entry.id <= min(last + width, extent.last_id))
        ids = matching(select(Entry.id), scope, wanted, scheme_id).where(*window).order_by(Entry.id).limit(page)
        asked = lines_asked(scheme_id).where(Entry.id.in_(ids), *window).order_by(Entry.id)
        found = [Line(*row) for row in db.session.execute(asked)]
        yield from found
        last = found[-1].id if len(found) == page else last + width
        width = min(width * 4, WIDEST) if len(found) < page // 4 else width
