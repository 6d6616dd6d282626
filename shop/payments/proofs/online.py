"""What was paid and given back online → payments and refunds; pay-outs → their parts."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.proofs import Difference
from shop.payments.books import MoneySource
from shop.payments.models import OnlinePayment, OnlineRefund, Payment, PayOut, PayOutPart, Refund
from shop.payments.queries.receipts import money
from shop.payments.words_online import OnlineState, RefundState


def online_against_receipts() -> Iterator[Difference]:
    """Each attempt that is paid is one payment of its amount, each refund that is done refunds of its amount."""
    yield from _payments()
    yield from _refunds()
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
    asked = select(OnlineRefund.id, OnlineRefund.amount, returned).outerjoin(Refund, mine)
    asked = asked.where(OnlineRefund.state == RefundState.DONE).group_by(OnlineRefund.id, OnlineRefund.amount)
    for refund_id, amount, fen in db.session.execute(asked):
        if money(fen) != amount:
            yield Difference(f"Online refund {refund_id}, given back", money(fen), amount)


def _pay_outs() -> Iterator[Difference]:
    parts = func.sum(PayOutPart.amount)
    asked = select(PayOut.reference, PayOut.amount, parts).outerjoin(PayOutPart, PayOutPart.pay_out_id == PayOut.id)
    for reference, amount, fen in db.session.execute(asked.group_by(PayOut.id, PayOut.reference, PayOut.amount)):
        if money(fen) != amount:
            yield Difference(f"Pay-out {reference}, its parts", money(fen), amount)
