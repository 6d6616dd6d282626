"""Keeping pairs, payments and orders for one transaction alone: in this order, so that nobody waits in a circle."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, tuple_

from shop.extensions import db
from shop.kernel.dialects import insert_unless_there, locked
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments.models import Payment
from shop.payments.models.bank import BankPair


class Pair(NamedTuple):
    """Between whom money moves."""

    unit_id: int
    supplier_id: int


def hold_pairs(pairs: Iterable[Pair]) -> None:
    """Nobody else books bank lines between these until the transaction ends; asked for in one order by everybody."""
    for pair in sorted(set(pairs)):
        insert_unless_there(db.session(), BankPair.__table__, ["unit_id", "supplier_id"], pair._asdict())
        mine = (BankPair.unit_id == pair.unit_id) & (BankPair.supplier_id == pair.supplier_id)
        db.session.execute(locked(select(BankPair).where(mine)))


def hold_payments(pairs: Iterable[Pair], amounts: Iterable[Money]) -> None:
    """The payments of these amounts between held pairs, of which lines of a statement may tell."""
    wanted, sums = sorted(set(pairs)), sorted({amount.fen for amount in amounts})
    asked = select(Payment.id).where(
        tuple_(Payment.unit_id, Payment.supplier_id).in_(wanted), Payment.amount.in_([Money(fen) for fen in sums])
    )
    if wanted and sums:
        db.session.execute(locked(asked.order_by(Payment.id))).all()


def hold_orders(order_ids: Iterable[int]) -> None:
    """All orders that will be paid, before the first of them is: whoever takes in their goods locks them so too."""
    wanted = sorted(set(order_ids))
    if wanted:
        db.session.execute(locked(select(Order.id).where(Order.id.in_(wanted)).order_by(Order.id))).all()


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
