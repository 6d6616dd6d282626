"""Sheets as a person sees them: merged, hidden, formulas that came to nothing."""

import io
from collections.abc import Callable
from typing import Any

import xlsxwriter

from shop.documents.sheets import Sheet, read_sheet, read_sheet_as_seen


def _seen(fill: Callable[[Any], None]) -> Sheet:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        fill(book.add_worksheet("rows"))
    return read_sheet_as_seen(kept.getvalue(), longest=4_000)


def _cells(sheet: Sheet) -> list[tuple[str, ...]]:
    return [row.cells for row in sheet.rows]


def test_what_is_merged_downwards_holds_for_all_its_rows() -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range(0, 0, 0, 1, "title")
        sheet.merge_range(1, 0, 3, 0, "shoots")
        for row in (1, 2, 3):
            sheet.write(row, 1, row)

    assert _cells(_seen(fill)) == [("title", ""), ("shoots", "1"), ("shoots", "2"), ("shoots", "3")]


def test_a_merged_range_makes_no_rows_of_empty_ones() -> None:
    def fill(sheet: Any) -> None:
        sheet.merge_range(0, 0, 900_000, 0, "all of it")
        sheet.write(1, 1, "x")

    assert _cells(_seen(fill)) == [("all of it", ""), ("all of it", "x")]


def test_hidden_rows_and_columns_are_left_out_and_counted() -> None:
    def fill(sheet: Any) -> None:
        for row in range(4):
            sheet.write_row(row, 0, [f"a{row}", f"b{row}", f"c{row}"])
        sheet.set_row(2, None, None, {"hidden": True})
        sheet.set_column(1, 1, None, None, {"hidden": True})
        sheet.set_column(7, 9, None, None, {"hidden": True})

    sheet = _seen(fill)
    assert _cells(sheet) == [("a0", "", "c0"), ("a1", "", "c1"), ("a3", "", "c3")]
    assert (sheet.hidden_rows, sheet.hidden_columns) == (1, 1)
    assert [row.number for row in sheet.rows] == [1, 2, 4]


def test_a_formula_without_a_result_says_so_and_one_with_it_is_what_it_came_to() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_formula(0, 0, "=NA()", None, "#N/A")
        sheet.write_formula(0, 1, "=1+1", None, "")
        sheet.write_formula(0, 2, "=1+1", None, 2)
        sheet.write(0, 3, "x")

    assert _cells(_seen(fill)) == [("#N/A", "#N/A", "2", "x")]


def test_longer_texts_and_several_lines_are_kept() -> None:
    def fill(sheet: Any) -> None:
        sheet.write(0, 0, "one\r\ntwo\tthree " + "长" * 900)

    ((text,),) = _cells(_seen(fill))
    assert text.startswith("one\ntwo three ")
    assert len(text) == 914


def test_banks_sheets_are_read_cell_by_cell_as_before() -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        sheet = book.add_worksheet("rows")
        sheet.merge_range(0, 0, 1, 0, "100.00")
        sheet.write(1, 1, "x")
        sheet.set_row(1, None, None, {"hidden": True})
    assert [row.cells for row in read_sheet(kept.getvalue())] == [("100.00", ""), ("", "x")]
