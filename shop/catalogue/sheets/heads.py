"""The row of a sheet that names its columns, wherever it stands, and what is told of the columns. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.catalogue.sheets.columns import PASSED_OVER, Column, column_of, unit_in
from shop.documents.sheets import Row
from shop.kernel.refusals import Refused

HEAD_WITHIN = 30
"""Above the head stand a title, a note, the cooperative's name: so many rows at most."""

FEWEST_KNOWN = 2
ENOUGH = 4
"""A row that says so many of the same heads in the same places is the head again."""

LONGEST_TOLD = 40
MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Head:
    """Which column stands where, from 0; the unit that a head names; and the heads that nobody knows, or are twice."""

    row: int
    places: Mapping[Column, int]
    units: Mapping[Column, str]
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def find_head(rows: Sequence[Row]) -> Head:
    """The row near the top with the most heads that are known; raises ``Refused`` if there is none."""
    found = max(
        (_read(row) for row in rows[:HEAD_WITHIN]), key=lambda head: (len(head.places), -head.row), default=None
    )
    if found is None or len(found.places) < FEWEST_KNOWN:
        raise Refused(
            _l(
                "No row of this sheet names the columns. Please download the template, keep its row of heads, and put "
                "your listings below it."
            ),
            field="file",
        )
    if Column.ARTICLE not in found.places:
        raise Refused(
            _l(
                "This sheet has no column 货号 (Article no.): by it the shop knows which row belongs to which product. "
                "Please add it."
            ),
            field="file",
        )
    return found


def below(rows: Sequence[Row], head: Head) -> list[Row]:
    """What stands below the head, without heads that are said again, as below a merged one or on each printed page."""
    return [row for row in rows if row.number > head.row and not _is_head(row, head)]


def _is_head(row: Row, head: Head) -> bool:
    return all(column_of(row.cell(place)) is column for column, place in list(head.places.items())[:ENOUGH])


def _read(row: Row) -> Head:
    places: dict[Column, int] = {}
    units: dict[Column, str] = {}
    unknown: list[str] = []
    twice: list[str] = []
    for place, cell in enumerate(row.cells):
        column = column_of(cell) if cell else None
        if column in places:
            twice.append(_short(cell))
        elif column is not None:
            places[column] = place
            if unit := unit_in(cell):
                units[column] = unit
        elif cell:
            unknown.append(_short(cell))
    for column in PASSED_OVER:
        places.pop(column, None)
    return Head(row.number, places, units, tuple(unknown[:MOST_TOLD]), tuple(twice[:MOST_TOLD]))


def _short(head: str) -> str:
    return " ".join(head.split())[:LONGEST_TOLD]
