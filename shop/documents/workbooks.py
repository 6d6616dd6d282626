"""Rows into workbooks: for templates and lists to download."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What people typed stays text: nothing that begins with "=" is reckoned, nothing that looks like an address opens.
OPTIONS = {"in_memory": True, "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def workbook(
    title: str,
    head: Sequence[Any],
    rows: Iterable[Sequence[Any]],
    *,
    widths: Sequence[int] = (),
    text_columns: Sequence[int] = (),
) -> bytes:
    """One sheet with a bold head; days and decimals as such, everything else as text.

    What people type into one of ``text_columns`` below stays as they typed it: Excel makes no number of it.
    """
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, OPTIONS) as book:
        sheet = book.add_worksheet(title[:31])
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        yuan = book.add_format({"num_format": "#,##0.00"})
        text = book.add_format({"num_format": "@"})
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width, text if column in text_columns else None)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [str(name) for name in head], bold)
        for number, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, column, value, day)
                elif isinstance(value, Decimal):
                    sheet.write_number(number, column, value, yuan)
                else:
                    sheet.write_string(number, column, str(value), text if column in text_columns else None)
    return kept.getvalue()
