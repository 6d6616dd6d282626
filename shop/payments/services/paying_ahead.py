"""Orders that are paid before delivery: with the money they go on, without it they lapse, and an end gives it back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exists, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.notices.services import tell
from shop.ordering.events import OrderLessened, OrdersEnded, UnpaidOrderLowered
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.ordering.services.paying import go_ahead, let_lapse_unpaid
from shop.organisations.queries import names_of
from shop.payments.events import OrdersPaid
from shop.payments.models import OnlinePayment, Payment
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.stripe import Because
from shop.payments.queries.announced import announced_of_order
from shop.payments.queries.online import ahead_of, is_waited_for
from shop.payments.queries.receipts import left_of, paid_of, worth_of
from shop.payments.services.online_refunds import begin_refund
from shop.payments.words_online import OnlineState

AT_ONCE = 20


def follow_payment(paid: OrdersPaid) -> None:
    """Money was put to orders: those that waited for it go on to the supplier, once there is enough. One query."""
    order_ids = sorted(share.order_id for share in paid.shares if share.amount.fen > 0)
    waiting = select(Order).where(Order.id.in_(order_ids), Order.pay_until.is_not(None), Order.status == Status.PLACED)
    for order in db.session.execute(waiting.order_by(Order.id)).scalars() if order_ids else ():
        _go_on_if_paid(order)


def follow_lowering(lowered: UnpaidOrderLowered) -> None:
    """Less is wanted than was: if what was paid so far is enough for that, the order goes on. It is locked."""
    _go_on_if_paid(db.session.get_one(Order, lowered.order_id))


def follow_less(less: OrderLessened) -> None:
    """Less comes than was paid for: what was paid online goes back the same way, the rest both sides are told of."""
    paid = paid_of([less.order_id]).get(less.order_id, Money(0))
    if paid:
        order = db.session.get_one(Order, less.order_id)
        over = paid - worth_of([order.id])[order.id]
        if over.fen > 0:
            _tell_of_too_much(order, _give_back(order, over, Because.LESSENED), "order_less_than_paid")


def unpaid_now() -> Sequence[int]:
    """Orders whose time to be paid is over and whose money is not on its way: their ids. One query.

    While a unit's transfer to the supplier is announced and not seen, its orders there wait for it too.
    """
    waits = exists().where(OnlinePayment.order_id == Order.id, OnlinePayment.state == OnlineState.WAITING)
    announced = exists().where(
        AnnouncedPayment.unit_id == Order.unit_id,
        AnnouncedPayment.supplier_id == Order.supplier_id,
        AnnouncedPayment.state == AnnouncedState.WAITING,
    )
    over = select(Order.id).where(Order.status == Status.PLACED, Order.pay_until <= clock.now(), ~waits, ~announced)
    return db.session.execute(over.order_by(Order.pay_until).limit(AT_ONCE)).scalars().all()


def end_unpaid(order_id: int) -> bool:
    """Let an order lapse whose time is over, unless it was paid or its money is on its way. Whether it lapsed.

    Nobody may be able to pay for it online any more: its pages at Stripe have to be closed before.
    """
    statement = locked(select(Order).where(Order.id == order_id))
    order = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
    is_over = order.waits_for_money and order.pay_until is not None and order.pay_until <= clock.now()
    if not is_over or is_waited_for(order.id) or announced_of_order(order) or _go_on_if_paid(order):
        return False
    let_lapse_unpaid(order)
    return True


def give_back_ahead(ended: OrdersEnded) -> None:
    """Orders ended before all of them came: what was paid online and buys nothing any more goes back the same way.

    The worker asks Stripe for it. What was paid by transfer the supplier has, and both sides are told of it. A payment
    that somebody else holds in this very moment is left to people as well: so nobody waits in a circle.
    """
    orders = select(Order).where(Order.id.in_(ended.order_ids)).order_by(Order.id)
    paid, worth = paid_of(ended.order_ids), worth_of(ended.order_ids) if ended.order_ids else {}
    for order in db.session.execute(orders).scalars():
        over = paid.get(order.id, Money(0)) - worth[order.id]
        if over.fen > 0:
            _tell_of_too_much(order, _give_back(order, over, Because.ENDED), "order_paid_too_much")


def _give_back(order: Order, over: Money, because: Because) -> Money:
    """Begin to give back what was paid online, and say what is left over. What is on its way back already is not asked
    for again.
    """
    online = select(OnlinePayment).where(OnlinePayment.order_id == order.id, OnlinePayment.state == OnlineState.PAID)
    attempts = db.session.execute(locked(online.order_by(OnlinePayment.id.desc()), skip=True)).scalars().all()
    over -= Money(sum(attempt.going_back.fen for attempt in attempts))
    for attempt in attempts:
        there = left_of(db.session.get_one(Payment, attempt.payment_id), order.id) - attempt.going_back
        amount = min(over, there, attempt.refundable)
        if amount.fen > 0:
            key = f"{because}{attempt.id}-{len(attempt.refunds)}"
            begin_refund(attempt, amount, order.end_reason, by=None, key=key)
            over -= amount
    return over


def _tell_of_too_much(order: Order, over: Money, kind: str) -> None:
    if over.fen > 0:
        for organisation_id in (order.unit_id, order.supplier_id):
            number, fen = order.number, over.fen
            tell(organisation_id, kind, subject=("order", number), number=number, amount=fen)


def _go_on_if_paid(order: Order) -> bool:
    if ahead_of(order).fen > 0:
        return False
    go_ahead(order, names_of([order.unit_id])[order.unit_id].name)
    return True
