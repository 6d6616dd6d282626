"""Sheets as people have them."""

import io
from collections.abc import Callable, Sequence
from typing import Any

import pytest
import xlsxwriter

Made = Callable[..., bytes]


@pytest.fixture
def a_workbook() -> Made:
    """Makes the bytes of a workbook of these rows; `sheets` before it may be hidden or empty."""

    def make(rows: Sequence[Sequence[Any]], *, hidden: Sequence[Sequence[Any]] = (), at: int = 0) -> bytes:
        kept = io.BytesIO()
        with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
            if hidden:
                secret = book.add_worksheet("hidden")
                secret.hide()
                for number, row in enumerate(hidden):
                    secret.write_row(number, 0, row)
                book.add_worksheet("empty")
            sheet = book.add_worksheet("rows")
            sheet.activate()
            sheet.set_first_sheet()
            for number, row in enumerate(rows, start=at):
                sheet.write_row(number, 0, row)
        return kept.getvalue()

    return make
