"""An uploaded file as a sheet of listings: opened below its heads, and given back with what is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.sheets.books import corrected
from shop.catalogue.sheets.columns import Column
from shop.catalogue.sheets.heads import HEAD_WITHIN, Head, below, find_head
from shop.catalogue.sheets.standing import LONGEST_TEXT
from shop.documents.sheets import MOST_ROWS, Row, Sheet, read_sheet_as_seen
from shop.kernel.refusals import Refused


@dataclass(slots=True)
class Opened:
    """A sheet that was read: its rows below the head, and what is told of it."""

    head: Head
    rows: list[Row]
    told: dict[str, Any] = field(default_factory=dict)


def open_sheet(content: bytes) -> Opened:
    """What the sheet holds below its heads; raises ``Refused``. Asks the database nothing."""
    sheet = read_sheet_as_seen(content, longest=LONGEST_TEXT, most_rows=MOST_ROWS + HEAD_WITHIN)
    head = find_head(sheet.rows)
    rows = below(sheet.rows, head)
    if not rows:
        raise Refused(_l("There is no row below the heads of this sheet."), field="file")
    if len(rows) > MOST_ROWS:
        raise Refused(_l("This sheet has more than 10,000 rows. Please upload it in parts."), field="file")
    return Opened(head, rows, _told(sheet, head))


def corrected_sheet(content: bytes, faults: Mapping[int, Sequence[Sequence[Any]]], *, language: str) -> bytes:
    """The sheet as it was uploaded, with what is wrong (column or nothing, Chinese, English) beside its cells."""
    read = read_sheet_as_seen(content, longest=LONGEST_TEXT, most_rows=MOST_ROWS + HEAD_WITHIN)
    head = find_head(read.rows)
    said = {
        number: [
            (head.places.get(Column(column)) if column else None, chinese if language == "zh" else english)
            for column, chinese, english in row
        ]
        for number, row in faults.items()
    }
    return corrected(read.rows, said, head.row)


def _told(sheet: Sheet, head: Head) -> dict[str, Any]:
    return {
        "head_row": head.row,
        "unknown": list(head.unknown),
        "twice": list(head.twice),
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
    }
