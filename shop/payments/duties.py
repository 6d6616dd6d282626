"""What the worker does for money: reports tried again, attempts asked about, unpaid orders, the daily comparison.

Each asks Stripe with no transaction open, so that nobody waits for the database meanwhile; so each commits by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import current_app
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.payments import desk, inbox
from shop.payments.asking import Collected
from shop.payments.gateway import gateway, is_set_up
from shop.payments.models import Comparison, OnlineRefund
from shop.payments.queries.online import live_attempts, open_for_nothing, to_be_asked_about
from shop.payments.services.comparing import booked_since, compare
from shop.payments.services.paying_ahead import end_unpaid, unpaid_now
from shop.payments.words_online import RefundState

LOOK_BACK = timedelta(days=7)
AT_NIGHT = 3
"""Shanghai's hour from which on the day's comparison is due."""

ASK_AGAIN = timedelta(minutes=10)


def handle_reports() -> int:
    """Reports whose turn has come. Returns how many were tried."""
    return inbox.handle_due()


def look_after_attempts() -> int:
    """Attempts about which Stripe should have told something, and refunds whose answer was lost. Returns how many."""
    if not is_set_up():
        return 0
    attempts = [attempt.id for attempt in to_be_asked_about()]
    lost = select(OnlineRefund.id).where(
        OnlineRefund.state == RefundState.NEW, OnlineRefund.begun_at <= clock.now() - ASK_AGAIN
    )
    refunds = list(db.session.execute(lost).scalars())
    db.session.rollback()
    done = _tried(attempts, desk.look_after) + _tried(refunds, desk.refund_at_stripe)
    return done if len(attempts) + len(refunds) == done else 0  # what Stripe did not answer waits for the next round


def close_pages_for_nothing() -> int:
    """Pages and bills of orders that have ended are closed at Stripe, so that nobody pays for nothing. How many."""
    attempts = [attempt.id for attempt in open_for_nothing()] if is_set_up() else []
    db.session.rollback()
    return _tried(attempts, desk.close) if attempts else 0


def end_unpaid_orders() -> int:
    """Orders whose time to be paid is over lapse; whoever could still pay on a page of Stripe's cannot any more.

    While Stripe is out of reach, or money is on its way, an order waits: until the supplier's own time is over as well.
    """
    order_ids = list(unpaid_now())
    db.session.rollback()
    return sum(_ended(order_id) for order_id in order_ids)


def _ended(order_id: int) -> bool:
    attempts = [attempt.id for attempt in live_attempts(order_id)]
    db.session.rollback()
    try:
        for attempt_id in attempts:
            desk.close(attempt_id)
        ended = end_unpaid(order_id)
    except Refused:
        db.session.rollback()
        return False
    db.session.commit()
    return ended


def compare_daily() -> int:
    """Once a day, after Shanghai's night: our books against Stripe's. Returns 1 if it was done now."""
    due = clock.at_shanghai(clock.today(), AT_NIGHT)
    newest = db.session.execute(select(func.max(Comparison.day))).scalar()
    db.session.rollback()
    if not is_set_up() or clock.now() < due or newest == clock.today():
        return 0
    try:
        compare_now()
    except Refused:
        return 0
    return 1


def compare_now(by: Actor | None = None) -> Comparison:
    """Ask Stripe what it has had in the last days and hold it against what is booked. Commits. Raises ``Refused``."""
    since = clock.now() - LOOK_BACK
    payments, refunds = gateway().payments_since(since), gateway().refunds_since(since)
    unlisted = set(booked_since(since)) - {payment.intent_id for payment in payments}
    db.session.rollback()
    elsewhere = [payment for intent_id in sorted(unlisted) if (payment := _payment(intent_id)) is not None]
    done = compare(since, payments, refunds, current_app.config["DEPLOYMENT"], elsewhere, by)
    db.session.commit()
    return done


DUTIES: tuple[Callable[[], int], ...] = (
    handle_reports,
    look_after_attempts,
    close_pages_for_nothing,
    end_unpaid_orders,
    compare_daily,
)


def _payment(intent_id: str) -> Collected | None:
    """A payment that Stripe did not list, because it dates it earlier; or nothing if it has none such."""
    try:
        return gateway().payment(intent_id)
    except Refused:
        return None


def _tried(ids: list[int], deed: Callable[[int], object]) -> int:
    done = 0
    for row_id in ids:
        try:
            deed(row_id)
        except Refused:
            db.session.rollback()
        else:
            done += 1
    return done
