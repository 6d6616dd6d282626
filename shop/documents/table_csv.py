"""A table written as comma-separated text, a row at a time.

Such a file says of no cell what it is, so a spreadsheet reckons whatever begins like a formula. What people typed and
begins so gets an apostrophe before it, which spreadsheets take for "this is text" (OWASP: CSV injection).
"""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import Any

from shop.documents.table_books import NEWS_EVERY, WentOn
from shop.documents.tables import Cell, Sums, Table, plain

CSV = "text/csv; charset=utf-8"
BOM = "\ufeff"
"""Without it Excel takes Chinese for Latin."""
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_csv(table: Table, path: Path, *, went_on: WentOn = lambda rows: None) -> int:
    """Write one table to a path, with its head and its last row. Returns how many rows there are."""
    sums, count = Sums(table), 0
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM)
        lines = csv.writer(file)
        lines.writerow([text_of(column.label) for column in table.columns])
        for row in table.rows:
            lines.writerow([_cell(column.kind, column.of(row)) for column in table.columns])
            sums.add(row)
            count += 1
            if count % NEWS_EVERY == 0:
                went_on(count)
        last = sums.last_row()
        if last is not None:
            lines.writerow(
                [
                    _cell(Cell.TEXT if isinstance(value, str) else column.kind, value)
                    for column, value in zip(table.columns, last, strict=True)
                ]
            )
    return count


def text_of(value: Any) -> str:
    """What people typed, so that no spreadsheet reckons it."""
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(BEGINS_A_FORMULA) else text


def _cell(kind: Cell, value: Any) -> Any:
    if value is None:
        return ""
    if kind is Cell.TEXT:
        return text_of(value)
    said = plain(kind, value)
    return f"{said:%Y-%m-%d %H:%M}" if isinstance(said, datetime) else f"{said:f}" if kind in REAL else said


REAL = frozenset({Cell.MONEY, Cell.PRICE, Cell.QUANTITY, Cell.SHARE, Cell.POINTS})
