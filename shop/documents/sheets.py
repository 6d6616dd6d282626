"""Sheets that people upload, xlsx or csv, as rows of plain text.

What a cell means is up to the slice (`cells` reads days and amounts); here a sheet is opened without trusting it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.documents.csv_sheets import read_csv
from shop.documents.xlsx_sheets import OLD_EXCEL, ZIP, Opened, read_workbook
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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as somebody sees it; so many rows and columns that hold something are hidden, and left out."""

    rows: tuple[Row, ...]
    hidden_rows: int = 0
    hidden_columns: int = 0


def read_sheet(data: bytes) -> tuple[Row, ...]:
    """The rows of an uploaded sheet that are not empty; raises ``Refused`` with what to do instead.

    What it is is told by its first bytes: names lie. Of a workbook the first sheet that is shown and holds something.
    """
    return _whole(_opened(data, MOST_ROWS), LONGEST_CELL, lines=False)


def read_sheet_as_seen(data: bytes, *, longest: int, most_rows: int = MOST_ROWS) -> Sheet:
    """The same as a person sees it: what is merged downwards holds for all its rows, what is hidden is left out, and a
    formula without a result says ``#N/A``. Cells have ``longest`` characters at most, and may have several lines.
    """
    opened = _opened(data, most_rows, as_seen=True)
    return Sheet(_whole(opened, longest, lines=True, most=most_rows), opened.hidden_rows, opened.hidden_columns)


def _opened(data: bytes, most: int, *, as_seen: bool = False) -> Opened:
    if not data.strip():
        raise Refused(_l("This file is empty."), field="file")
    if data.startswith((ZIP, OLD_EXCEL)):
        return read_workbook(data, most, as_seen=as_seen)
    return Opened(read_csv(data, most))


def _whole(opened: Opened, longest: int, *, lines: bool, most: int = MOST_ROWS) -> tuple[Row, ...]:
    rows = tuple(
        row
        for row in (Row(number, _tidied(cells, longest, lines=lines)) for number, cells in opened.rows)
        if any(row.cells)
    )
    if not rows:
        raise Refused(_l("There is nothing in this sheet."), field="file")
    if len(rows) > most:
        raise Refused(_l("This sheet has more than 10,000 rows. Please upload it in parts."), field="file")
    return rows


def _tidied(cells: Iterable[str], longest: int, *, lines: bool) -> tuple[str, ...]:
    return tuple(tidy(cell, longest, lines=lines) for cell in list(cells)[:MOST_COLUMNS])


def tidy(cell: str, longest: int, *, lines: bool = False) -> str:
    """Without control signs, and without what banks put around long numbers so that Excel leaves them alone."""
    text = cell.replace("\r\n", "\n") if lines else cell
    if not text.isprintable():
        text = "".join(sign if sign.isprintable() or (lines and sign == "\n") else " " for sign in text)
    text = text.strip()
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]
    return text.removeprefix("'").strip()[:longest]
