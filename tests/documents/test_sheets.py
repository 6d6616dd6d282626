"""Sheets in: what Excel, banks and ill-wishers put into them."""

import io
import time
import zipfile

import pytest
from flask import Flask

from shop.documents.sheets import Row, read_sheet
from shop.documents.workbooks import workbook
from shop.kernel.refusals import Refused
from tests.documents.conftest import Made

HEAD, LINE = "日期,对方户名,金额", "2026-11-23,火炬小学,12.50"
ROWS = (Row(1, ("日期", "对方户名", "金额")), Row(2, ("2026-11-23", "火炬小学", "12.50")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_csv_is_read_whoever_wrote_it(encoding: str, delimiter: str, ending: str) -> None:
    text = ending.join((HEAD, LINE, "")).replace(",", delimiter)
    assert read_sheet(text.encode(encoding)) == ROWS


def test_amounts_with_commas_do_not_make_columns_of_a_sheet_with_tabs() -> None:
    text = "date\tname\tamount\n" + "2026-11-23\tA\t1,234,567.00\n" * 3
    assert {len(row.cells) for row in read_sheet(text.encode())} == {3}


def test_what_banks_put_around_long_numbers_is_taken_off() -> None:
    (row,) = read_sheet(b'="6222020001",\'0012,"6222\t",\x07bell')
    assert row.cells == ("6222020001", "0012", "6222", "bell")


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers(a_workbook: Made) -> None:
    rows = [["title"], [], ["a", 1], [None, ""], ["b", 2]]
    assert [(row.number, row.cells) for row in read_sheet(a_workbook(rows, at=2))] == [
        (3, ("title", "")),
        (5, ("a", "1")),
        (7, ("b", "2")),
    ]


def test_the_first_sheet_that_is_shown_and_holds_something_is_read(a_workbook: Made) -> None:
    (row,) = read_sheet(a_workbook([["shown"]], hidden=[["hidden"]]))
    assert row.cells == ("shown",)


def test_numbers_come_as_they_were_written_and_formulas_as_what_they_came_to(a_workbook: Made) -> None:
    (row,) = read_sheet(a_workbook([[12.5, 6222020001234, 0.3, True, "=1+1", "１２"]]))
    assert row.cells == ("12.5", "6222020001234", "0.3", "True", "0", "１２")


def test_a_workbook_of_ours_is_read_again() -> None:
    data = workbook("t", ["name", "code"], [["=cmd()", "001"], ["http://example.org", "x"]])
    assert [row.cells for row in read_sheet(data)] == [("name", "code"), ("=cmd()", "001"), ("http://example.org", "x")]


def test_ten_thousand_rows_are_read_in_a_few_seconds(a_workbook: Made) -> None:
    data = a_workbook([["2026-11-23", "名", "6222020001234", 12.5, "x"]] * 10_000)
    began = time.perf_counter()
    assert len(read_sheet(data)) == 10_000
    assert time.perf_counter() - began < 5


def _zip(**parts: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return kept.getvalue()


def _with_sheet(book: bytes, sheet: bytes) -> bytes:
    """A workbook whose sheet is another one."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, sheet if part.filename.endswith("sheet1.xml") else old.read(part))
    return kept.getvalue()


def _claiming_less(data: bytes) -> bytes:
    """The same archive, whose directory says that each part is one byte long."""
    changed = bytearray(data)
    start = 0
    while (start := data.find(b"PK\x01\x02", start)) >= 0:
        changed[start + 24 : start + 28] = (1).to_bytes(4, "little")
        start += 4
    return bytes(changed)


XML = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
FAR = XML + (
    b'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    b"</sheetData></worksheet>"
)


def test_what_is_no_sheet_or_harms_is_refused_with_a_sentence(app: Flask, a_workbook: Made) -> None:
    book = a_workbook([["a"]])
    bomb = _with_sheet(book, XML + b" " * 60_000_000 + b"</sheetData></worksheet>")
    cells = b"".join(b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (n, n) for n in range(1, 400_000))
    hostile = {
        "nothing": b"",
        "spaces": b" \n ",
        "only commas": b",,,\n,,",
        "a picture": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        "a page": b"<html><table><tr><td>1</td></tr></table></html>",
        "an old workbook cut off": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "a workbook cut off": book[: len(book) // 2],
        "an archive of something else": _zip(readme=b"hello"),
        "too many parts": _zip(**{f"p{n}": b"" for n in range(600)}),
        "a bomb": bomb,
        "a bomb that lies": _claiming_less(bomb),
        "many rows that lie": _claiming_less(_with_sheet(book, XML + cells + b"</sheetData></worksheet>")),
        "one text in every cell": a_workbook([["山" * 400] * 60] * 2_000),
        "a cell far away": _with_sheet(book, FAR),
        "too many rows": b"a,b\n" * 10_001,
        "a cell without end": b'"' + b"a" * 200_000,
    }
    for what, data in hostile.items():
        began = time.perf_counter()
        with app.test_request_context(), pytest.raises(Refused) as refusal:
            print(what, len(read_sheet(data)))
        assert refusal.value.field == "file", what
        assert time.perf_counter() - began < 20, what
