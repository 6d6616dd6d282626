"""Our books held against Stripe's: what stands in one alone, or with another amount. Nothing is booked by it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.notices.services import tell
from shop.organisations.queries import operators
from shop.payments.asking import CURRENCY, Collected, Returned, Standing
from shop.payments.models import Comparison, OnlinePayment, OnlineRefund, StripeDifference
from shop.payments.words_online import DifferenceKind, OnlineState, RefundState


def compare(
    since: datetime,
    payments: Sequence[Collected],
    refunds: Sequence[Returned],
    deployment: str,
    elsewhere: Sequence[Collected] = (),
    by: Actor | None = None,
) -> Comparison:
    """Hold what Stripe has had since then against what is booked here, and keep the differences.

    ``elsewhere`` are payments booked here since then that Stripe dates earlier, as it says when asked for each.
    """
    done = Comparison(
        at=clock.now(),
        day=clock.today(),
        since=since,
        payments=len(payments),
        refunds=len(refunds),
        differences=[],
        by_id=by.person_id if by else None,
    )
    done.differences = [
        *_payments([*payments, *elsewhere], since, deployment),
        *_refunds(refunds, since, deployment),
    ]
    db.session.add(done)
    db.session.flush()
    if done.differences:
        for operator in operators():
            said = {"number": str(done.id), "count": len(done.differences)}
            tell(operator, "stripe_differs", subject=("comparison", str(done.id)), role=Role.OPERATOR, **said)
    return done


def booked_since(since: datetime) -> dict[str, OnlinePayment]:
    """Payments booked here since then, by Stripe's name for them."""
    asked = select(OnlinePayment).where(OnlinePayment.state == OnlineState.PAID, OnlinePayment.paid_at >= since)
    return {str(one.intent_id): one for one in db.session.execute(asked).scalars()}


def _payments(theirs: Sequence[Collected], since: datetime, deployment: str) -> Iterator[StripeDifference]:
    by_id = {payment.intent_id: payment for payment in theirs}
    known = select(OnlinePayment).where(OnlinePayment.intent_id.in_(by_id))
    ours = {str(one.intent_id): one for one in db.session.execute(known).scalars()}
    for intent_id, payment in by_id.items():
        attempt = ours.get(intent_id)
        if attempt is None:
            kind = _unbooked(payment, deployment)
            if kind is not None:
                yield StripeDifference(
                    kind=kind, stripe_id=intent_id, order_number=payment.order or "", theirs=payment.amount
                )
        elif attempt.amount != payment.amount or payment.currency != CURRENCY:
            yield StripeDifference(
                kind=DifferenceKind.PAYMENT_AMOUNT,
                stripe_id=intent_id,
                order_number=attempt.order_number,
                theirs=payment.amount,
                ours=attempt.amount,
            )
    for intent_id, attempt in booked_since(since).items():
        if intent_id not in by_id:
            yield StripeDifference(
                kind=DifferenceKind.PAYMENT_MISSING_THERE,
                stripe_id=intent_id,
                order_number=attempt.order_number,
                ours=attempt.amount,
            )


def _unbooked(payment: Collected, deployment: str) -> DifferenceKind | None:
    """Why a payment that is not booked here should be, if it should."""
    if payment.deployment is None:
        return DifferenceKind.PAYMENT_UNLABELLED
    return DifferenceKind.PAYMENT_MISSING_HERE if payment.deployment == deployment else None


def _refunds(theirs: Sequence[Returned], since: datetime, deployment: str) -> Iterator[StripeDifference]:
    stands = {refund.id: refund for refund in theirs if refund.standing is Standing.DONE}
    known = select(OnlineRefund).where(OnlineRefund.stripe_id.in_(stands)).options(joinedload(OnlineRefund.payment))
    ours = {str(one.stripe_id): one for one in db.session.execute(known).scalars() if one.state is RefundState.DONE}
    intents = {str(refund.intent_id) for refund in stands.values()}
    paid = select(OnlinePayment.intent_id, OnlinePayment.order_number).where(OnlinePayment.intent_id.in_(intents))
    orders = {str(intent_id): number for intent_id, number in db.session.execute(paid)}
    for refund_id, refund in stands.items():
        row = ours.get(refund_id)
        number = orders.get(str(refund.intent_id), "")
        if row is None and (refund.deployment == deployment or number):
            kind = DifferenceKind.REFUND_MISSING_HERE
            yield StripeDifference(kind=kind, stripe_id=refund_id, order_number=number, theirs=refund.amount)
        elif row is not None and row.amount != refund.amount:
            yield StripeDifference(
                kind=DifferenceKind.REFUND_AMOUNT,
                stripe_id=refund_id,
                order_number=number,
                theirs=refund.amount,
                ours=row.amount,
            )
    booked = select(OnlineRefund).where(OnlineRefund.state == RefundState.DONE, OnlineRefund.done_at >= since)
    for row in db.session.execute(booked.options(joinedload(OnlineRefund.payment))).scalars():
        if row.stripe_id not in stands:
            yield StripeDifference(
                kind=DifferenceKind.REFUND_MISSING_THERE,
                stripe_id=str(row.stripe_id),
                order_number=row.payment.order_number,
                ours=row.amount,
            )
