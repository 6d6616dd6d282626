"""What settlements come to order by order, and what of that is still to be paid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, func, select, type_coerce, union_all
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.money import Money, total
from shop.ordering.models import Order
from shop.payments.books import PaymentWay
from shop.payments.models import Payment, PaymentShare, Refund, Settlement, SettlementClaim, SettlementLine
from shop.payments.queries.receipts import money, paid_of
from shop.payments.settling import LineKind, SettlementState, still_open


@dataclass(frozen=True, slots=True)
class Part:
    """What of an order is in a settlement, and what of that is still to be paid."""

    order_id: int
    number: str
    amount: Money
    open: Money


@dataclass(frozen=True, slots=True)
class PaidBy:
    """So much of a payment is for an order, and was not given back."""

    number: str
    booked_on: date
    way: PaymentWay
    order_number: str
    amount: Money


def parts_of(settlements: Iterable[Settlement]) -> dict[int, list[Part]]:
    """What the agreed ones among these settlements come to and have open, order by order, by settlement id.

    What was paid for an order pays its oldest settlement first. Two queries, however many there are.
    """
    ids = [settlement.id for settlement in settlements if settlement.state is SettlementState.CONFIRMED]
    if not ids:
        return {}
    inside = aliased(SettlementLine)
    statement = (
        select(SettlementLine.order_id, Order.number, SettlementClaim.settlement_id, func.sum(SettlementLine.amount))
        .join(SettlementClaim, SettlementClaim.line_id == SettlementLine.id)
        .join(Settlement, Settlement.id == SettlementClaim.settlement_id)
        .join(Order, Order.id == SettlementLine.order_id)
        .where(
            Settlement.state == SettlementState.CONFIRMED,
            SettlementLine.order_id.in_(select(inside.order_id).where(inside.settlement_id.in_(ids))),
        )
        .group_by(SettlementLine.order_id, Order.number, SettlementClaim.settlement_id)
        .order_by(SettlementLine.order_id, SettlementClaim.settlement_id)
    )
    orders: dict[tuple[int, str], list[tuple[int, Money]]] = defaultdict(list)
    for order_id, number, settlement_id, amount in db.session.execute(statement):
        orders[order_id, number].append((settlement_id, money(amount)))
    paid, found = paid_of(order_id for order_id, _number in orders), defaultdict(list)
    for (order_id, number), shares in orders.items():
        left = still_open([amount for _id, amount in shares], paid.get(order_id, Money(0)))
        for (settlement_id, amount), open_part in zip(shares, left, strict=True):
            found[settlement_id].append(Part(order_id, number, amount, open_part))
    return {settlement_id: found[settlement_id] for settlement_id in ids}


def open_of(parts: Iterable[Part]) -> Money:
    """What is still to be paid of a settlement."""
    return total(part.open for part in parts)


def sums_by_kind(lines: Iterable[SettlementLine]) -> dict[LineKind, Money]:
    """What lines come to, by what they are about; nothing of what there is none of."""
    kept = list(lines)
    return {kind: total(line.amount for line in kept if line.what is kind) for kind in LineKind}


def payments_for(order_ids: Iterable[int]) -> list[PaidBy]:
    """By which payments these orders were paid, the oldest first; what was given back is taken off. One query."""
    ids = sorted(set(order_ids))
    fen = type_coerce(PaymentShare.amount, BigInteger).label("fen")
    shared = select(PaymentShare.payment_id, PaymentShare.order_id, fen).where(PaymentShare.order_id.in_(ids))
    back = (-type_coerce(Refund.amount, BigInteger)).label("fen")
    returned = select(Refund.payment_id, Refund.order_id, back).where(Refund.order_id.in_(ids))
    moved = union_all(shared, returned).subquery()
    asked = (
        select(Payment.number, Payment.booked_on, Payment.way, Order.number, func.sum(moved.c.fen))
        .join(moved, moved.c.payment_id == Payment.id)
        .join(Order, Order.id == moved.c.order_id)
        .group_by(Payment.id, Payment.number, Payment.booked_on, Payment.way, Order.id, Order.number)
        .order_by(Payment.booked_on, Payment.id, Order.id)
    )
    paid = [
        PaidBy(number, booked_on, way, order_number, money(summed))
        for number, booked_on, way, order_number, summed in db.session.execute(asked)
    ]
    return [row for row in paid if row.amount]
