"""What was paid and given back online → payments, refunds and what takes them back; pay-outs → their parts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.books import MoneySource
from shop.payments.models import OnlinePayment, OnlineRefund, Payment, PayOut, PayOutPart, Refund
from shop.payments.queries.receipts import money
from shop.payments.words_online import OnlineState, RefundState


def online_against_receipts() -> Iterator[Difference]:
    """Each attempt that is paid is one payment of its amount, each refund that is done refunds of its amount.

    What of a refund did not arrive after all is taken back to the fen, and every such row is the opposite of another.
    """
    yield from _payments()
    yield from _refunds()
    yield from _reversals()
    yield from _pay_outs()


def _payments() -> Iterator[Difference]:
    mine = (Payment.source == MoneySource.STRIPE_PAYMENT) & (Payment.source_id == OnlinePayment.id)
    asked = select(OnlinePayment.order_number, OnlinePayment.amount, Payment.amount).outerjoin(Payment, mine)
    for number, amount, taken in db.session.execute(asked.where(OnlinePayment.state == OnlineState.PAID)):
        if taken != amount:
            yield Difference(f"Online payment of order {number}, taken", taken, amount)


def _refunds() -> Iterator[Difference]:
    mine = (Refund.source == MoneySource.STRIPE_REFUND) & (Refund.source_id == OnlineRefund.id)
    returned = func.sum(Refund.amount)
    asked = select(OnlineRefund.id, OnlineRefund.amount, returned, OnlineRefund.state).outerjoin(Refund, mine)
    asked = asked.group_by(OnlineRefund.id, OnlineRefund.amount, OnlineRefund.state)
    for refund_id, amount, fen, state in db.session.execute(asked):
        should = amount if state is RefundState.DONE else Money(0)
        if money(fen) != should:
            yield Difference(f"Online refund {refund_id}, given back", money(fen), should)


def _reversals() -> Iterator[Difference]:
    before = aliased(Refund)
    asked = select(Refund, before).join(before, before.id == Refund.reverses_id)
    for row, was in db.session.execute(asked):
        found = (row.payment_id, row.order_id, row.source, row.source_id, row.amount)
        should = (was.payment_id, was.order_id, was.source, was.source_id, -was.amount)
        if found != should:
            yield Difference(f"Refund {was.id}, taken back", found, should)


def _pay_outs() -> Iterator[Difference]:
    parts = func.sum(PayOutPart.amount)
    asked = select(PayOut.reference, PayOut.amount, parts).outerjoin(PayOutPart, PayOutPart.pay_out_id == PayOut.id)
    for reference, amount, fen in db.session.execute(asked.group_by(PayOut.id, PayOut.reference, PayOut.amount)):
        if money(fen) != amount:
            yield Difference(f"Pay-out {reference}, its parts", money(fen), amount)
