"""Files that pages hand out, read as a spreadsheet reads them, and held against the page they stand on."""

import io
import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from python_calamine import CalamineWorkbook
from werkzeug.test import TestResponse

FOOT = re.compile(r"<tfoot>(.*?)</tfoot>", re.DOTALL)
YUAN = re.compile(r"(−?)¥([\d,]+\.\d\d)")
BUTTON = re.compile(r'<a class="button[^"]*" href="([^"]+)" download>')
Rows = Sequence[Sequence[Any]]


def sheets_of(data: bytes) -> dict[str, list[list[Any]]]:
    """Every sheet by its name, as rows of cells."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def tables_in(answer: TestResponse) -> list[list[list[Any]]]:
    """The tables of a file, without the sheet that says what they are."""
    assert answer.status_code == 200, answer.status
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "private, no-store"
    about, *tables = sheets_of(answer.data).values()
    assert about[-2][0] == "Made at"
    assert about[-1][0] == "Made by"
    return tables


def export_on(page: TestResponse) -> str | None:
    """Where the page's export button leads; nothing if it has none."""
    found = [unescape(to) for to in BUTTON.findall(page.text) if "as=xlsx" in to]
    return found[0] if found else None


def totals_on(page: TestResponse) -> list[list[float]]:
    """The yuan in the last row of each table of the page that has one."""
    return [
        [float(f"{'-' if sign else ''}{amount.replace(',', '')}") for sign, amount in YUAN.findall(foot)]
        for foot in FOOT.findall(page.text)
    ]


def last_rows(tables: Sequence[Rows]) -> list[list[float]]:
    """The figures in the last row of each table of a file."""
    return [[cell for cell in table[-1] if isinstance(cell, (int, float))] for table in tables]
