"""What a change of a consignment holds until its transaction ends: the consignment first, then the orders.

Lots come after them (`catalogue.services.departures`), so that no two changes wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from shop.extensions import db
from shop.fulfilment.models import Consignment
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, OrderLine


def locked_consignment(consignment_id: int) -> Consignment:
    """A consignment with its lines, as it stands now."""
    lines = joinedload(Consignment.lines, innerjoin=True)
    statement = select(Consignment).where(Consignment.id == consignment_id).options(lines)
    consignment = db.session.execute(locked(statement)).unique().scalar_one_or_none()
    if consignment is None:
        raise NotYours
    return consignment


def locked_orders(order_line_ids: Collection[int]) -> tuple[list[Order], dict[int, OrderLine]]:
    """The orders of these lines with all their lines, in id order, and the lines asked for by id."""
    ids = sorted(set(order_line_ids))
    order_ids = select(OrderLine.order_id).where(OrderLine.id.in_(ids))
    lines = joinedload(Order.lines, innerjoin=True)
    statement = select(Order).where(Order.id.in_(order_ids)).order_by(Order.id).options(lines)
    orders = list(db.session.execute(locked(statement)).unique().scalars())
    return orders, {line.id: line for order in orders for line in order.lines if line.id in ids}


def order_ids_of(consignment: Consignment) -> list[int]:
    """The orders that the consignment carries parts of, in id order."""
    statement = (
        select(OrderLine.order_id)
        .where(OrderLine.id.in_({line.order_line_id for line in consignment.lines}))
        .distinct()
        .order_by(OrderLine.order_id)
    )
    return list(db.session.execute(statement).scalars())
