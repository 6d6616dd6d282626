"""Orders that are paid before anything is delivered: the supplier hears of them, the buyer is reminded, and they go on.

Whether enough was paid, `payments` knows; here stands what follows for the order.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import locked
from shop.notices.services import tell
from shop.ordering.deadlines import set_answer
from shop.ordering.lifecycle import Action, Party, Status
from shop.ordering.models import Order
from shop.ordering.paying import RULES
from shop.ordering.services.endings import end_orders

BATCH = 50


def tell_supplier_of(order: Order, unit: str) -> None:
    """The supplier learns of an order: to be confirmed, or to be confirmed once it is paid."""
    kind = "order_placed_unpaid" if order.waits_for_money else "order_placed"
    tell(order.supplier_id, kind, subject=("order", order.number), number=order.number, unit=unit)


def go_ahead(order: Order, unit: str) -> None:
    """The money that was waited for is there: from now on the supplier has its time to answer. The order is locked."""
    order.pay_until = None
    set_answer(order, clock.now())
    record(None, "order.paid_ahead", "order", order.id, cluster_id=order.cluster_id)
    tell(order.supplier_id, "order_paid_ahead", subject=("order", order.number), number=order.number, unit=unit)


def let_lapse_unpaid(order: Order) -> None:
    """The money did not come in time: what the order held goes back on sale, and both sides are told.

    ``pay_until`` stays, and says of the ended order why it ended.
    """
    end_orders([order], Action.LAPSE, Party.SHOP, "", by=None)
    for organisation_id in (order.unit_id, order.supplier_id):
        tell(organisation_id, "order_unpaid_lapsed", subject=("order", order.number), number=order.number)


def remind_unpaid() -> int:
    """Buyers of orders that wait for their money are reminded once. Returns how many."""
    statement = select(Order).where(_to_be_reminded(clock.now())).order_by(Order.id).limit(BATCH)
    orders = list(db.session.execute(locked(statement, skip=True)).scalars())
    for order in orders:
        remind_to_pay(order)
    return len(orders)


def remind_to_pay(order: Order) -> None:
    """The unit is told until when an order has to be paid."""
    order.pay_reminded_at = clock.now()
    until = order.pay_until.isoformat() if order.pay_until else None
    tell(order.unit_id, "order_unpaid", subject=("order", order.number), number=order.number, until=until)


def _to_be_reminded(now: datetime) -> Any:
    waiting = [
        and_(Order.pay_by == way, Order.pay_until <= now + rule.within - rule.remind_after)
        for way, rule in RULES.items()
        if rule.within and rule.remind_after
    ]
    return and_(Order.status == Status.PLACED, Order.pay_reminded_at.is_(None), or_(*waiting))
