"""What time does by itself: late orders are flagged, then lapse; approvals nobody gave lapse too.

Each verb deals with one batch, so that nobody waits long for the rows it locks; call it until it has nothing left.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Integer, bindparam, select
from sqlalchemy.orm import selectinload

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import locked
from shop.notices.services import tell
from shop.ordering.lifecycle import Action, Party, Status
from shop.ordering.models import Approval, Order
from shop.ordering.models.purchases import Decision
from shop.ordering.services.endings import end_orders

BATCH = 50

LATE = locked(
    select(Order)
    .where(
        Order.status == Status.PLACED,
        Order.confirm_by <= bindparam("now"),
        Order.late_flagged_at.is_(None),
        Order.pay_until.is_(None),
    )
    .order_by(Order.id)
    .limit(bindparam("batch", type_=Integer)),
    skip=True,
)
LAPSING = locked(
    select(Order)
    .where(Order.status == Status.PLACED, Order.lapses_at <= bindparam("now"))
    .order_by(Order.id)
    .limit(bindparam("batch", type_=Integer))
    .options(selectinload(Order.lines)),
    skip=True,
)
UNAPPROVED = (
    select(Approval.purchase_id)
    .where(Approval.decision == Decision.WAITING, Approval.held_until <= bindparam("now"))
    .order_by(Approval.purchase_id)
    .limit(bindparam("batch", type_=Integer))
)


def flag_late_orders() -> int:
    """Orders that the supplier has not answered in time are flagged once, and both sides are told. Returns how many."""
    orders = list(db.session.execute(LATE, {"now": clock.now(), "batch": BATCH}).scalars())
    for order in orders:
        order.late_flagged_at = clock.now()
        record(None, "order.flagged_late", "order", order.id, cluster_id=order.cluster_id)
        _tell_both(order, "order_late")
    return len(orders)


def lapse_orders() -> int:
    """Orders that the supplier never answered lapse; what they held goes back on sale. Returns how many."""
    orders = list(db.session.execute(LAPSING, {"now": clock.now(), "batch": BATCH}).scalars())
    if not orders:
        return 0
    end_orders(orders, Action.LAPSE, Party.SHOP, "", by=None)
    for order in orders:
        _tell_both(order, "order_lapsed" if order.pay_until is None else "order_unpaid_lapsed")
    return len(orders)


def lapse_approvals() -> int:
    """Purchases that nobody approved within 48 hours lapse; what they held goes back on sale. Returns how many."""
    purchase_ids = list(db.session.execute(UNAPPROVED, {"now": clock.now(), "batch": BATCH}).scalars())
    if not purchase_ids:
        return 0
    waiting = _locked_orders_waiting(purchase_ids)
    approvals = _locked_approvals(purchase_ids)
    end_orders(waiting, Action.LAPSE, Party.SHOP, "", by=None)
    for approval in approvals:
        purchase = approval.purchase
        approval.decision = Decision.LAPSED
        approval.decided_at = clock.now()
        record(None, "purchase.lapsed", "purchase", purchase.id, cluster_id=purchase.cluster_id)
        tell(purchase.unit_id, "approval_lapsed", subject=("purchase", purchase.number), number=purchase.number)
    return len(approvals)


def _locked_orders_waiting(purchase_ids: Sequence[int]) -> list[Order]:
    """The orders of these purchases that nobody has decided about since they were looked for."""
    statement = (
        select(Order).where(Order.purchase_id.in_(purchase_ids)).order_by(Order.id).options(selectinload(Order.lines))
    )
    orders = db.session.execute(locked(statement)).scalars()
    return [order for order in orders if order.status is Status.AWAITING_APPROVAL]


def _locked_approvals(purchase_ids: Sequence[int]) -> list[Approval]:
    statement = (
        select(Approval)
        .where(Approval.purchase_id.in_(purchase_ids), Approval.decision == Decision.WAITING)
        .order_by(Approval.purchase_id)
        .options(selectinload(Approval.purchase))
    )
    return list(db.session.execute(locked(statement)).scalars())


def _tell_both(order: Order, kind: str) -> None:
    for organisation_id in (order.unit_id, order.supplier_id):
        tell(organisation_id, kind, subject=("order", order.number), number=order.number)
