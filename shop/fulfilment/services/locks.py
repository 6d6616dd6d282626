"""What a change of a consignment holds until its transaction ends: the consignment first, then the orders.

Lots come after them (`catalogue.services.departures`), so that no two changes wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from shop.extensions import db
from shop.fulfilment.models import Consignment
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, OrderLine

# Built once: making a statement anew takes as long as asking the database.
CONSIGNMENT = locked(
    select(Consignment)
    .where(Consignment.id == bindparam("consignment_id"))
    .options(joinedload(Consignment.lines, innerjoin=True))
)
THESE_LINES = OrderLine.id.in_(bindparam("line_ids", expanding=True))
ORDERS = locked(
    select(Order)
    .where(Order.id.in_(select(OrderLine.order_id).where(THESE_LINES)))
    .order_by(Order.id)
    .options(joinedload(Order.lines, innerjoin=True))
)
ORDER_IDS = select(OrderLine.order_id).where(THESE_LINES).distinct().order_by(OrderLine.order_id)


def locked_consignment(consignment_id: int) -> Consignment:
    """A consignment with its lines, as it stands now."""
    asked = db.session.execute(CONSIGNMENT, {"consignment_id": consignment_id})
    consignment = asked.unique().scalar_one_or_none()
    if consignment is None:
        raise NotYours
    return consignment


def locked_orders(order_line_ids: Collection[int]) -> tuple[list[Order], dict[int, OrderLine]]:
    """The orders of these lines with all their lines, in id order, and the lines asked for by id."""
    ids = sorted(set(order_line_ids))
    orders = list(db.session.execute(ORDERS, {"line_ids": ids}).unique().scalars())
    return orders, {line.id: line for order in orders for line in order.lines if line.id in ids}


def order_ids_of(consignment: Consignment) -> list[int]:
    """The orders that the consignment carries parts of, in id order."""
    line_ids = sorted({line.order_line_id for line in consignment.lines})
    return list(db.session.execute(ORDER_IDS, {"line_ids": line_ids}).scalars())
