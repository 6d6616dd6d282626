"""Bank lines → payments: what a bank tells of is one payment of its amount, and what none tells of was taken back."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.books import MoneySource
from shop.payments.models import Payment, Refund
from shop.payments.models.bank import BankLine, BankLineState, BankMatch, LineState, PaymentSighting


def payments_against_banks() -> Iterator[Difference]:
    """Every sighting beside its payment, every matched line beside its sighting, every payment of a bank's word."""
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
    states = select(BankLineState.line_id, BankLineState.state, PaymentSighting.payment_id).outerjoin(
        PaymentSighting, PaymentSighting.line_id == BankLineState.line_id
    )
    matched, seated = BankLineState.state == LineState.MATCHED, PaymentSighting.payment_id.is_not(None)
    for line_id, state, payment_id in db.session.execute(states.where(or_(matched & ~seated, ~matched & seated))):
        yield Difference(f"Bank line {line_id}", state.value, "matched" if payment_id else "not matched")
    yield from _on_nobodys_word()


def _on_nobodys_word() -> Iterator[Difference]:
    """Payments that were booked from a bank line and that no bank tells of any more, and whose money is still there."""
    back = select(func.sum(Refund.amount)).where(Refund.payment_id == Payment.id).correlate(Payment).scalar_subquery()
    asked = (
        select(Payment.number, Payment.amount, back.label("back"))
        .join(BankMatch, (BankMatch.id == Payment.source_id) & (Payment.source == MoneySource.BANK_LINE))
        .outerjoin(PaymentSighting, PaymentSighting.payment_id == Payment.id)
        .where(PaymentSighting.line_id.is_(None))
    )
    for number, amount, returned in db.session.execute(asked):
        given = returned if isinstance(returned, Money) else Money(int(returned or 0))
        if given != amount:
            yield Difference(f"Payment {number}, which no bank tells of, taken back", given, amount)
