"""Payments that look like one that is about to be entered by hand."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.payments.models import Payment
from shop.payments.queries.bank_seen import UNDONE
from shop.payments.readings import Transfer, same_transfer
from shop.payments.remittance import numbers_named

MOST_LOOKED_AT = 500


def likely_twin(unit_id: int, supplier_id: int, amount: Money, day: date, reference: str) -> Payment | None:
    """The newest payment of the amount that names the same orders or, where one names none, is of about that day."""
    asked = (
        select(Payment)
        .where(Payment.unit_id == unit_id, Payment.supplier_id == supplier_id, Payment.amount == amount, ~UNDONE)
        .order_by(Payment.id.desc())
        .limit(MOST_LOOKED_AT)
    )
    entered = Transfer(0, day, amount, numbers_named(reference))
    for payment in db.session.execute(asked).scalars():
        if same_transfer(entered, payment.amount, payment.booked_on, numbers_named(payment.reference)):
            return payment
    return None
