"""What an approver decides about a purchase above its buyer's limit."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.catalogue.services import holds
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.ordering.deadlines import set_deadlines
from shop.ordering.lifecycle import Action, Party
from shop.ordering.models import Approval, Order, Purchase
from shop.ordering.models.purchases import Decision
from shop.ordering.services.buying import check_unit
from shop.ordering.services.endings import end_orders, orders_of
from shop.ordering.services.hands import lend_hand
from shop.ordering.services.paying import remind_to_pay, tell_supplier_of


def approve(purchase: Purchase, *, by: Actor) -> None:
    """The unit stands by the purchase: its orders go out to the suppliers and their holds lose their end."""
    approval, orders = _waiting(purchase, by)
    check_unit(purchase.unit_id)
    _decide(approval, Decision.APPROVED, by)
    for order in orders:
        order.perform(Action.APPROVE, Party.APPROVER)
        set_deadlines(order, clock.now())
        record(by, "order.approved", "order", order.id, cluster_id=order.cluster_id)
        tell_supplier_of(order, by.organisation_name)
        if order.waits_for_money:
            remind_to_pay(order)
    holds.keep_without_end([line.id for order in orders for line in order.lines])
    lend_hand([order.id for order in orders], by, Party.APPROVER)
    record(by, "purchase.approved", "purchase", purchase.id, cluster_id=purchase.cluster_id)
    tell(purchase.unit_id, "purchase_approved", subject=("purchase", purchase.number), number=purchase.number)


def reject(purchase: Purchase, reason: str, *, by: Actor) -> None:
    """The unit does not stand by it; the buyer learns why, and the stock goes back on sale."""
    if not reason.strip():
        raise Refused(_l("Please give a reason: the buyer will read it."), field="reason")
    approval, orders = _waiting(purchase, by)
    _decide(approval, Decision.REJECTED, by, reason.strip())
    end_orders(orders, Action.REJECT, Party.APPROVER, reason.strip(), by=by)
    lend_hand([order.id for order in orders], by, Party.APPROVER)
    record(by, "purchase.rejected", "purchase", purchase.id, cluster_id=purchase.cluster_id, reason=reason.strip())
    tell(
        purchase.unit_id,
        "purchase_rejected",
        subject=("purchase", purchase.number),
        number=purchase.number,
        reason=reason.strip(),
    )


def _waiting(purchase: Purchase, by: Actor) -> tuple[Approval, list[Order]]:
    orders = orders_of(purchase)
    asked = locked(select(Approval).where(Approval.purchase_id == purchase.id))
    approval = db.session.execute(asked).scalar_one_or_none()
    if approval is None or approval.unit_id != by.organisation_id:
        raise NotYours
    if purchase.placed_by_id == by.person_id:
        raise Refused(_l("Nobody approves a purchase of their own: another approver has to decide."))
    if approval.decision is not Decision.WAITING:
        raise Refused(_l("This purchase has already been decided: “%(decision)s”.", decision=approval.decision.label))
    if approval.held_until <= clock.now():
        raise Refused(_l("The stock was held for 48 hours, which are over. The purchase has to be placed again."))
    return approval, [order for order in orders if order.is_open]


def _decide(approval: Approval, decision: Decision, by: Actor, reason: str = "") -> None:
    approval.decision = decision
    approval.decided_at = clock.now()
    approval.decided_by_id = by.person_id
    approval.reason = reason
