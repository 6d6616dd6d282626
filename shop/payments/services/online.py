"""Attempts to pay online: begun, opened at Stripe, and booked once the money is taken."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock, dialects
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.ordering.models import Order
from shop.organisations.queries import operators
from shop.payments.asking import CURRENCY, Checkout, SentInvoice, Standing
from shop.payments.books import MoneySource, PaymentWay
from shop.payments.models import OnlinePayment
from shop.payments.queries.online import is_waited_for, live_attempts, open_of
from shop.payments.services.receipts import Share, take_payment
from shop.payments.words_online import LIVE, EventState, OnlineKind, OnlineState, Why

OPEN_FOR = timedelta(hours=23)
"""Stripe closes a page after a day at the latest."""

LOOK_AFTER = timedelta(minutes=30)
"""After so long somebody asks Stripe how an attempt stands, though it should have told."""

OVERDUE_DAYS = 60
"""So long after its last day a bill is looked after."""

PAID_MEANWHILE = _l("Somebody has paid for this order online in this very moment. Please look at what is open now.")

ON_ITS_WAY = _l("An online payment of this order is on its way: please wait for it.")

Outcome = tuple[EventState, Why | None]
HANDLED: Outcome = (EventState.HANDLED, None)
ALREADY_BOOKED: Outcome = (EventState.PASSED_OVER, Why.ALREADY_BOOKED)
OUT_OF_DATE: Outcome = (EventState.PASSED_OVER, Why.OUT_OF_DATE)


def begin(
    order: Order, kind: OnlineKind, amount: Money, *, return_to: str, days: int = 0, payer: str, email: str, by: Actor
) -> OnlinePayment:
    """Somebody of the unit sets out to pay; the row is to be committed before Stripe is asked.

    An attempt for the same that is still open is gone on with. Others of the order have to be given up first, so that
    nobody pays twice. Raises ``Refused``.
    """
    db.session.execute(dialects.locked(select(Order.id).where(Order.id == order.id)))
    if is_waited_for(order.id):
        raise Refused(ON_ITS_WAY)
    if kind is OnlineKind.INVOICE and not email:
        raise Refused(_l("A bill is sent by mail: please enter an address."), field="email")
    now = clock.now()
    for attempt in live_attempts(order.id):
        same = attempt.kind is kind and attempt.amount == amount and attempt.email == email
        if same and attempt.expires_at > now + LOOK_AFTER:
            return attempt
    customer = select(OnlinePayment.customer_id).where(
        OnlinePayment.unit_id == order.unit_id, OnlinePayment.email == email, OnlinePayment.customer_id.is_not(None)
    )
    attempt = OnlinePayment(
        cluster_id=order.cluster_id,
        key=secrets.token_urlsafe(24),
        order_id=order.id,
        order_number=order.number,
        unit_id=order.unit_id,
        supplier_id=order.supplier_id,
        kind=kind,
        amount=amount,
        state=OnlineState.NEW,
        return_to=return_to,
        payer=payer,
        email=email,
        days=days,
        customer_id=db.session.execute(customer.limit(1)).scalar() if kind is OnlineKind.INVOICE else None,
        begun_at=now,
        expires_at=now + (timedelta(days=days + OVERDUE_DAYS) if kind is OnlineKind.INVOICE else OPEN_FOR),
        check_at=now + LOOK_AFTER,
        begun_by_id=by.person_id,
    )
    db.session.add(attempt)
    db.session.flush()
    record(by, "order.online_begun", "order", order.id, cluster_id=order.cluster_id, amount=amount.fen)
    return attempt


def opened(attempt: OnlinePayment, made: Checkout | SentInvoice) -> None:
    """Stripe has opened the page, or sent the bill."""
    if attempt.state is OnlineState.NEW:
        attempt.state = OnlineState.OPEN
    attempt.stripe_id, attempt.url = made.id, made.url
    if isinstance(made, SentInvoice):
        attempt.customer_id = made.customer_id


def given_up(attempt: OnlinePayment, state: OnlineState) -> Outcome:
    """Nobody will pay on it any more. What is paid, or waits for its money, stays so."""
    if attempt.state not in LIVE and not (attempt.state is OnlineState.WAITING and state is OnlineState.FAILED):
        return ALREADY_BOOKED if attempt.state is state else OUT_OF_DATE
    attempt.state = state
    if state is OnlineState.FAILED:
        number = attempt.order_number
        tell(attempt.unit_id, "online_failed", subject=("order", number), number=number, amount=attempt.amount.fen)
    return HANDLED


def put_off(attempt: OnlinePayment) -> None:
    """It is still open: look again later."""
    attempt.check_at = clock.now() + LOOK_AFTER


def waits(attempt: OnlinePayment, intent_id: str | None) -> Outcome:
    """The unit has agreed to pay, and the money takes its days."""
    if attempt.state not in LIVE | {OnlineState.EXPIRED, OnlineState.CANCELLED}:
        return ALREADY_BOOKED if attempt.state is OnlineState.WAITING else OUT_OF_DATE
    attempt.state = OnlineState.WAITING
    return HANDLED


def book(attempt: OnlinePayment, *, intent_id: str, amount: Money, currency: str, at: datetime) -> Outcome:
    """Stripe has taken the money: it is booked once, if it is what was asked for. The attempt has to be locked.

    A payment that comes after its page was closed, or after its order was cancelled, is booked as well: the money is
    there. What is no longer open for the order stays unallocated.
    """
    if attempt.state is OnlineState.PAID:
        return ALREADY_BOOKED if attempt.intent_id == intent_id else (EventState.REFUSED, Why.PAID_TWICE)
    if currency.lower() != CURRENCY:
        return EventState.REFUSED, Why.WRONG_CURRENCY
    if amount != attempt.amount:
        return EventState.REFUSED, Why.WRONG_AMOUNT
    order = db.session.execute(dialects.locked(select(Order).where(Order.id == attempt.order_id))).scalar_one()
    for_order = min(amount, open_of(order))
    payment = take_payment(
        unit_id=attempt.unit_id,
        supplier_id=attempt.supplier_id,
        amount=amount,
        way=PaymentWay.STRIPE,
        booked_on=clock.shanghai_day(at),
        reference=intent_id,
        shares=[Share(order.id, for_order)] if for_order.fen > 0 else [],
        source=(MoneySource.STRIPE_PAYMENT, attempt.id),
        by=None,
    )
    attempt.state, attempt.intent_id, attempt.paid_at = OnlineState.PAID, intent_id, at
    attempt.payment_id = payment.id
    if for_order < amount:
        _tell_of_rest(attempt, amount - for_order)
    return HANDLED


def _tell_of_rest(attempt: OnlinePayment, rest: Money) -> None:
    """Money that came for an order which does not need it any more: both sides and the operator find a use for it."""
    number, fen = attempt.order_number, rest.fen
    for organisation_id in (attempt.unit_id, attempt.supplier_id):
        tell(organisation_id, "online_for_no_order", subject=("order", number), number=number, amount=fen)
    for operator in operators():
        subject = ("online", attempt.key)
        tell(operator, "online_for_no_order", subject=subject, role=Role.OPERATOR, number=number, amount=fen)


def stands(attempt: OnlinePayment, found: Checkout | SentInvoice) -> Outcome:
    """What Stripe answers when it is asked how an attempt stands."""
    if found.standing is Standing.DONE and found.intent_id:
        at = clock.now()
        return book(attempt, intent_id=found.intent_id, amount=found.amount, currency=found.currency, at=at)
    if found.standing is Standing.WAITING:
        return waits(attempt, found.intent_id)
    if found.standing is Standing.OVER:
        over = OnlineState.CANCELLED if attempt.kind is OnlineKind.INVOICE else OnlineState.EXPIRED
        return given_up(attempt, over)
    put_off(attempt)
    return HANDLED
