"""What a bank carries and how its sheet says so, and uploading such a sheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.payments.services.statements import read_statement, receive_statement, rows_of
from shop.payments.statement_heads import TEMPLATE, find_head

HEAD = [head for _column, head in TEMPLATE]


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money on its way from a unit's account to a supplier's, with the numbers of the orders that it is for."""

    unit_id: int
    supplier_id: int
    amount: Money
    booked_on: date
    remark: str
    numbers: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement; ``amount`` is negative for what went out."""

    booked_on: date
    amount: Money
    name: str = ""
    account: str = ""
    text: str = ""
    serial: str = ""

    def cells(self) -> list[str]:
        paid_in, paid_out = (self.amount, "") if self.amount.fen > 0 else ("", -self.amount)
        day = self.booked_on.isoformat()
        return [day, str(paid_in), str(paid_out), self.name, self.account, self.text, self.serial]


def upload(by: Actor, lines: Iterable[Line], file_name: str) -> int:
    """Somebody uploads a sheet and says which column is which; returns the statement's id."""
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *(line.cells() for line in lines)])
    statement, _is_new = receive_statement(file_name, text.getvalue().encode(), by=by)
    if statement.read_at is None:
        head = find_head(rows_of(statement))
        read_statement(statement, head.row.number, head.columns, by=by)
    return statement.id
