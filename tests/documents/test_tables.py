"""Tables taken away: cells are what they are, totals are plain figures, and nobody's text is ever reckoned."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from shop.documents.table_books import sheet_name, workbook_of, write_workbook
from shop.documents.table_csv import write_csv
from shop.documents.tables import Cell, Column, Table, Tables
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity

EVIL = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://evil.example","open")',
    "=cmd|'/c calc'!A1",
    "https://evil.example/",
    "mailto:evil@example.com",
    "internal:Sheet1!A1",
    "\t=1+1",
    " =1+1",
    "{=1+1}",
    "00123",
    "1e5",
    "<b>&\"'",
    "\x01\x08",
    "＝1+1",
]


def at(n: int) -> Any:
    return lambda row: row[n]


def sheets(data: bytes) -> list[list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(data))
    return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


COLUMNS = [
    Column("Name", Cell.TEXT, at(0)),
    Column("Amount", Cell.MONEY, at(1), total=True),
    Column("Weight (kg)", Cell.QUANTITY, at(2), total=True),
    Column("Entries", Cell.COUNT, at(3), total=True),
    Column("Share", Cell.SHARE, at(4)),
    Column("Day", Cell.DAY, at(5)),
    Column("Moment", Cell.MOMENT, at(6)),
]
LATE = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)
ROWS: list[Any] = [
    ("笋", Money(12_345), Quantity(1_500), 3, Decimal("0.25"), date(2026, 11, 23), LATE),
    ("茶", Money(-45), Quantity(-500), 1, None, None, None),
]


def table(rows: Any = ROWS, **more: Any) -> Tables:
    return Tables("Purchases", [Table("Purchases", COLUMNS, rows, whole_label="Total", **more)], [("Year", "2026")])


def test_cells_are_what_their_column_says_and_the_total_is_a_plain_figure() -> None:
    about, rows = sheets(workbook_of(table(), about="About"))
    assert about[0][0] == "Purchases"
    assert ["Year", "2026"] in about
    assert rows[0] == [column.label for column in COLUMNS]
    assert rows[1] == ["笋", 123.45, 1.5, 3, 0.25, date(2026, 11, 23), datetime.fromisoformat("2027-01-01T01:30")]
    assert rows[2] == ["茶", -0.45, -0.5, 1, "", "", ""]
    assert rows[3] == ["Total", 123.0, 1.0, 4, "", "", ""]


def test_in_a_column_of_days_a_moment_is_its_day_in_shanghai() -> None:
    one = Table("Days", [Column("Day", Cell.DAY, at(0))], [(LATE,), (date(2026, 1, 2),)])
    _about, rows = sheets(workbook_of(Tables("Days", [one]), about="About"))
    assert rows[1:] == [[date(2027, 1, 1)], [date(2026, 1, 2)]]


def test_a_total_that_is_given_stands_instead_of_the_sum() -> None:
    """Where rows overlap, as a town and its units do, what the page says is the total."""
    _about, rows = sheets(workbook_of(table(whole=("", Money(5), Quantity(0), 9, None, None, None)), about="About"))
    assert rows[-1][:4] == ["Total", 0.05, 0, 9]


def test_a_table_of_nothing_has_its_head_and_a_total_of_nothing() -> None:
    _about, rows = sheets(workbook_of(table([]), about="About"))
    assert rows[0][0] == "Name"
    assert rows[1][:4] == ["Total", 0, 0, 0]


def test_the_head_stays_in_sight_filters_and_no_cell_is_a_formula_or_a_link() -> None:
    rows = [(text, Money(0), None, 0, None, None, None) for text in EVIL]
    data = workbook_of(table(rows), about="=1+1")
    with ZipFile(io.BytesIO(data)) as inside:
        sheet = inside.read("xl/worksheets/sheet2.xml").decode()
        everything = "".join(inside.read(name).decode() for name in inside.namelist() if name.endswith(".xml"))
        assert not [name for name in inside.namelist() if "_rels/sheet" in name or "externalLink" in name]
    assert "<f>" not in everything
    assert "<hyperlink" not in everything
    assert 'state="frozen"' in sheet
    assert 'topLeftCell="B2"' in sheet
    assert "<autoFilter" in sheet
    _about, read = sheets(data)
    assert [row[0] for row in read[1:-1]] == EVIL


def test_in_comma_separated_text_what_begins_like_a_formula_gets_an_apostrophe(tmp_path: Path) -> None:
    rows = [(text, Money(-1), None, 0, None, None, None) for text in EVIL]
    count = write_csv(table(rows).tables[0], tmp_path / "t.csv")
    read = list(csv.reader(io.StringIO((tmp_path / "t.csv").read_text("utf-8-sig"), newline="")))
    assert count == len(EVIL)
    assert read[0][0] == "Name"
    said = [row[0] for row in read[1:-1]]
    assert [one.removeprefix("'") for one in said] == EVIL
    assert all(one.startswith("'") for one in said if one.strip(" '")[:1] in "=+-@\t＝")
    assert {row[1] for row in read[1:-1]} == {"-0.01"}, "an amount below zero is a figure, and stays one"
    assert read[-1][:2] == ["Total", f"-{len(EVIL) / 100:.2f}"]


@pytest.mark.parametrize(
    ("title", "taken", "name"),
    [
        ("Board", set(), "Board"),
        ("Board", {"board"}, "Board 2"),
        ("A/B: [x]*?\\", set(), "A B   x"),
        ("'quoted'", set(), "quoted"),
        ("", set(), "-"),
        ("长" * 40, {"长" * 31}, "长" * 29 + " 2"),
    ],
)
def test_a_sheet_has_a_name_that_a_spreadsheet_takes(title: str, taken: set[str], name: str) -> None:
    assert sheet_name(title, taken) == name


def test_what_a_sheet_cannot_hold_goes_on_in_another_and_the_total_is_of_all() -> None:
    rows = [(str(n), Money(100), Quantity(0), 1, None, None, None) for n in range(25)]
    _about, *parts = sheets(workbook_of(table(rows), about="About", most_rows=12))
    assert [len(part) for part in parts] == [11, 11, 7]
    assert all(part[0][0] == "Name" for part in parts)
    assert parts[-1][-1][:4] == ["Total", 25, 0, 25]
    assert [row[0] for part in parts for row in part[1:]][:-1] == [str(n) for n in range(25)]


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def rows(count: int) -> Iterator[Any]:
        for n in range(count):
            yield (f"Name {n}", Money(n), Quantity(n), 1, Decimal(n), date(2026, 1, 1), LATE)

    def peak(count: int) -> int:
        tracemalloc.start()
        try:
            assert write_workbook(table(rows(count)), tmp_path / f"{count}.xlsx", about="About") == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    small, large = peak(1_000), peak(20_000)
    assert large - small < 1_000_000, f"{small} bytes for a thousand rows, {large} for twenty thousand"


def test_it_says_how_far_it_is_and_can_be_stopped(tmp_path: Path) -> None:
    told: list[int] = []

    class Enough(Exception):
        pass

    def went_on(rows: int) -> None:
        told.append(rows)
        if rows >= 4_000:
            raise Enough

    rows = (ROWS[0] for _n in range(10_000))
    with pytest.raises(Enough):
        write_workbook(table(rows), tmp_path / "t.xlsx", about="About", went_on=went_on)
    assert told == [2_000, 4_000]


def test_every_sheet_keeps_its_head_in_sight_the_one_of_facts_too() -> None:
    table = Table("Rows", [Column("Name", Cell.TEXT, str)], ["a"])
    with ZipFile(io.BytesIO(workbook_of(Tables("Rows", [table], [("Of", "somebody")]), about="About"))) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == 2
        assert all(b'state="frozen"' in book.read(name) for name in sheets)
