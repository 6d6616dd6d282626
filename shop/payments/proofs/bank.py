"""Bank lines → payments and refunds: what banks tell of is one of its amount, booked on the payee's word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.books import MoneySource
from shop.payments.models import HandReceipt, Payment, Refund
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.bank import (
    BankLine,
    BankLineState,
    BankMatch,
    LineState,
    PaymentSighting,
    RefundSighting,
)
from shop.payments.queries.receipts import money


def payments_against_banks() -> Iterator[Difference]:
    """Every sighting beside its payment or refund, every matched line beside what it tells of, and whose word it is."""
    told = (
        select(BankLine.id, BankLine.amount, BankLine.owner_id, Payment.number, Payment.amount.label("paid"))
        .add_columns(Payment.unit_id, Payment.supplier_id)
        .join(PaymentSighting, PaymentSighting.line_id == BankLine.id)
        .join(Payment, Payment.id == PaymentSighting.payment_id)
    )
    for row in db.session.execute(told):
        should = {row.unit_id: -row.paid, row.supplier_id: row.paid}.get(row.owner_id, Money(0))
        if row.amount != should:
            yield Difference(f"Bank line {row.id} of payment {row.number}", row.amount, should)
    yield from _matched()
    yield from _announced()
    yield from _on_the_payees_word()
    yield from _by_hand()
    yield from _refunds()


def _matched() -> Iterator[Difference]:
    """A line is matched if and only if it tells of a payment or a refund, or announces one."""
    tells = or_(
        exists().where(PaymentSighting.line_id == BankLineState.line_id),
        exists().where(RefundSighting.line_id == BankLineState.line_id),
        exists().where(
            AnnouncedPayment.line_id == BankLineState.line_id, AnnouncedPayment.state != AnnouncedState.WITHDRAWN
        ),
    )
    matched = BankLineState.state == LineState.MATCHED
    asked = select(BankLineState.line_id, BankLineState.state).where(or_(matched & ~tells, ~matched & tells))
    for line_id, state in db.session.execute(asked):
        should = "not matched" if state is LineState.MATCHED else "matched"
        yield Difference(f"Bank line {line_id}", state.value, should)


def _announced() -> Iterator[Difference]:
    """What is announced is what a line of the payer's bank says, and it is seen if and only if a payment is there."""
    asked = (
        select(AnnouncedPayment, BankLine.amount.label("said"), BankLine.owner_id, Payment)
        .join(BankLine, BankLine.id == AnnouncedPayment.line_id)
        .outerjoin(PaymentSighting, PaymentSighting.line_id == AnnouncedPayment.line_id)
        .outerjoin(Payment, Payment.id == PaymentSighting.payment_id)
    )
    for one, said, owner_id, payment in db.session.execute(asked):
        name = f"Announced payment of bank line {one.line_id}"
        if (owner_id, -said) != (one.unit_id, one.amount):
            yield Difference(name, (one.unit_id, one.amount), (owner_id, -said))
        if (one.state is AnnouncedState.SEEN) != (payment is not None):
            yield Difference(name, one.state.value, "seen" if payment else "not seen")
        if payment is not None and (payment.unit_id, payment.supplier_id) != (one.unit_id, one.supplier_id):
            yield Difference(f"{name}, between", (one.unit_id, one.supplier_id), (payment.unit_id, payment.supplier_id))


def _on_the_payees_word() -> Iterator[Difference]:
    """Payments that were booked from a bank line and that the payee's bank does not tell of: their money is gone.

    Before payers' lines only announced they booked as well: what one has booked stands as long as it tells of it.
    """
    back: Any = select(func.sum(Refund.amount)).where(Refund.payment_id == Payment.id).correlate(Payment)
    payees, payers = aliased(PaymentSighting), aliased(PaymentSighting)
    asked = (
        select(Payment.number, Payment.amount, back.scalar_subquery().label("back"))
        .join(BankMatch, (BankMatch.id == Payment.source_id) & (Payment.source == MoneySource.BANK_LINE))
        .outerjoin(payees, (payees.payment_id == Payment.id) & (payees.owner_id == Payment.supplier_id))
        .outerjoin(payers, (payers.payment_id == Payment.id) & (payers.line_id == BankMatch.line_id))
        .where(payees.line_id.is_(None), payers.line_id.is_(None))
    )
    for number, amount, returned in db.session.execute(asked):
        if money(returned) != amount:
            yield Difference(
                f"Payment {number}, which no bank of the payee tells of, taken back", money(returned), amount
            )


def _by_hand() -> Iterator[Difference]:
    """What a supplier has entered by hand is one payment of its amount, between the same two."""
    mine = (Payment.source == MoneySource.BY_HAND) & (Payment.source_id == HandReceipt.id)
    asked = select(HandReceipt, Payment).outerjoin(Payment, mine)
    for receipt, payment in db.session.execute(asked):
        said = (receipt.unit_id, receipt.supplier_id, receipt.amount)
        found = None if payment is None else (payment.unit_id, payment.supplier_id, payment.amount)
        if found != said:
            yield Difference(f"Receipt {receipt.id} entered by hand, taken", found, said)
    lost = select(Payment.number).outerjoin(HandReceipt, HandReceipt.id == Payment.source_id)
    for (number,) in db.session.execute(lost.where(Payment.source == MoneySource.BY_HAND, HandReceipt.id.is_(None))):
        yield Difference(f"Payment {number}, entered by hand", "no receipt", "a receipt")


def _refunds() -> Iterator[Difference]:
    """What banks tell of as given back was given back, and what none tells of any more was not."""
    given = (
        select(Refund.source_id.label("match_id"), Payment.unit_id, Payment.supplier_id)
        .add_columns(func.sum(Refund.amount, type_=Refund.amount.type).label("back"))
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.source == MoneySource.BANK_LINE, Refund.source_id != Payment.source_id)
        .group_by(Refund.source_id, Payment.unit_id, Payment.supplier_id)
        .subquery()
    )
    asked = (
        select(given.c.match_id, given.c.unit_id, given.c.supplier_id, given.c.back, BankLine.id, BankLine.amount)
        .add_columns(BankLine.owner_id)
        .outerjoin(RefundSighting, RefundSighting.match_id == given.c.match_id)
        .outerjoin(BankLine, BankLine.id == RefundSighting.line_id)
        .join(BankMatch, BankMatch.id == given.c.match_id)
    )
    for row in db.session.execute(asked):
        if row.id is None and row.back:
            yield Difference(f"Given back by match {row.match_id}, which no bank tells of", row.back, Money(0))
        elif row.id is not None:
            should = {row.unit_id: row.back, row.supplier_id: -row.back}.get(row.owner_id, Money(0))
            if row.amount != should:
                yield Difference(f"Bank line {row.id}, which tells of money given back", row.amount, should)
