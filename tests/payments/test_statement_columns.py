"""Heads and rows of banks' sheets: what is understood, what is chosen, what is passed over, what is faulty."""

from datetime import date

import pytest

from shop.documents.sheets import Row
from shop.kernel.money import Money
from shop.payments.statement_columns import Fault, faults_of, read_rows
from shop.payments.statement_heads import TEMPLATE, Column, find_head

DAY = date(2026, 11, 23)


def sheet(text: str) -> tuple[Row, ...]:
    """Rows of cells that are separated by bars; the empty ones are left out, as they are on reading."""
    rows = [(number, line) for number, line in enumerate(text.strip("\n").split("\n"), start=1) if line.strip("| ")]
    return tuple(Row(number, tuple(cell.strip() for cell in line.split("|"))) for number, line in rows)


HEADS = {
    "日期 | 借方发生额（元） | 贷方发生额（元） | 对方户名 | 摘要": "booked_on debit credit name text",
    "交易日期 | 收入金额 | 支出金额 | 余额 | 对方账号 | 对方户名 | 附言 | 摘要 | 交易流水号": (
        "booked_on credit debit - account name text more_text serial"
    ),
    "记账日期 | 借贷标志 | 交易金额 | 对方名称 | 用途": "booked_on direction amount name text",
    "交易时间 | 收/支 | 金额[元] | 对手户名": "booked_on direction amount name",
    "序号 | 日 期 | 发生额 | 收(付)方名称": "- booked_on amount name",
    "Date | Money in | Money out | Counterparty | Reference": "booked_on credit debit name text",
    " | ".join(head for _column, head in TEMPLATE): "booked_on credit debit name account text serial",
}


@pytest.mark.parametrize("head", HEADS)
def test_the_usual_heads_are_understood_below_titles(head: str) -> None:
    rows = sheet(f"某某银行对账单\n账号 | 6222 | 币种 | 人民币\n\n{head}\n2026-11-23 | 1")
    found = find_head(rows)
    assert found.row.number == 4
    said = {place: word for place, word in enumerate(HEADS[head].split()) if word != "-"}
    assert {place: column.value for column, place in found.columns.items()} == said
    assert faults_of(found.columns) == {}


def test_an_unknown_head_is_the_fullest_row_near_the_top() -> None:
    found = find_head(sheet("Bank\nA | B | C\n1 | 2"))
    assert (found.row.number, found.columns) == (2, {})


@pytest.mark.parametrize(
    ("columns", "wrong"),
    [
        ({}, {Column.BOOKED_ON, Column.AMOUNT}),
        ({Column.BOOKED_ON: 0}, {Column.AMOUNT}),
        ({Column.AMOUNT: 0}, {Column.BOOKED_ON}),
        ({Column.BOOKED_ON: 0, Column.AMOUNT: 1, Column.DEBIT: 2}, {Column.AMOUNT}),
        ({Column.BOOKED_ON: 0, Column.AMOUNT: 0}, {Column.BOOKED_ON, Column.AMOUNT}),
        ({Column.BOOKED_ON: 0, Column.CREDIT: 1, Column.NAME: 1}, {Column.CREDIT, Column.NAME}),
        ({Column.BOOKED_ON: 0, Column.DEBIT: 1}, set()),
        ({Column.BOOKED_ON: 0, Column.AMOUNT: 1, Column.DIRECTION: 2}, set()),
    ],
)
def test_a_choice_of_columns_is_checked(columns: dict[Column, int], wrong: set[Column]) -> None:
    assert set(faults_of(columns)) == wrong


def amounts(text: str) -> list[str]:
    rows = sheet(text)
    head = find_head(rows)
    return [str(row.amount) for row in read_rows(rows, head.row.number, head.columns).rows]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("日期|收入|支出\n20261123|12.50|\n20261123||7\n20261123|0.00|7.00", ["12.50", "-7.00", "-7.00"]),
        ("日期|收入|支出\n20261123||-7\n20261123||-8.00", ["-7.00", "-8.00"]),
        ("日期|收入|支出\n20261123||7\n20261123||-7", ["-7.00", "7.00"]),
        ("日期|金额\n20261123|12.50\n20261123|-7\n20261123|(8)", ["12.50", "-7.00", "-8.00"]),
        ("日期|借贷标志|金额\n20261123|贷|12.50\n20261123|借|7\n20261123|D|-8", ["12.50", "-7.00", "-8.00"]),
        (
            "日期|收/支|金额\n20261123|收入|12.50\n20261123|支|7\n20261123|-|9\n20261123|+|9",
            ["12.50", "-7.00", "-9.00", "9.00"],
        ),
    ],
)
def test_money_in_is_positive_and_money_out_negative_however_it_is_written(text: str, expected: list[str]) -> None:
    assert amounts(text) == expected


def test_a_row_says_who_and_what_for() -> None:
    rows = sheet(
        "日期|收入|对方户名|对方账号|附言|摘要|流水号\n"
        "２０２６/１１/２３|１２．５|火炬小学|6222 0001 |货款|转账|A1\n46349|1|||同|同|"
    )
    first, second = read_rows(rows, 1, find_head(rows).columns).rows
    assert (first.booked_on, first.amount, first.number) == (DAY, Money.yuan("12.50"), 2)
    assert (first.name, first.account, first.text, first.serial) == ("火炬小学", "62220001", "货款 转账", "A1")
    assert (second.booked_on, second.text) == (DAY, "同")


def test_sums_and_empty_amounts_are_passed_over_and_what_cannot_be_read_is_named() -> None:
    rows = sheet(
        "日期|借贷|金额|对方户名\n|承前页|900|\n20261123|贷|1|A\n合计||1|\n2026-13-45|贷|2|B\n20261123|贷|x|C\n"
        "20261123|?|3|D\n20261123|贷|0|E\n|贷|4|F\n以下空白"
    )
    statement = read_rows(rows, 1, find_head(rows).columns)
    assert [row.number for row in statement.rows] == [3]
    assert [(fault.number, fault.fault) for fault in statement.faults] == [
        (5, Fault.DAY),
        (6, Fault.AMOUNT),
        (7, Fault.DIRECTION),
        (9, Fault.DAY),
    ]
    assert statement.passed_over == 4
