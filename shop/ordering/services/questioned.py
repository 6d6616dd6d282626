"""What becomes of a question to an approver when orders of its purchase are changed or given up."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shop.extensions import db
from shop.kernel import clock, money
from shop.kernel.actor import Role
from shop.kernel.dialects import locked
from shop.notices.services import tell
from shop.ordering.lifecycle import Status
from shop.ordering.lowering import comes_to
from shop.ordering.models import Approval, Order, Purchase
from shop.ordering.models.purchases import Decision


def lock_question(order: Order) -> None:
    """An order that waits for approval is changed while nobody else changes another one of its purchase.

    What the purchase comes to and whether anything of it is left are read from all of them.
    """
    if order.status is Status.AWAITING_APPROVAL:
        db.session.execute(locked(select(Approval).where(Approval.purchase_id == order.purchase_id))).scalar_one()


def withdraw_if_all_ended(order: Order) -> None:
    """A purchase none of whose orders is left needs no approval any more; whoever was asked is told."""
    asked = locked(select(Approval).where(Approval.purchase_id == order.purchase_id))
    approval = db.session.execute(asked).scalar_one_or_none()
    if approval is None or approval.decision is not Decision.WAITING:
        return
    statuses = db.session.execute(select(Order.status).where(Order.purchase_id == order.purchase_id)).scalars()
    if all(status is not Status.AWAITING_APPROVAL for status in statuses):
        approval.decision = Decision.WITHDRAWN
        approval.decided_at = clock.now()
        number = db.session.execute(select(Purchase.number).where(Purchase.id == order.purchase_id)).scalar_one()
        subject = ("purchase", number)
        tell(order.unit_id, "purchase_withdrawn", subject=subject, role=Role.APPROVER, number=number)


def reckon_purchase(order: Order) -> None:
    """What an approver is asked about comes to less now; of a purchase that is given up the last figure stands."""
    waiting = (
        select(Order)
        .where(Order.purchase_id == order.purchase_id, Order.status == Status.AWAITING_APPROVAL)
        .options(selectinload(Order.lines), selectinload(Order.charges))
        .execution_options(populate_existing=True)
    )
    orders = db.session.execute(waiting).scalars().all()
    if orders:
        purchase = db.session.get_one(Purchase, order.purchase_id)
        purchase.estimate = money.total(comes_to(order) for order in orders)
