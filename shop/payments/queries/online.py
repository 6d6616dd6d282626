"""Paying online, read: what is open of an order, its attempts, and those that Stripe has to be asked about."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.ordering.progress import NEVER_CAME
from shop.payments.books import PaymentWay
from shop.payments.models import OnlinePayment, OnlineRefund, OrderBalance, Payment, PaymentShare
from shop.payments.queries.announced import announced_of_order
from shop.payments.queries.receipts import paid_of, worth_of
from shop.payments.terms import DAYS_TO_PAY
from shop.payments.words_online import LIVE, OnlineKind, OnlineState

AT_ONCE = 20


def open_of(order: Order) -> Money:
    """What is still to be paid for an order, never less than nothing. Three queries.

    What was accepted, what is on its way by its estimate, and the freight, less what was paid. Weighed differences
    settle once they are known.
    """
    return max(worth_of([order.id])[order.id] - paid_for(order), Money(0))


def attempts_of(order_id: int) -> Sequence[OnlinePayment]:
    """An order's attempts with their refunds, the newest first. Two queries."""
    asked = select(OnlinePayment).where(OnlinePayment.order_id == order_id).order_by(OnlinePayment.id.desc())
    return db.session.execute(asked.options(selectinload(OnlinePayment.refunds))).scalars().all()


def live_attempts(order_id: int) -> Sequence[OnlinePayment]:
    """Those that may still be paid. They are not locked: who books one locks it first, and then its order."""
    asked = select(OnlinePayment).where(OnlinePayment.order_id == order_id, OnlinePayment.state.in_(LIVE))
    return db.session.execute(asked.order_by(OnlinePayment.id)).scalars().all()


def is_waited_for(order_id: int) -> bool:
    """Whether money for an order is on its way."""
    waits = exists().where(OnlinePayment.order_id == order_id, OnlinePayment.state == OnlineState.WAITING)
    return bool(db.session.execute(select(waits)).scalar())


def attempt_by_key(key: str | None) -> OnlinePayment | None:
    """The attempt that a label at Stripe names, locked."""
    return _locked(OnlinePayment.key == key) if key else None


def attempt_by_intent(intent_id: str | None) -> OnlinePayment | None:
    """The attempt that a payment at Stripe was booked for, locked."""
    return _locked(OnlinePayment.intent_id == intent_id) if intent_id else None


def attempt_of_payment(payment: Payment) -> OnlinePayment | None:
    """The attempt that became this payment, with its refunds; nothing if it was not paid online. Two queries."""
    if payment.way is not PaymentWay.STRIPE:
        return None
    asked = select(OnlinePayment).where(OnlinePayment.payment_id == payment.id)
    return db.session.execute(asked.options(selectinload(OnlinePayment.refunds))).scalar_one_or_none()


def attempt_locked(attempt_id: int) -> OnlinePayment:
    """An attempt as it stands now, locked."""
    return db.session.execute(dialects.locked(select(OnlinePayment).where(OnlinePayment.id == attempt_id))).scalar_one()


def to_be_asked_about() -> Sequence[OnlinePayment]:
    """Attempts about which Stripe should have told something by now."""
    unsettled = [*LIVE, OnlineState.WAITING]
    asked = select(OnlinePayment).where(OnlinePayment.state.in_(unsettled), OnlinePayment.check_at <= clock.now())
    return db.session.execute(asked.order_by(OnlinePayment.check_at).limit(AT_ONCE)).scalars().all()


def open_for_nothing() -> Sequence[OnlinePayment]:
    """Attempts that may still be paid, of orders that have ended: nobody should pay for them. One query."""
    asked = select(OnlinePayment).join(Order, Order.id == OnlinePayment.order_id)
    asked = asked.where(OnlinePayment.state.in_(LIVE), Order.status.in_(NEVER_CAME))
    return db.session.execute(asked.order_by(OnlinePayment.id).limit(AT_ONCE)).scalars().all()


def refund_for(stripe_id: str, key: str | None) -> OnlineRefund | None:
    """Our row of a refund at Stripe."""
    found = db.session.execute(select(OnlineRefund).where(OnlineRefund.stripe_id == stripe_id)).scalar_one_or_none()
    if found is None and key:
        found = refund_with_key(key)
    return found


def refund_with_key(key: str) -> OnlineRefund | None:
    """The refund that was begun with this key."""
    return db.session.execute(select(OnlineRefund).where(OnlineRefund.key == key)).scalar_one_or_none()


def orders_of_payment(payment_id: int) -> Sequence[int]:
    """The orders that anything of a payment was ever put to, in id order."""
    asked = select(PaymentShare.order_id).where(PaymentShare.payment_id == payment_id).distinct()
    return db.session.execute(asked.order_by(PaymentShare.order_id)).scalars().all()


def ahead_of(order: Order) -> Money:
    """What has still to be paid before anything of an order is delivered: all of it, or the deposit. Four queries."""
    paid = paid_for(order)
    return max(_share(worth_of([order.id])[order.id], order.percent_ahead) - paid, Money(0))


def deposit_of(order: Order, percent: int) -> Money:
    """What is paid ahead for a forward order: a share of all of it, to the fen, less what was paid already."""
    if not any(line.forward for line in order.lines):
        return Money(0)
    paid = paid_for(order)
    return max(_share(open_of(order) + paid, percent) - paid, Money(0))


def _share(amount: Money, percent: int) -> Money:
    """So many percent, to the fen, half a fen up."""
    return Money((amount.fen * percent * 2 + 100) // 200)


def paid_for(order: Order) -> Money:
    """What was paid for an order, in whichever way."""
    return paid_of([order.id]).get(order.id, Money(0))


def next_to_pay(order: Order) -> str | None:
    """The number of another order of the same purchase that waits for its money. One query."""
    others = select(Order.number).where(
        Order.purchase_id == order.purchase_id,
        Order.id != order.id,
        Order.pay_until.is_not(None),
        Order.status == Status.PLACED,
    )
    return db.session.execute(others.order_by(Order.id).limit(1)).scalar_one_or_none()


def is_payable(order: Order) -> bool:
    """Whether the supplier knows of the order and something of it came or will come."""
    return order.confirm_by is not None and order.status not in NEVER_CAME


def billable(order: Order) -> Money | None:
    """What a bill may ask for: on account is owed what was accepted, its freight, less what was paid. One query.

    ``None`` as long as nothing was accepted; nothing, once it is paid, whatever may still come.
    """
    stands = select(OrderBalance.charged, OrderBalance.paid).where(OrderBalance.order_id == order.id)
    row = db.session.execute(stands).one_or_none()
    return max(row.charged - row.paid, Money(0)) if row is not None and row.charged else None


def days_to_pay(order: Order) -> int:
    """In how many days a bill for the order is due: what its terms still leave, and a day at least."""
    due = select(OrderBalance.due_on).where(OrderBalance.order_id == order.id)
    due_on = db.session.execute(due).scalar_one_or_none() or clock.today() + timedelta(days=DAYS_TO_PAY)
    return max((due_on - clock.today()).days, 1)


def asked_for(order: Order, kind: OnlineKind, percent: int) -> Money:
    """How much an attempt of this kind is for. Raises ``Refused`` where there is nothing to pay in this way.

    Nobody pays twice: what the unit's bank has announced comes first, until the supplier has seen it or has not.
    """
    if announced_of_order(order):
        raise Refused(_l("A transfer for this order is on its way: please wait until the supplier has seen it."))
    amount = open_of(order) if is_payable(order) else Money(0)
    if kind is OnlineKind.DEPOSIT and amount:
        amount = deposit_of(order, percent)
    if kind is OnlineKind.INVOICE:
        owed = billable(order)
        if owed is None:
            raise Refused(_l("A bill can be sent once something was accepted."))
        amount = min(amount, owed)
    if amount.fen <= 0:
        raise Refused(_l("Nothing is open to be paid in this way."))
    return amount


def _locked(condition: object) -> OnlinePayment | None:
    asked = select(OnlinePayment).where(condition)  # type: ignore[arg-type]
    return db.session.execute(dialects.locked(asked)).scalar_one_or_none()
