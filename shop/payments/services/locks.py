"""Keeping payments and orders for one transaction alone."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.dialects import locked
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments.models import Payment


def locked_payment(payment_id: int) -> Payment:
    """The payment, kept for this transaction alone: two people cannot give out the same money."""
    return db.session.execute(locked(select(Payment).where(Payment.id == payment_id))).scalar_one()


def locked_orders(payment: Payment, order_ids: Iterable[int]) -> dict[int, Order]:
    """The orders in id order, which have to be the payer's own at the supplier who was paid."""
    wanted = sorted(set(order_ids))
    statement = select(Order).where(
        Order.id.in_(wanted), Order.unit_id == payment.unit_id, Order.supplier_id == payment.supplier_id
    )
    found = {order.id: order for order in db.session.execute(locked(statement.order_by(Order.id))).scalars()}
    if len(found) < len(wanted):
        raise Refused(_l("This order is not one of this unit at this supplier."))
    return found
