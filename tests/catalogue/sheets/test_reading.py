"""What cells say, as bookkeepers write them; and heads wherever they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from shop.catalogue.sheets.choices import Sorts, Word
from shop.catalogue.sheets.columns import HEADINGS, Column, column_of, head_of, unit_in
from shop.catalogue.sheets.heads import below, find_head
from shop.catalogue.sheets.numbers import Price, Priced, read_content, read_months, read_price, read_whole, unit_price
from shop.catalogue.sheets.reading import read_article, read_goods, read_more_prices
from shop.catalogue.words import Measure
from shop.documents.sheets import Row, read_sheet_as_seen
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from tests.factories.sheets import a_sheet

KG, PIECE = Measure.KILOGRAM, Measure.PIECE
SORTS = Sorts((Word(7, "干货", "Dried goods", ("dried",)),), (), (Word("530624", "大关县", "Daguan"),), (), "530624")


@pytest.mark.parametrize(
    ("said", "months"),
    [
        ("3-5月", (3, 4, 5)),
        ("3,4,5", (3, 4, 5)),
        ("３－５月", (3, 4, 5)),
        ("3月至5月", (3, 4, 5)),
        ("3、4、5月", (3, 4, 5)),
        ("11-2", (1, 2, 11, 12)),
        ("9月-次年2月", (1, 2, 9, 10, 11, 12)),
        ("3-5月,9月", (3, 4, 5, 9)),
        ("全年", tuple(range(1, 13))),
        ("all year", tuple(range(1, 13))),
        ("Mar-May", (3, 4, 5)),
        ("7", (7,)),
    ],
)
def test_months_are_read_as_they_are_written(said: str, months: tuple[int, ...]) -> None:
    assert read_months(said) == months


@pytest.mark.parametrize(
    ("said", "head", "amount", "measure"),
    [
        ("10kg", "", "10", KG),
        ("20斤", "", "10", KG),
        ("500g×20", "", "10", KG),
        ("500克*20袋", "", "10", KG),
        ("１０公斤", "", "10", KG),
        ("2两", "", "0.1", KG),
        ("0.30000000000000004", "", "0.3", None),
        ("1,000", "", "1000", None),
        ("30枚", "", "30", PIECE),
        ("1件", "", "1", PIECE),
        ("20", "斤", "10", KG),
        ("10公斤/箱", "", "10", KG),
    ],
)
def test_contents_are_read_in_any_unit(said: str, head: str, amount: str, measure: Measure | None) -> None:
    content = read_content(said, head)
    assert (content.amount, content.measure) == (Quantity.of(amount), measure)


@pytest.mark.parametrize(
    ("said", "head", "parts"),
    [
        ("12", "", 120_000),
        ("¥1,200.50", "", 12_005_000),
        ("￥１２．５", "", 125_000),
        ("12.299999999999999", "", 123_000),
        ("2.585", "", 25_850),
        ("6元/斤", "", 120_000),
        ("每斤6元", "", 120_000),
        ("6", "元/斤", 120_000),
        ("12元/kg", "", 120_000),
        ("12元/公斤", "", 120_000),
    ],
)
def test_prices_of_what_is_weighed_are_per_kilogram(said: str, head: str, parts: int) -> None:
    price = unit_price(read_price(said, head), measure=KG, weighed=True, content=Quantity.of(10))
    assert price.parts == parts


def test_a_price_by_weight_of_a_counted_pack_is_that_of_all_it_holds() -> None:
    quarter = {"measure": KG, "weighed": False, "content": Quantity.of("0.25")}
    assert unit_price(read_price("6元/斤"), **quarter).parts == 30_000
    assert unit_price(read_price("36元/箱"), **quarter).parts == 360_000


def _refused(read: Callable[[], Any]) -> str:
    with pytest.raises(Refused) as refusal:
        read()
    return str(refusal.value)


@pytest.mark.usefixtures("db_session")
@pytest.mark.parametrize(
    ("read", "said"),
    [
        (lambda: read_months("2026-03-05 00:00:00"), "Excel has made a day of these months."),
        (lambda: read_months("春天"), "does not say which months"),
        (lambda: read_months("13"), "does not say which months"),
        (lambda: read_content("10升"), "this unit is not known"),
        (lambda: read_content("几斤"), "does not say how much a pack holds"),
        (lambda: read_content("0.0001kg"), "more than 3 decimals"),
        (lambda: read_price("面议"), "is not a number"),
        (lambda: read_price("-3"), "is not a number"),
        (lambda: read_price("6元/亩"), "this unit is not known"),
        (lambda: read_price("1,5"), "is not a number"),
        (lambda: read_whole("2.5"), "is not a whole number"),
        (lambda: read_article("2026-03-05 00:00:00"), "Excel has made a day of this article number."),
        (lambda: read_article("1.23E+11"), "Excel has shortened this article number."),
        (lambda: read_more_prices("100"), "Please write more prices like"),
        (
            lambda: unit_price(Price(read_price("6").yuan, Priced.PACK), measure=KG, weighed=True, content=Quantity(1)),
            "not per pack",
        ),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence(read: Callable[[], Any], said: str) -> None:
    assert said in _refused(read)


def test_every_head_is_known_in_both_languages_alone_and_together() -> None:
    for column, heading in HEADINGS.items():
        for head in (heading.chinese, heading.english, head_of(column), f"{heading.chinese} / {heading.english}"):
            assert column_of(head) is column, head
    assert (column_of("价格（元/斤）"), unit_in("价格（元/斤）")) == (Column.PRICE_1, "元/斤")
    assert column_of("序号") is None


def test_the_head_is_found_below_titles_and_said_again_it_is_no_row() -> None:
    rows = [
        Row(1, ("大山合作社商品表", "", "", "")),
        Row(2, ("填表人：李", "", "2026年", "")),
        Row(4, ("规格", "品名", "备用", "货号")),
        Row(5, ("规格", "品名", "备用", "货号")),
        Row(6, ("1斤袋", "笋", "x", "A-1")),
    ]
    head = find_head(rows)
    assert (head.row, head.places, head.unknown) == (
        4,
        {Column.PACK: 0, Column.NAME: 1, Column.ARTICLE: 3},
        ("备用",),
    )
    assert [row.number for row in below(rows, head)] == [6]


@pytest.mark.usefixtures("db_session")
def test_rows_of_one_product_that_differ_and_rows_of_none_are_told() -> None:
    rows = [
        Row(2, ("A-1", "笋")),
        Row(3, ("Ａ-1", "")),
        Row(4, ("a-1", "茶")),
        Row(5, ("", "椒")),
        Row(6, ("示例-1", "x")),
        Row(7, ("A-2", "#N/A")),
    ]
    read = read_goods(rows, find_head([Row(1, ("货号", "品名"))]), SORTS)
    assert (len(read.goods["a-1"].rows), read.examples) == (3, 1)
    told = {
        row.number: [str(said) for _column, said in row.faults] for row in (*read.adrift, read.goods["a-1"].rows[2])
    }
    assert told == {
        5: ["Please put the article number in every row of a product."],
        4: ["Row 2 of the same product says something else here."],
    }
    assert "no result" in str(read.goods["a-2"].rows[0].faults[0][1])


def test_a_workbook_with_a_title_a_merged_name_and_hidden_parts_is_read_as_it_is_seen() -> None:
    sheet = read_sheet_as_seen(a_sheet(["表"], ["货号", "品名", "规格"], ["A", "笋", "袋"]), longest=4_000)
    assert find_head(sheet.rows).row == 2
