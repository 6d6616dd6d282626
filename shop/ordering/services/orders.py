"""What the two sides do with an order between placing and its end.

Each verb locks the order anew before it decides: what a page showed may have changed since. Orders are locked before
approvals, and both before lots, so that no two changes wait for each other in a circle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from shop.audit.services import record
from shop.catalogue.services import holds
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.events import publish
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.ordering.deadlines import delivery_days
from shop.ordering.events import OrderLessened, OrdersEnded, UnpaidOrderLowered
from shop.ordering.lifecycle import Action, Party, Status, after
from shop.ordering.lowering import Kept, comes_to, lowered
from shop.ordering.models import Order
from shop.ordering.services.endings import end_orders
from shop.ordering.services.expectations import reckon
from shop.ordering.services.hands import lend_hand
from shop.ordering.services.questioned import lock_question, reckon_purchase, withdraw_if_all_ended
from shop.ordering.services.splitting import charge_freight

ORDER = locked(select(Order).where(Order.id == bindparam("order_id")).options(joinedload(Order.lines, innerjoin=True)))


@dataclass(frozen=True, slots=True)
class Promise:
    """What a supplier promises of one line; fewer packs than ordered need a reason."""

    packs: int
    reason: str = ""


def locked_order(order_id: int) -> Order:
    """An order with its lines, locked until the transaction ends."""
    order = db.session.execute(ORDER, {"order_id": order_id}).unique().scalar_one_or_none()
    if order is None:
        raise NotYours
    return order


def confirm(order: Order, promises: Mapping[int, Promise], deliver_on: date, *, by: Actor) -> None:
    """The supplier promises so much of each line (by line id) for a day; what is not promised goes back on sale."""
    order = locked_order(order.id)
    if order.waits_for_money:
        raise Refused(_l("This order is paid before delivery, and is not paid yet. Please confirm it once it is."))
    order.perform(Action.CONFIRM, Party.SUPPLIER)
    _check_promised_day(deliver_on)
    given_back: dict[int, Quantity] = {}
    for line in order.lines:
        promise = promises.get(line.id, Promise(line.packs_ordered))
        if not 0 <= promise.packs <= line.packs_ordered:
            raise Refused(
                _l("Promise between 0 and %(packs)d packs.", packs=line.packs_ordered), field=f"packs_{line.id}"
            )
        if promise.packs < line.packs_ordered and not promise.reason.strip():
            raise Refused(_l("Please say why less can be delivered."), field=f"reason_{line.id}")
        line.packs_confirmed = promise.packs
        line.reason = promise.reason.strip()
        given_back[line.id] = line.content * (line.packs_ordered - promise.packs)
    if not any(line.packs_confirmed for line in order.lines):
        raise Refused(_l("Nothing would be delivered: decline the order instead."))
    order.confirmed_at = clock.now()
    order.promised_on = deliver_on
    lend_hand([order.id], by, Party.SUPPLIER)
    holds.release(given_back, by=by)
    reckon([order])
    promised = {str(line.id): line.packs_confirmed for line in order.lines}
    less = [
        line.moved(line.packs_ordered, line.packs_confirmed, line.reason)
        for line in order.lines
        if line.packs_confirmed != line.packs_ordered
    ]
    record(by, "order.confirmed", "order", order.id, cluster_id=order.cluster_id, packs=promised, lines=less)
    _tell_buyer(order, "order_confirmed_in_part" if any(given_back.values()) else "order_confirmed", by)
    if any(given_back.values()):
        publish(OrderLessened(order.id))


def decline(order: Order, reason: str, *, by: Actor) -> None:
    """The supplier cannot deliver any of it."""
    order = locked_order(order.id)
    _end(order, Action.DECLINE, Party.SUPPLIER, reason, by=by)
    _tell_buyer(order, "order_declined", by, reason=order.end_reason)


def lower(order: Order, packs: Mapping[int, int], *, by: Actor) -> None:
    """The buyer wants less of some lines (by line id), until they ship; the price and freight become those of less.

    With nothing left the order is cancelled.
    """
    order = locked_order(order.id)
    lock_question(order)
    tells_supplier = order.status is not Status.AWAITING_APPROVAL
    order.perform(Action.LOWER, Party.BUYER)
    change = lowered(order, packs)
    lend_hand([order.id], by, Party.BUYER)
    amounts = {"was": comes_to(order).fen, "amount": change.total.fen}
    before = {str(kept.line.id): [kept.line.packs_due, kept.wanted] for kept in change.less}
    lines = [kept.line.moved(kept.line.packs_due, kept.wanted) for kept in change.less]
    given_back = {kept.line.id: kept.line.content * (kept.line.packs_due - kept.wanted) for kept in change.less}
    for kept in change.less:
        _keep(kept)
    charge_freight(order)
    record(by, "order.lowered", "order", order.id, cluster_id=order.cluster_id, packs=before, lines=lines, **amounts)
    holds.release(given_back, by=by)
    if not any(line.packs_due for line in order.lines):
        order.perform(Action.CANCEL, Party.BUYER)
        order.ended_at = clock.now()
        record(by, "order.cancelled", "order", order.id, cluster_id=order.cluster_id)
        withdraw_if_all_ended(order)
    complete_if_done(order)
    reckon([order])
    if order.status is Status.CANCELLED:
        publish(OrdersEnded((order.id,)))
    elif order.waits_for_money:
        publish(UnpaidOrderLowered(order.id))
    else:
        publish(OrderLessened(order.id))
    if not tells_supplier:
        reckon_purchase(order)
    elif order.status is Status.CANCELLED:
        _tell_supplier(order, "order_cancelled", by)
    else:
        _tell_supplier(order, "order_lowered", by, **amounts)


def _keep(kept: Kept) -> None:
    line = kept.line
    line.unit_price = kept.unit_price
    if line.packs_confirmed is not None:
        line.packs_confirmed = kept.wanted
    line.packs_ordered = kept.ordered


def cancel(order: Order, reason: str, *, by: Actor) -> None:
    """The buyer does not want it any more; possible until something is shipped."""
    order = locked_order(order.id)
    lock_question(order)
    after(order.status, Action.CANCEL, Party.BUYER)
    if any(line.packs_shipped for line in order.lines):
        raise Refused(_l("Part of this order is shipped: it can be closed short, not cancelled."))
    tells_supplier = order.status is not Status.AWAITING_APPROVAL
    _end(order, Action.CANCEL, Party.BUYER, reason, by=by)
    withdraw_if_all_ended(order)
    if not tells_supplier:
        reckon_purchase(order)
    else:
        _tell_supplier(order, "order_cancelled", by, reason=order.end_reason)


def close_short(order: Order, reason: str, party: Party, *, by: Actor) -> None:
    """Either side says that the rest will not come; what is on the road is still taken in."""
    order = locked_order(order.id)
    after(order.status, Action.CLOSE_SHORT, party)
    if not any(line.packs_open for line in order.lines):
        raise Refused(_l("Everything has already been shipped: there is nothing left to close."))
    _end(order, Action.CLOSE_SHORT, party, reason, by=by)
    if party is Party.SUPPLIER:
        _tell_buyer(order, "order_closed_short", by, reason=order.end_reason)
    else:
        _tell_supplier(order, "order_closed_short", by, reason=order.end_reason)


def complete_if_done(order: Order) -> None:
    """When nothing is left to ship and everything shipped is decided, the order closes by itself."""
    if order.status is Status.CONFIRMED and all(line.is_done for line in order.lines):
        order.perform(Action.COMPLETE, Party.SHOP)
        order.ended_at = clock.now()
        record(None, "order.completed", "order", order.id, cluster_id=order.cluster_id)
        for organisation_id in (order.unit_id, order.supplier_id):
            tell(organisation_id, "order_completed", subject=("order", order.number), number=order.number)


def _check_promised_day(deliver_on: date) -> None:
    if deliver_on < clock.today():
        raise Refused(_l("The delivery date lies in the past."), field="promised_on")
    if deliver_on > delivery_days()[1]:
        raise Refused(_l("The delivery date lies more than a year ahead."), field="promised_on")


def _end(order: Order, action: Action, party: Party, reason: str, *, by: Actor) -> None:
    if not reason.strip():
        raise Refused(_l("Please give a reason: the other side will read it."), field="reason")
    end_orders([order], action, party, reason.strip(), by=by)
    lend_hand([order.id], by, party)


def _tell_buyer(order: Order, kind: str, by: Actor, **particulars: Any) -> None:
    tell(
        order.unit_id,
        kind,
        subject=("order", order.number),
        number=order.number,
        supplier=by.organisation_name,
        **particulars,
    )


def _tell_supplier(order: Order, kind: str, by: Actor, **particulars: Any) -> None:
    tell(
        order.supplier_id,
        kind,
        subject=("order", order.number),
        number=order.number,
        unit=by.organisation_name,
        **particulars,
    )
