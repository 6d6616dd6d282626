"""The heads of banks' sheets: every bank writes its own, and the usual words are known. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l

from shop.documents.cells import plain
from shop.documents.sheets import Row
from shop.kernel.enums import Labelled

HEAD_WITHIN = 30
"""Above the head stand the bank's name, the account and the span: so many rows at most."""


class Column(Labelled):
    """What a column can say. Money that came in is positive."""

    BOOKED_ON = "booked_on", _l("Day")
    CREDIT = "credit", _l("Money that came in")
    DEBIT = "debit", _l("Money that went out")
    AMOUNT = "amount", _l("Amount, in one column")
    DIRECTION = "direction", _l("In or out (借贷标志)")
    NAME = "name", _l("The other side’s name")
    ACCOUNT = "account", _l("The other side’s account")
    TEXT = "text", _l("Remittance text")
    MORE_TEXT = "more_text", _l("More text")
    SERIAL = "serial", _l("The bank’s own number")


Columns = Mapping[Column, int]
"""What stands in which column, from 0."""

KNOWN = {
    Column.BOOKED_ON: (
        "记账日期 交易日期 入账日期 交易时间 记账日 入账时间 交易日 日期 起息日",
        "date bookingdate transactiondate day",
    ),
    Column.CREDIT: (
        "收入金额 收入 贷方发生额 贷方金额 贷方 转入金额 存入金额 来账金额 收款金额",
        "credit creditamount moneyin paidin",
    ),
    Column.DEBIT: (
        "支出金额 支出 借方发生额 借方金额 借方 转出金额 取出金额 往账金额 付款金额",
        "debit debitamount moneyout paidout",
    ),
    Column.AMOUNT: ("交易金额 发生额 金额 交易额", "amount"),
    Column.DIRECTION: ("借贷标志 借贷方向 收支标志 借贷标识 借贷 收支 收付标志 方向", "direction dc"),
    Column.NAME: (
        "对方户名 对方账户名称 对方名称 对方单位 对方单位名称 对手户名 收付方名称 收方名称",
        "counterparty counterpartyname name",
    ),
    Column.ACCOUNT: ("对方账号 对方账户 对手账号 收付方账号", "counterpartyaccount account"),
    Column.TEXT: ("附言 用途", "remittancetext text purpose reference"),
    Column.MORE_TEXT: ("摘要 备注 交易附言", "remark remarks summary description"),
    Column.SERIAL: ("交易流水号 流水号 核心流水号 交易流水 交易号", "serial serialnumber transactionid"),
}
HEADS: Mapping[Column, frozenset[str]] = {column: frozenset(" ".join(words).split()) for column, words in KNOWN.items()}
COMING_IN = frozenset("贷 贷方 收 收入 来账 入 转入 c cr credit in +".split())
GOING_OUT = frozenset("借 借方 支 支出 付 往账 出 转出 d dr debit out -".split())
SUMS = re.compile(r"合计|总计|小计|本页|本月|承前|过次|期初|期末|余额|total|sum|balance|carried", re.IGNORECASE)
TEMPLATE = (
    (Column.BOOKED_ON, "记账日期"),
    (Column.CREDIT, "收入金额"),
    (Column.DEBIT, "支出金额"),
    (Column.NAME, "对方户名"),
    (Column.ACCOUNT, "对方账号"),
    (Column.TEXT, "附言"),
    (Column.SERIAL, "交易流水号"),
)
"""The columns of the sheet that we offer, under heads that banks use."""


@dataclass(frozen=True, slots=True)
class Head:
    """The row that names the columns, and what is understood of it."""

    row: Row
    columns: dict[Column, int]

    @property
    def signature(self) -> str:
        return signature_of(self.row)


def signature_of(head: Row) -> str:
    """What a head says, to know the same bank's sheet again."""
    return "|".join(word_of(cell) for cell in head.cells)


def find_head(rows: Sequence[Row]) -> Head:
    """The row near the top with the most words that are known; the fullest one where none is."""
    near = rows[:HEAD_WITHIN]
    heads = [Head(row, recognised(row.cells)) for row in near]
    return max(heads, key=lambda head: (len(head.columns), sum(map(bool, head.row.cells))))


def recognised(cells: Iterable[str]) -> dict[Column, int]:
    """What the usual words say; of two alike the first."""
    columns: dict[Column, int] = {}
    for place, cell in enumerate(cells):
        word = word_of(cell)
        for column, words in HEADS.items():
            if word in words and column not in columns:
                columns[column] = place
                break
    if Column.TEXT not in columns and Column.MORE_TEXT in columns:
        columns[Column.TEXT] = columns.pop(Column.MORE_TEXT)
    if Column.CREDIT in columns or Column.DEBIT in columns:
        columns.pop(Column.AMOUNT, None)
        columns.pop(Column.DIRECTION, None)
    return columns


def word_of(cell: str) -> str:
    """A head without spaces, units and signs: 借方发生额（元） is 借方发生额."""
    text = re.sub(r"\(.*?\)|\[.*?\]", "", plain(cell).lower())
    return re.sub(r"[^\w]|_|人民币|元$", "", text)
