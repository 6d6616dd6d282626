"""Opens the workbook on its standard input and writes its rows as JSON: a program of its own, bounded, run by
`xlsx_sheets`. It imports nothing of the shop but `xlsx_marks`, which lies beside it.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import python_calamine

if TYPE_CHECKING:
    from shop.documents.xlsx_marks import Marks, marks_of
else:  # run on its own, it knows no package
    sys.path.insert(0, str(Path(__file__).parent))
    from xlsx_marks import Marks, marks_of

MEMORY = 768 * 1024 * 1024
SECONDS = 15
MOST_COLUMNS = 60
LONGEST_CELL = 500
LONGEST_AS_SEEN = 4_100
MOST_SIGNS = 8_000_000
TOO_MUCH = 3
SHOWN = (python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible)


def main(most: int, *, as_seen: bool) -> None:
    """The rows that hold something of the first sheet that is shown and holds something."""
    for what, limit in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):  # not every system bounds each of them
            resource.setrlimit(what, (limit, limit))
    data = sys.stdin.buffer.read()
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    found: list[tuple[int, list[str]]] = []
    marks = Marks()
    for place, about in enumerate(book.sheets_metadata):
        if (about.typ, about.visible) == SHOWN and not found:
            sheet = book.get_sheet_by_name(about.name)
            if as_seen:
                marks = marks_of(data, place, sheet.merged_cell_ranges or ())
            found = rows_of(sheet, most, LONGEST_AS_SEEN if as_seen else LONGEST_CELL, marks)
    rows = marks.applied(found) if as_seen else found
    told = {"hidden_rows": marks.rows_left_out, "hidden_columns": marks.columns_left_out}
    json.dump({"rows": rows} | told, sys.stdout)


def rows_of(sheet: Any, most: int, longest: int, marks: Marks) -> list[tuple[int, list[str]]]:
    """Rows that hold something, with the numbers that Excel shows.

    One long text can stand in a million cells and take no room in the file: what comes out is bounded as well.
    """
    signs = 0
    first = (sheet.start or (0, 0))[0] + 1
    found: list[tuple[int, list[str]]] = []
    for number, cells in enumerate(sheet.to_python(skip_empty_area=True), start=first):
        row = [text_of(cell)[:longest] for cell in cells[:MOST_COLUMNS]]
        signs += sum(map(len, row))
        if signs > MOST_SIGNS:
            sys.exit(TOO_MUCH)
        marks.mark(number, row)
        if any(row):
            found.append((number, row))
        if len(found) >= most:
            break
    return found


def text_of(cell: Any) -> str:
    """A cell as text; a whole number without a point, a day as 2026-11-23."""
    if isinstance(cell, bool):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ")
    return "" if cell is None else str(cell)


if __name__ == "__main__":
    main(int(sys.argv[1]), as_seen="as-seen" in sys.argv[2:])
