"""Sheets that people upload, xlsx or csv, as rows of plain text.

What a cell means is up to the slice (`cells` reads days and amounts); here a sheet is opened without trusting it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.documents.csv_sheets import read_csv
from shop.documents.xlsx_sheets import OLD_EXCEL, ZIP, read_workbook
from shop.kernel.refusals import Refused

MOST_ROWS = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 500


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty; ``number`` is the one that Excel shows beside it."""

    number: int
    cells: tuple[str, ...]

    def cell(self, column: int | None) -> str:
        """What stands in a column, from 0; nothing where there is none."""
        return self.cells[column] if column is not None and 0 <= column < len(self.cells) else ""


def read_sheet(data: bytes) -> tuple[Row, ...]:
    """The rows of an uploaded sheet that are not empty; raises ``Refused`` with what to do instead.

    What it is is told by its first bytes: names lie. Of a workbook the first sheet that is shown and holds something.
    """
    if not data.strip():
        raise Refused(_l("This file is empty."), field="file")
    raw = read_workbook(data, MOST_ROWS) if data.startswith((ZIP, OLD_EXCEL)) else read_csv(data, MOST_ROWS)
    rows = tuple(row for row in _tidied(raw) if any(row.cells))
    if not rows:
        raise Refused(_l("There is nothing in this sheet."), field="file")
    if len(rows) > MOST_ROWS:
        raise Refused(_l("This sheet has more than 10,000 rows. Please upload it in parts."), field="file")
    return rows


def _tidied(raw: Iterable[tuple[int, list[str]]]) -> Iterable[Row]:
    for number, cells in raw:
        yield Row(number, tuple(_tidy(cell) for cell in cells[:MOST_COLUMNS]))


def _tidy(cell: str) -> str:
    """Without control signs, and without what banks put around long numbers so that Excel leaves them alone."""
    text = "".join(sign if sign.isprintable() else " " for sign in cell).strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()[:LONGEST_CELL]
