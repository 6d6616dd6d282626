"""What a reader of a workbook sees and its cells do not say: what is hidden, merged, or a formula without a result.

Used by `xlsx_opener` in its own bounded process, so it imports nothing of the shop. The parts of the archive are read
as they lie there, by their marks: only what begins a row, a column or a cell is looked at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

NO_RESULT = "#N/A"
SHEETS, WAYS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MOST_COLUMNS = 60

SHEET = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\b\w+:id=\"([^\"]+)\"")
WAY = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\bhidden=\"(?:1|true)\"[^>]*>")
COLUMN = re.compile(rb"<(?:\w+:)?col\s[^>]*?\bhidden=\"(?:1|true)\"[^>]*>")
WRONG = re.compile(rb"<(?:\w+:)?c\s[^>]*?\bt=\"e\"[^>]*>")
WITHOUT_RESULT = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>[^<]*</(?:\w+:)?f>)"
    rb"\s*(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb"\br=\"([A-Z]{1,3})(\d{1,7})\"")

Range = tuple[tuple[int, int], tuple[int, int]]


@dataclass(slots=True)
class Marks:
    """Of one sheet. ``hidden_columns`` are places from 0, ``hidden_rows`` the numbers that Excel shows; ``merged`` are
    ranges of cells from 0; ``without_result`` are (row's number, place).
    """

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: Sequence[Range] = ()
    without_result: dict[int, list[int]] = field(default_factory=dict)
    rows_left_out: int = 0
    columns_left_out: int = 0

    def mark(self, number: int, row: list[str]) -> None:
        """A formula that came to nothing says so, instead of seeming empty."""
        for place in self.without_result.get(number, ()):
            if place < len(row) and not row[place]:
                row[place] = NO_RESULT

    def applied(self, rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
        """The rows as they are seen: what is merged downwards holds for all its rows, what is hidden is left out."""
        by_number = dict(rows)
        for (top, left), (bottom, _right) in self.merged:
            if bottom > top and left < MOST_COLUMNS:
                _fill(by_number, top + 1, min(bottom + 1, rows[-1][0] if rows else 0), left)
        shown = [(number, cells) for number, cells in rows if number not in self.hidden_rows]
        self.rows_left_out = len(rows) - len(shown)
        used = {place for place in self.hidden_columns if any(cells[place : place + 1] != [""] for _n, cells in shown)}
        used = {place for place in used if any(place < len(cells) for _number, cells in shown)}
        self.columns_left_out = len(used)
        for _number, cells in shown:
            for place in used:
                if place < len(cells):
                    cells[place] = ""
        return [(number, cells) for number, cells in shown if any(cells)]


def marks_of(data: bytes, place: int, merged: Iterable[Range]) -> Marks:
    """Of the sheet at a place of the workbook, from 0; of what is no such archive only what is merged."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheet = archive.read(_path_of(archive, place))
    except (zipfile.BadZipFile, KeyError, IndexError):
        return Marks(merged=list(merged))
    without: dict[int, list[int]] = {}
    formulas = (found[1] for found in WITHOUT_RESULT.finditer(sheet) if b't="str"' not in found[1])
    for cell in (*(found[0] for found in WRONG.finditer(sheet)), *formulas):
        if at := PLACE.search(cell):
            without.setdefault(int(at[2]), []).append(_place(at[1]))
    return Marks(
        hidden_rows=frozenset(int(_said(row[0], b"r")) for row in ROW.finditer(sheet)),
        hidden_columns=frozenset(
            at
            for column in COLUMN.finditer(sheet)
            for at in range(int(_said(column[0], b"min")) - 1, min(int(_said(column[0], b"max")), MOST_COLUMNS))
        ),
        merged=list(merged),
        without_result=without,
    )


def _path_of(archive: zipfile.ZipFile, place: int) -> str:
    """The part that holds a sheet; ``KeyError`` or ``IndexError`` where the workbook is laid out otherwise."""
    wanted = SHEET.findall(archive.read(SHEETS))[place]
    for way in WAY.findall(archive.read(WAYS)):
        if b'Id="' + wanted + b'"' in way and (target := re.search(rb"Target=\"/?([^\"]+)\"", way)):
            path = target[1].decode()
            return path if path.startswith("xl/") else f"xl/{path}"
    raise KeyError(wanted)


def _fill(rows: dict[int, list[str]], top: int, bottom: int, place: int) -> None:
    first = rows.get(top, [])
    text = first[place] if place < len(first) else ""
    for number in range(top + 1, bottom + 1):
        row = rows.get(number)
        if row is not None and place < len(row) and not row[place]:
            row[place] = text


def _place(letters: bytes) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place - 1


def _said(tag: bytes, name: bytes) -> bytes:
    found = re.search(rb"\b" + name + rb"=\"(\d{1,7})\"", tag)
    return found[1] if found else b"0"
