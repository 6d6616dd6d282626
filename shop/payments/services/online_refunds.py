"""Money that goes back to whoever paid online: asked for by the operator, or done by hand on Stripe's own pages."""

from __future__ import annotations

import secrets

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.organisations.queries import operators
from shop.payments.asking import CURRENCY, Returned, Standing
from shop.payments.books import MoneySource
from shop.payments.models import OnlinePayment, OnlineRefund, Payment
from shop.payments.queries.online import (
    attempt_by_intent,
    attempt_of_payment,
    orders_of_payment,
    refund_for,
    refund_with_key,
)
from shop.payments.queries.receipts import left_of, unallocated
from shop.payments.services.online import ALREADY_BOOKED, HANDLED, OUT_OF_DATE, Outcome
from shop.payments.services.receipts import Share, refund
from shop.payments.services.reversals import reverse_refund
from shop.payments.words_online import EventState, RefundState, Why


def begin_refund(
    attempt: OnlinePayment, amount: Money, reason: str, *, by: Actor | None, key: str = ""
) -> OnlineRefund:
    """So much of a payment is to go back; the row is to be committed before Stripe is asked.

    The attempt has to be locked: what is being asked for already counts as given back. ``key`` is that of the form: the
    same form sent again leads to the refund that it began, whatever became of the answer. Raises ``Refused``.
    """
    if key and (begun := refund_with_key(key)) is not None:
        if (begun.online_payment_id, begun.amount) != (attempt.id, amount):
            raise Refused(_l("This form began another refund before. Nothing was changed now."))
        return begun
    if not reason and by is not None:
        raise Refused(_l("Please say why: both sides read it."), field="reason")
    if amount.fen <= 0:
        raise Refused(_l("Please enter an amount above zero."), field="amount")
    _check_refundable(attempt, amount)
    row = _row(attempt, amount, reason=reason, asked_by_id=by.person_id if by else None, key=key)
    record(
        by, "order.refund_begun", "order", attempt.order_id,
        cluster_id=attempt.cluster_id, amount=amount.fen, reason=reason,
    )  # fmt: skip
    return row


def ask_for_refund(payment: Payment, amount: Money, reason: str, *, by: Actor) -> None:
    """One of the two sides asks the operator, who holds the money, to give so much of an online payment back."""
    attempt = attempt_of_payment(payment)
    if attempt is None:
        raise Refused(_l("Only what was paid online is given back by the operator."))
    if amount.fen <= 0:
        raise Refused(_l("Please enter an amount above zero."), field="amount")
    _check_refundable(attempt, amount)
    record(
        by, "payment.refund_asked", "payment", payment.id,
        cluster_id=payment.cluster_id, amount=amount.fen, reason=reason,
    )  # fmt: skip
    for operator in operators():
        tell(
            operator,
            "online_refund_asked",
            subject=("online", attempt.key),
            role=Role.OPERATOR,
            unit=by.organisation_name,
            number=attempt.order_number,
            amount=amount.fen,
            reason=reason,
        )


def _check_refundable(attempt: OnlinePayment, amount: Money) -> None:
    if amount > attempt.refundable:
        raise Refused(
            _l("At most %(amount)s yuan of this payment can still be given back.", amount=str(attempt.refundable)),
            field="amount",
        )


def failed(row: OnlineRefund) -> None:
    """The money does not go back after all: what was booked of it is taken back, and the operator finds another way."""
    if row.state is RefundState.FAILED:
        return
    if row.state is RefundState.DONE:
        payment = db.session.get_one(Payment, row.payment.payment_id)
        reverse_refund(payment, (MoneySource.STRIPE_REFUND, row.id), booked_on=clock.today())
    row.state = RefundState.FAILED
    attempt = row.payment
    record(None, "order.refund_failed", "order", attempt.order_id, cluster_id=attempt.cluster_id, amount=row.amount.fen)
    number, key = attempt.order_number, attempt.key
    for operator in operators():
        said = {"number": number, "amount": row.amount.fen}
        tell(operator, "online_refund_failed", subject=("online", key), role=Role.OPERATOR, **said)


def hear(told: Returned) -> Outcome:
    """Stripe says how a refund stands. Whatever the order in which it says so, it is booked once.

    A refund made on Stripe's own pages gets a row of its own, and so does one that failed there: whatever older report
    of it comes later is out of date then. One that was booked and has failed since is taken back.
    """
    attempt = attempt_by_intent(told.intent_id)
    if attempt is None:
        return EventState.FAILED, Why.NOT_KNOWN_YET
    if told.currency.lower() != CURRENCY:
        return EventState.REFUSED, Why.WRONG_CURRENCY
    row = refund_for(told.id, told.key)
    if row is None:
        if told.standing is Standing.OVER:
            _row(attempt, told.amount, state=RefundState.FAILED).stripe_id = told.id
            return OUT_OF_DATE
        if told.amount > attempt.refundable:
            return EventState.REFUSED, Why.WRONG_AMOUNT
        row = _row(attempt, told.amount)
    elif row.amount != told.amount or row.online_payment_id != attempt.id:
        return EventState.REFUSED, Why.WRONG_AMOUNT
    row.stripe_id = told.id
    return _move(row, told)


def _move(row: OnlineRefund, told: Returned) -> Outcome:
    if row.state is RefundState.FAILED:
        return OUT_OF_DATE
    if told.standing is Standing.OVER:
        was_booked = row.state is RefundState.DONE
        failed(row)
        return (EventState.HANDLED, Why.CAME_BACK) if was_booked else HANDLED
    if row.state is RefundState.DONE:
        return ALREADY_BOOKED if told.standing is Standing.DONE else OUT_OF_DATE
    if told.standing is Standing.WAITING:
        row.state = RefundState.PENDING
        return HANDLED
    return _book(row, told)


def _book(row: OnlineRefund, told: Returned) -> Outcome:
    """What was put to no order goes back first, then what was put to orders, in their order."""
    payment = db.session.get_one(Payment, row.payment.payment_id)
    refund(
        payment,
        _shares(payment, row.amount),
        booked_on=clock.shanghai_day(told.made_at),
        source=(MoneySource.STRIPE_REFUND, row.id),
        by=None,
    )
    row.state, row.done_at = RefundState.DONE, told.made_at
    return HANDLED


def _shares(payment: Payment, amount: Money) -> list[Share | tuple[None, Money]]:
    shares: list[Share | tuple[None, Money]] = []
    free = min(unallocated(payment), amount)
    if free.fen > 0:
        shares.append((None, free))
    rest = amount - free
    for order_id in orders_of_payment(payment.id):
        part = min(left_of(payment, order_id), rest)
        if part.fen > 0:
            shares.append(Share(order_id, part))
            rest -= part
    return shares


def _row(
    attempt: OnlinePayment,
    amount: Money,
    *,
    state: RefundState = RefundState.NEW,
    reason: str = "",
    asked_by_id: int | None = None,
    key: str = "",
) -> OnlineRefund:
    row = OnlineRefund(
        cluster_id=attempt.cluster_id,
        key=key or secrets.token_urlsafe(24),
        payment=attempt,
        amount=amount,
        state=state,
        reason=reason,
        begun_at=clock.now(),
        asked_by_id=asked_by_id,
    )
    db.session.add(row)
    db.session.flush()
    return row
