"""Tables written as workbooks, a row at a time: what was written is on the disk and not in memory any more.

What people typed stays text. A cell is written as what its column says, never by what it looks like: a name "=1+1" is
a name, and an address opens nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from shop.documents.tables import Cell, Column, Sums, Table, Tables, plain
from shop.kernel import clock

MOST_ROWS = 1_048_576
"""What a sheet holds (Office Open XML), its head included; what is beyond goes on in another one."""

FORMATS = {
    Cell.TEXT: "@",
    Cell.MONEY: "#,##0.00",
    Cell.PRICE: "#,##0.00##",
    Cell.QUANTITY: "#,##0.###",
    Cell.COUNT: "#,##0",
    Cell.NUMBER: "0",
    Cell.SHARE: "0.0%",
    Cell.POINTS: "+0.0;-0.0;0.0",
    Cell.DAY: "yyyy-mm-dd",
    Cell.MOMENT: "yyyy-mm-dd hh:mm",
}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST = 32_000
"""Characters: a cell takes 32,767 at most."""
FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
LONGEST_NAME = 31
NEWS_EVERY = 2_000

WentOn = Callable[[int], None]
"""Is told so many rows, now and then, and may raise to have it stopped."""


def workbook_of(tables: Tables, *, about: str, most_rows: int = MOST_ROWS) -> bytes:
    """The tables as a workbook in memory, for what is small."""
    with TemporaryDirectory(prefix="table-") as folder:
        path = Path(folder) / "table.xlsx"
        write_workbook(tables, path, about=about, most_rows=most_rows)
        return path.read_bytes()


def write_workbook(
    tables: Tables, path: Path, *, about: str, went_on: WentOn = lambda rows: None, most_rows: int = MOST_ROWS
) -> int:
    """Write the tables to a path: a first sheet that says what they are (named ``about``), then a sheet for each, whose
    head stays in sight and filters. Files that are needed on the way lie beside it. Returns how many rows there are.
    """
    with xlsxwriter.Workbook(str(path), OPTIONS | {"tmpdir": str(path.parent)}) as book:
        book.set_properties({"created": clock.now().replace(tzinfo=None)})
        writer = _Writer(book, went_on, most_rows)
        writer.say(about, tables)
        for table in tables.tables:
            writer.write(table)
        return writer.rows


class _Writer:
    def __init__(self, book: Any, went_on: WentOn, most_rows: int) -> None:
        self.book, self.went_on, self.most_rows, self.rows = book, went_on, most_rows, 0
        self.formats = {kind: book.add_format({"num_format": mask}) for kind, mask in FORMATS.items()}
        bold = {"bold": True, "top": 1}
        self.bold = {kind: book.add_format({"num_format": mask, **bold}) for kind, mask in FORMATS.items()}
        head = {"bold": True, "bottom": 1, "bg_color": "#EEF1EA", "text_wrap": True, "valign": "top"}
        self.head = {True: book.add_format(head), False: book.add_format({**head, "align": "right"})}
        self.names: set[str] = set()

    def say(self, name: str, tables: Tables) -> None:
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 22)
        sheet.set_column(1, 1, 80)
        sheet.freeze_panes(1, 1)
        sheet.write_string(0, 0, tables.title, self.book.add_format({"bold": True, "font_size": 14}))
        wraps = self.book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        for number, (label, words) in enumerate(tables.about, start=2):
            sheet.write_string(number, 0, str(label), self.head[True])
            sheet.write_string(number, 1, _text(words), wraps)

    def write(self, table: Table) -> None:
        sums, sheet, number = Sums(table), self._begin(table), 0
        if len(self.names) == 2:  # the first one says what they are; the book opens with the first table
            sheet.activate()
        writers = [_writing(column, self.formats[column.kind]) for column in table.columns]
        for row in table.rows:
            if number == self.most_rows - 2:
                self._end(sheet, table, number)
                sheet, number = self._begin(table), 0
            number += 1
            for at, write in enumerate(writers):
                write(sheet, number, at, row)
            sums.add(row)
            self.rows += 1
            if self.rows % NEWS_EVERY == 0:
                self.went_on(self.rows)
        self._end(sheet, table, number)
        for at, value in enumerate(sums.last_row() or ()):
            kind = table.columns[at].kind if at or table.columns[0].total else Cell.TEXT
            _put(sheet, number + 1, at, kind, value, self.bold[kind])

    def _begin(self, table: Table) -> Worksheet:
        sheet = self._sheet(table.title)
        for at, column in enumerate(table.columns):
            sheet.set_column(at, at, column.wide)
        for at, column in enumerate(table.columns):
            is_words = column.kind in (Cell.TEXT, Cell.DAY, Cell.MOMENT)
            sheet.write_string(0, at, str(column.label), self.head[is_words])
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _end(self, sheet: Worksheet, table: Table, number: int) -> None:
        sheet.autofilter(0, 0, max(number, 1), len(table.columns) - 1)

    def _sheet(self, title: str) -> Worksheet:
        name = sheet_name(title, self.names)
        self.names.add(name.casefold())
        sheet: Worksheet = self.book.add_worksheet(name)
        return sheet


def sheet_name(title: str, taken: set[str]) -> str:
    """A name that a sheet may have, and that no other has (``taken``, without regard to capitals)."""
    plain_title = FORBIDDEN.sub(" ", title).strip("' ") or "-"
    name, n = plain_title[:LONGEST_NAME].rstrip("' "), 1
    while name.casefold() in taken:
        n += 1
        end = f" {n}"
        name = plain_title[: LONGEST_NAME - len(end)] + end
    return name


def _writing(column: Column, format_: Format) -> Callable[[Worksheet, int, int, Any], None]:
    kind, of = column.kind, column.of

    def write(sheet: Worksheet, number: int, at: int, row: Any) -> None:
        _put(sheet, number, at, kind, of(row), format_)

    return write


def _put(sheet: Worksheet, number: int, at: int, kind: Cell, value: Any, format_: Format) -> None:
    if value is None:
        sheet.write_blank(number, at, None, format_)
    elif kind is Cell.TEXT:
        sheet.write_string(number, at, _text(value), format_)
    elif kind in (Cell.DAY, Cell.MOMENT):
        day = plain(kind, value)
        sheet.write_datetime(number, at, day, format_)
    else:
        sheet.write_number(number, at, plain(kind, value), format_)


def _text(value: Any) -> str:
    return str(value)[:LONGEST]
