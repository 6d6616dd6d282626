"""What payments are called that bank lines tell of, and what became of their money."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models import Payment, PaymentShare
from shop.payments.models.bank import PaymentSighting
from shop.payments.queries.receipts import unallocated


@dataclass(frozen=True, slots=True)
class ToldPayment:
    """A payment as a line's page shows it: so much for each order, the ``rest`` for none, and how many banks told."""

    number: str
    shares: tuple[tuple[str, Money], ...]
    rest: Money
    told_by: int


def payment_numbers(line_ids: Sequence[int]) -> dict[int, str]:
    """The number of the payment that each line tells of, by line id. One query or none."""
    if not line_ids:
        return {}
    asked = select(PaymentSighting.line_id, Payment.number).join(Payment, Payment.id == PaymentSighting.payment_id)
    return dict(db.session.execute(asked.where(PaymentSighting.line_id.in_(line_ids))).all())


def payment_told_of(line_id: int) -> ToldPayment | None:
    """The payment that a line tells of."""
    asked = select(Payment).join(PaymentSighting, PaymentSighting.payment_id == Payment.id)
    payment = db.session.execute(asked.where(PaymentSighting.line_id == line_id)).scalar_one_or_none()
    if payment is None:
        return None
    summed = func.sum(PaymentShare.amount, type_=PaymentShare.amount.type)
    shares = (
        select(Order.number, summed)
        .join(PaymentShare, PaymentShare.order_id == Order.id)
        .where(PaymentShare.payment_id == payment.id)
        .group_by(Order.id, Order.number)
        .order_by(Order.id)
    )
    told = select(func.count()).select_from(PaymentSighting).where(PaymentSighting.payment_id == payment.id)
    return ToldPayment(
        payment.number,
        tuple((number, amount) for number, amount in db.session.execute(shares) if amount),
        unallocated(payment),
        db.session.execute(told).scalar_one(),
    )
