"""How orders end before everything has come: holds go back on sale, nothing is on its way any more."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shop.audit.services import record
from shop.catalogue.services import holds
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.events import publish
from shop.ordering.events import OrdersEnded
from shop.ordering.lifecycle import Action, Party
from shop.ordering.models import Order, Purchase
from shop.ordering.services.expectations import reckon

LONGEST_NOTE = 200
"""What the history of a lot has room for; the order keeps the whole reason."""


def end_orders(orders: Sequence[Order], action: Action, party: Party, reason: str, *, by: Actor | None) -> None:
    """Orders that nobody will deliver: their holds are given back, and nothing of them is on its way any more."""
    for order in orders:
        order.perform(action, party)
        order.ended_at = clock.now()
        order.end_reason = reason
        record(by, f"order.{order.status.value}", "order", order.id, cluster_id=order.cluster_id, reason=reason)
    lines = [line for order in orders for line in order.lines]
    holds.release({line.id: line.content * line.packs_open for line in lines}, by=by, reason=reason[:LONGEST_NOTE])
    reckon(orders)
    publish(OrdersEnded(tuple(order.id for order in orders)))


def orders_of(purchase: Purchase) -> list[Order]:
    """The purchase's orders with their lines, locked in id order."""
    statement = (
        select(Order).where(Order.purchase_id == purchase.id).order_by(Order.id).options(selectinload(Order.lines))
    )
    return list(db.session.execute(locked(statement)).scalars())
