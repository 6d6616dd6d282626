"""Which column of a bank's sheet says what, and what each row says then. Pure.

Every bank writes its own heads. The usual words are known; what is not known somebody chooses once, and it is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.documents.cells import plain, read_amount, read_day
from shop.documents.sheets import Row
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.payments.statement_heads import COMING_IN, GOING_OUT, SUMS, Column, Columns, word_of

OLDEST = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class BankRow:
    """What a row says; ``amount`` is positive when money came in, and never nothing."""

    number: int
    booked_on: date
    amount: Money
    name: str = ""
    account: str = ""
    text: str = ""
    serial: str = ""


class Fault(Labelled):
    """What is wrong with a row."""

    DAY = "day", _l("This is no day on which a bank has booked.")
    AMOUNT = "amount", _l("This is no amount.")
    DIRECTION = "direction", _l("This says neither in nor out.")


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row that cannot be read, and what it says there."""

    number: int
    fault: Fault
    said: str


@dataclass(frozen=True, slots=True)
class Statement:
    """All rows below the head: read, faulty, and so many that are sums, empty or nothing at all."""

    rows: tuple[BankRow, ...]
    faults: tuple[FaultyRow, ...] = ()
    passed_over: int = 0


def faults_of(columns: Columns) -> dict[Column, Any]:
    """Why a choice of columns will not do, by column; empty if it will."""
    wrong: dict[Column, Any] = {}
    if Column.BOOKED_ON not in columns:
        wrong[Column.BOOKED_ON] = _l("Please say which column is the day.")
    one, two = Column.AMOUNT in columns, {Column.CREDIT, Column.DEBIT} & set(columns)
    if not one and not two:
        wrong[Column.AMOUNT] = _l("Please say which column is the amount, or which are money in and money out.")
    elif one and two:
        wrong[Column.AMOUNT] = _l("The amount stands either in one column or in one for each direction: not in both.")
    places = list(columns.values())
    for column, place in columns.items():
        if places.count(place) > 1:
            wrong.setdefault(column, _l("This column is chosen twice."))
    return wrong


def read_rows(rows: Sequence[Row], head: int, columns: Columns, *, until: date = date.max) -> Statement:
    """What stands below the head; ``head`` is the number of its row. Days after ``until`` are no days of a bank."""
    below = [row for row in rows if row.number > head]
    flip = _writes_debits_negative(below, columns)
    read: list[BankRow] = []
    faults: list[FaultyRow] = []
    for row in below:
        outcome = _read_row(row, columns, flip, until)
        if isinstance(outcome, BankRow):
            read.append(outcome)
        elif outcome is not None:
            faults.append(outcome)
    return Statement(tuple(read), tuple(faults), len(below) - len(read) - len(faults))


def _read_row(row: Row, columns: Columns, flip: bool, until: date) -> BankRow | FaultyRow | None:
    said = {column: row.cell(place) for column, place in columns.items()}
    day_said = said[Column.BOOKED_ON]
    try:
        amount = _amount(said, flip)
    except _Unreadable as fault:
        return None if _is_a_sum(row, day_said) else FaultyRow(row.number, fault.fault, fault.said)
    if not amount:
        return None
    try:
        day = read_day(day_said)
    except ValueError:
        day = None
    if day is None or not OLDEST <= day <= until:
        return None if _is_a_sum(row, day_said) else FaultyRow(row.number, Fault.DAY, day_said)
    texts = [said.get(Column.TEXT, ""), said.get(Column.MORE_TEXT, "")]
    return BankRow(
        number=row.number,
        booked_on=day,
        amount=amount,
        name=said.get(Column.NAME, "")[:200],
        account=re.sub(r"\s", "", plain(said.get(Column.ACCOUNT, "")))[:40],
        text=" ".join(dict.fromkeys(text for text in texts if text))[:400],
        serial=plain(said.get(Column.SERIAL, ""))[:64],
    )


class _Unreadable(Exception):
    def __init__(self, fault: Fault, said: str) -> None:
        super().__init__(said)
        self.fault, self.said = fault, said


def _amount(said: Mapping[Column, str], flip: bool) -> Money:
    if Column.AMOUNT not in said:
        debit = _yuan(said.get(Column.DEBIT, ""))
        return _yuan(said.get(Column.CREDIT, "")) - (-debit if flip else debit)
    amount = _yuan(said[Column.AMOUNT])
    if Column.DIRECTION not in said or not amount:
        return amount
    word = word_of(said[Column.DIRECTION]) or plain(said[Column.DIRECTION])
    if word in COMING_IN:
        return amount
    if word in GOING_OUT:
        return Money(-abs(amount.fen)) if amount.fen > 0 else amount
    raise _Unreadable(Fault.DIRECTION, said[Column.DIRECTION])


def _yuan(text: str) -> Money:
    try:
        return read_amount(text) or Money(0)
    except ValueError:
        raise _Unreadable(Fault.AMOUNT, text) from None


def _writes_debits_negative(rows: Iterable[Row], columns: Columns) -> bool:
    """Whether all that went out carries a minus in a column of its own; one alone would be a bank's reversal."""
    if Column.DEBIT not in columns:
        return False
    found = []
    for row in rows:
        try:
            amount = read_amount(row.cell(columns[Column.DEBIT]))
        except ValueError:
            continue
        if amount:
            found.append(amount.fen < 0)
    return len(found) > 1 and all(found)


def _is_a_sum(row: Row, day_said: str) -> bool:
    """Sums, carried balances and what the bank writes below; a row without a day that names nobody."""
    first = next((cell for cell in row.cells if cell), "")
    return bool(SUMS.search(day_said) or SUMS.search(first)) or sum(map(bool, row.cells)) == 1
