"""Days and amounts as banks, bookkeepers and Excel write them."""

from datetime import date

import pytest

from shop.documents.cells import read_amount, read_day
from shop.kernel.money import Money

DAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23",
        "2026/11/23",
        "2026.11.23",
        "2026年11月23日",
        "２０２６－１１－２３",
        "20261123",
        "20261123 10:20:11",
        "20261123102011",
        "2026-11-23 10:20:11",
        "2026-11-23T10:20:11",
        " 2026/11/23 ",
        "46349",
        "46349.4306",
    ],
)
def test_a_day_is_read_however_it_is_written(text: str) -> None:
    assert read_day(text) == DAY


@pytest.mark.parametrize("text", ["2026-02-30", "合计", "23/11/2026", "12", "99999", "20261399", "x" * 400])
def test_what_is_no_day_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_day(text)


@pytest.mark.parametrize(
    ("text", "yuan"),
    [
        ("1234.5", "1234.50"),
        ("1,234.50", "1234.50"),
        ("１，２３４．５０", "1234.50"),
        ("¥1,234.50", "1234.50"),
        ("￥ 1,234.50元", "1234.50"),
        ("CNY 1234.50", "1234.50"),
        ("+1,234.50", "1234.50"),
        ("-1,234.50", "-1234.50"),
        ("−1,234.50", "-1234.50"),
        ("(1,234.50)", "-1234.50"),
        ("（1,234.50）", "-1234.50"),
        ("1,234.50-", "-1234.50"),
        ("0.30000000000000004", "0.30"),
        ("4503599627370.49", "4503599627370.49"),
        ("0.00", "0"),
    ],
)
def test_an_amount_is_read_however_it_is_written(text: str, yuan: str) -> None:
    assert read_amount(text) == Money.yuan(yuan)


@pytest.mark.parametrize("text", ["", " ", "-", "—", "–"])
def test_an_empty_cell_is_neither_a_day_nor_an_amount(text: str) -> None:
    assert read_amount(text) is None
    assert read_day(text) is None


@pytest.mark.parametrize("text", ["1.234", "12a", "1e5", "1.2.3", "(12", "--3", "nan", "9" * 40])
def test_what_is_no_amount_to_the_fen_is_said_to_be_none(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_amount(text)
