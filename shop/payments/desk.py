"""Between our rows and Stripe: commit what was decided, ask Stripe with no transaction open, keep its answer.

A crash in between is repeated safely: a wish is made of its row alone and carries the row's key. Like the inbox, this
module commits.
"""

from __future__ import annotations

from datetime import timedelta

from flask import current_app

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.refusals import Refused
from shop.payments.asking import (
    Checkout,
    CheckoutWish,
    InvoiceWish,
    Names,
    RefundWish,
    Returned,
    SentInvoice,
    Standing,
    TurnedDown,
)
from shop.payments.gateway import gateway
from shop.payments.models import OnlinePayment, OnlineRefund
from shop.payments.queries.online import attempt_locked, live_attempts
from shop.payments.services import online, online_refunds
from shop.payments.words_online import LIVE, OnlineKind, OnlineState

SHOP = "山货 Shanhuo"
ASKED_LONG_AGO = timedelta(hours=12)
"""Stripe knows a key for a day at least; after half of it an answer that was lost is looked for first."""


def names_for(order_number: str, key: str) -> Names:
    """How something of ours is labelled at Stripe."""
    return Names(current_app.config["DEPLOYMENT"], order_number, key)


def open_at_stripe(attempt_id: int) -> OnlinePayment:
    """Have Stripe open the page or send the bill of an attempt that is committed; others of its order are closed first.

    Raises ``Refused``; then the attempt is cancelled if Stripe turned it down, and stays to be repeated if Stripe was
    out of reach.
    """
    attempt = attempt_locked(attempt_id)
    others = [other.id for other in live_attempts(attempt.order_id) if other.id != attempt_id]
    wish = _wish(attempt)
    is_open = attempt.stripe_id is not None
    db.session.commit()
    for other in others:
        if close(other).state in (OnlineState.PAID, OnlineState.WAITING):
            _cancel(attempt_id)
            raise Refused(online.PAID_MEANWHILE)
    if not is_open:
        try:
            made = gateway().send_invoice(wish) if isinstance(wish, InvoiceWish) else gateway().open_checkout(wish)
        except TurnedDown:
            _cancel(attempt_id)
            raise
        online.opened(attempt_locked(attempt_id), made)
        db.session.commit()
    return attempt_locked(attempt_id)


def close(attempt_id: int) -> OnlinePayment:
    """Nobody shall pay on this attempt any more, unless somebody has. Commits. Raises ``Refused``."""
    attempt = attempt_locked(attempt_id)
    stripe_id, is_bill, is_live = attempt.stripe_id, attempt.kind is OnlineKind.INVOICE, attempt.state in LIVE
    db.session.commit()
    if not is_live:
        return attempt_locked(attempt_id)
    found: Checkout | SentInvoice | None = None
    if stripe_id is not None:
        found = gateway().void_invoice(stripe_id) if is_bill else gateway().close_checkout(stripe_id)
    attempt = attempt_locked(attempt_id)
    if found is None or found.standing is Standing.OVER:
        online.given_up(attempt, OnlineState.CANCELLED)
    else:
        online.stands(attempt, found)
    db.session.commit()
    return attempt_locked(attempt_id)


def send_again(attempt_id: int, key: str) -> OnlinePayment:
    """Have Stripe mail a bill once more, once for each key. Commits. Raises ``Refused``."""
    attempt = attempt_locked(attempt_id)
    stripe_id = str(attempt.stripe_id)
    db.session.commit()
    found = gateway().send_again(stripe_id, key)
    attempt = attempt_locked(attempt_id)
    online.stands(attempt, found)
    db.session.commit()
    return attempt_locked(attempt_id)


def look_after(attempt_id: int) -> None:
    """Ask Stripe how an attempt stands, and keep the answer. Commits. Raises ``Refused``."""
    attempt = attempt_locked(attempt_id)
    stripe_id, is_bill = attempt.stripe_id, attempt.kind is OnlineKind.INVOICE
    online.put_off(attempt)
    db.session.commit()
    if stripe_id is None:  # it never opened, and its address was never seen by anybody
        online.given_up(attempt_locked(attempt_id), OnlineState.CANCELLED)
    else:
        found = gateway().invoice(stripe_id) if is_bill else gateway().checkout(stripe_id)
        online.stands(attempt_locked(attempt_id), found)
    db.session.commit()


def refund_at_stripe(refund_id: int) -> OnlineRefund:
    """Have Stripe give back what a committed refund says. Commits. Raises ``Refused``."""
    refund = db.session.get_one(OnlineRefund, refund_id)
    names = names_for(refund.payment.order_number, refund.key)
    wish = RefundWish(names, str(refund.payment.intent_id), refund.amount)
    is_old = refund.begun_at < clock.now() - ASKED_LONG_AGO
    db.session.commit()
    try:
        made = (_given_back(wish) if is_old else None) or gateway().refund(wish)
    except TurnedDown:
        online_refunds.failed(db.session.get_one(OnlineRefund, refund_id))
        db.session.commit()
        raise
    online_refunds.hear(made)
    db.session.commit()
    return db.session.get_one(OnlineRefund, refund_id)


def _given_back(wish: RefundWish) -> Returned | None:
    """The refund that an earlier asking made: Stripe forgets keys, and asked anew would give back twice."""
    return next((one for one in gateway().refunds_of(wish.intent_id) if one.key == wish.names.key), None)


def _cancel(attempt_id: int) -> None:
    """Give up an attempt that was never opened; somebody else may have opened it in this very moment."""
    attempt = attempt_locked(attempt_id)
    if attempt.stripe_id is None:
        online.given_up(attempt, OnlineState.CANCELLED)
    db.session.commit()


def _wish(attempt: OnlinePayment) -> CheckoutWish | InvoiceWish:
    names, title = names_for(attempt.order_number, attempt.key), f"{SHOP} {attempt.order_number}"
    if attempt.kind is OnlineKind.INVOICE:
        to, days, whom = attempt.email, attempt.days, attempt.customer_id
        return InvoiceWish(names, attempt.amount, title, attempt.payer, to, days, whom)
    return CheckoutWish(names, attempt.amount, title, attempt.return_to, attempt.expires_at)
