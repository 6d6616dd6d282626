"""What was paid, for which orders, and how much more may be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import false, func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.ordering.models import ChargeLine, Order, OrderLine
from shop.payments.books import MoneySource
from shop.payments.models import InvoicedLine, OrderBalance, Payment, PaymentShare, Refund

UNDOES = func.coalesce((Refund.source == Payment.source) & (Refund.source_id == Payment.source_id), false())
"""Whether a refund says that its payment never came: it is of the payment's own source."""


def unallocated(payment: Payment) -> Money:
    """What of a payment is for no order and was not given back."""
    shared = select(func.sum(PaymentShare.amount)).where(PaymentShare.payment_id == payment.id)
    returned = select(func.sum(Refund.amount)).where(Refund.payment_id == payment.id, Refund.order_id.is_(None))
    return payment.amount - _sum(shared) - _sum(returned)


def worth_of(order_ids: Iterable[int]) -> dict[int, Money]:
    """The most that each order may come to: what was accepted and is still expected, and its charges. One query.

    What both sides agreed to invoice lower is not owed.
    """
    found = dict.fromkeys(sorted(order_ids), Money(0))
    asked = select(Order.id, *(column.label(name) for name, column in worth_in_columns().items()))
    for row in db.session.execute(asked.where(Order.id.in_(found))):
        found[row.id] = worth(money(row.goods), money(row.charges), money(row.lowered))
    return found


def worth_in_columns() -> dict[str, Any]:
    """What `worth` asks of each order, for a statement that reads orders anyway."""
    goods = OrderLine.accepted_amount + OrderLine.expected
    sums = {
        "goods": select(func.sum(goods)).where(OrderLine.order_id == Order.id),
        "charges": select(func.sum(ChargeLine.amount)).where(ChargeLine.order_id == Order.id),
        "lowered": select(func.sum(InvoicedLine.reduced)).where(InvoicedLine.order_id == Order.id),
    }
    return {name: asked.correlate(Order).scalar_subquery() for name, asked in sums.items()}


def worth(goods: Money, charges: Money, lowered: Money) -> Money:
    """The most that an order may come to: freight is charged with goods, and with nothing if none come."""
    return goods + (charges if goods else Money(0)) - lowered


def traded_in(unit_id: int, supplier_id: int) -> int:
    """The cluster in which a unit and a supplier have traded; ``Refused`` if they never have. One query."""
    statement = select(Order.cluster_id).where(Order.unit_id == unit_id, Order.supplier_id == supplier_id).limit(1)
    found = db.session.execute(statement).scalar_one_or_none()
    if found is None:
        raise Refused(_l("Please choose a unit that has ordered from you."), field="unit")
    return found


def oldest_first(unit_id: int, supplier_id: int, amount: Money) -> list[tuple[int, Money]]:
    """An amount spread over what a unit owes a supplier, the longest due first: order ids and amounts. One query."""
    statement = (
        select(OrderBalance.order_id, OrderBalance.charged, OrderBalance.paid)
        .where(
            OrderBalance.unit_id == unit_id,
            OrderBalance.supplier_id == supplier_id,
            OrderBalance.charged > OrderBalance.paid,
        )
        .order_by(OrderBalance.due_on, OrderBalance.order_id)
    )
    spread, left = [], amount
    for order_id, charged, paid in db.session.execute(statement):
        part = min(charged - paid, left)
        if part:
            spread.append((order_id, part))
            left -= part
    return spread


def payment_known_from(source: tuple[MoneySource, int]) -> Payment | None:
    """The payment that was taken of this source, if it was told before."""
    statement = select(Payment).where(Payment.source == source[0], Payment.source_id == source[1])
    return db.session.execute(statement).scalar_one_or_none()


def is_undone(payment: Payment) -> bool:
    """Whether it was entered by mistake and taken back: then a refund is of the payment's own source."""
    return bool(refunds_known_from((payment.source, payment.source_id)))


def refunds_known_from(source: tuple[MoneySource, int]) -> list[Refund]:
    """The refunds that were made of this source."""
    statement = select(Refund).where(Refund.source == source[0], Refund.source_id == source[1]).order_by(Refund.n)
    return list(db.session.execute(statement).scalars())


def paid_of(order_ids: Iterable[int]) -> dict[int, Money]:
    """What is paid of each order, of those that anything is known of."""
    statement = select(OrderBalance.order_id, OrderBalance.paid).where(OrderBalance.order_id.in_(sorted(order_ids)))
    return dict(db.session.execute(statement).all())


def left_of(payment: Payment, order_id: int) -> Money:
    """What of a payment is for an order now: put there, less what was refunded of it."""
    shared = select(func.sum(PaymentShare.amount)).where(
        PaymentShare.payment_id == payment.id, PaymentShare.order_id == order_id
    )
    returned = select(func.sum(Refund.amount)).where(Refund.payment_id == payment.id, Refund.order_id == order_id)
    return _sum(shared) - _sum(returned)


def left_altogether(payment: Payment) -> Money:
    """What of a payment was not given back, whatever it is for."""
    return payment.amount - _sum(select(func.sum(Refund.amount)).where(Refund.payment_id == payment.id))


def _sum(statement: Any) -> Money:
    return money(db.session.execute(statement).scalar_one())


def money(value: Any) -> Money:
    """What a sum comes back as: on PostgreSQL as a number of its own kind, with the column's type as money."""
    return value if isinstance(value, Money) else Money(int(value or 0))
