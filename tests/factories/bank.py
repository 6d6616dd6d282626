"""Banks of the small world: sheets as they would write them, uploaded by whoever keeps an organisation's statements."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models import Payment
from shop.payments.models.bank import BankLine, BankLineState, BankStatement, PaymentSighting
from shop.payments.remittance import code_of
from shop.payments.services.statements import read_statement, receive_statement, rows_of
from shop.payments.statement_heads import TEMPLATE, find_head
from tests.factories.world import World

HEAD = [head for _column, head in TEMPLATE]


@dataclass(frozen=True)
class Booked:
    """A line of a bank: so many yuan came in (or, negative, went out)."""

    yuan: str
    text: str = ""
    name: str = "school"
    account: str = ""
    day: date | None = None
    serial: str = ""

    def cells(self) -> list[str]:
        amount = Money.yuan(self.yuan)
        credit, debit = (str(amount), "") if amount.fen > 0 else ("", str(-amount))
        day = (self.day or clock.today()).isoformat()
        return [day, credit, debit, self.name, self.account, self.text, self.serial]


def a_sheet(lines: Iterable[Booked]) -> bytes:
    """The sheet of these lines under the heads of our template."""
    text = io.StringIO()
    csv.writer(text).writerows([HEAD, *(line.cells() for line in lines)])
    return text.getvalue().encode()


def uploaded(world: World, *lines: Booked, by: str = "coop.seller", name: str = "bank.csv") -> BankStatement:
    """The statement of these lines, uploaded and read."""
    return uploaded_by(world.actor(by), a_sheet(lines), name)


def uploaded_by(actor: Any, data: bytes, name: str = "bank.csv") -> BankStatement:
    """The same, of any sheet whose heads are understood."""
    statement, _is_new = receive_statement(name, data, by=actor)
    if statement.read_at is None:
        head = find_head(rows_of(statement))
        read_statement(statement, head.row.number, head.columns, by=actor)
    return statement


def code(order: Order) -> str:
    """What a payer of the order writes."""
    return code_of(order.number)


def states(statement: BankStatement) -> list[tuple[str, str]]:
    """State and hint of a statement's lines, in the order of the sheet."""
    asked = select(BankLineState.state, BankLineState.hint).join(BankLineState.line)
    rows = db.session.execute(asked.where(BankLine.statement_id == statement.id).order_by(BankLine.row_number))
    return [(row.state.value, row.hint.value) for row in rows]


def only_line(statement: BankStatement) -> BankLineState:
    """The one line of a statement, as it stands."""
    asked = select(BankLineState).join(BankLineState.line).where(BankLine.statement_id == statement.id)
    return db.session.execute(
        asked.options(contains_eager(BankLineState.line)).execution_options(populate_existing=True)
    ).scalar_one()


def payments() -> list[tuple[str, int]]:
    """Every payment: yuan, and how many banks tell of it."""
    told = select(PaymentSighting.payment_id)
    ids = list(db.session.execute(told).scalars())
    rows = db.session.execute(select(Payment.id, Payment.amount).order_by(Payment.id))
    return [(str(row.amount), ids.count(row.id)) for row in rows]
