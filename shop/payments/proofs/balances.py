"""Postings → balances of orders, and of units with suppliers; shares and refunds never beyond their payments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.books import Account, Effect, PostingKind, effect
from shop.payments.models import OrderBalance, PairBalance, Payment, PaymentShare, Posting, Refund
from shop.payments.proofs.reading import Read


def balances_against_postings(read: Read) -> Iterator[Difference]:
    """What is kept of every order and pair is what its postings come to."""
    yield from _orders(read)
    yield from _pairs()
    yield from _payments(read)


def _orders(read: Read) -> Iterator[Difference]:
    sums = _sums(Posting.order_id, Posting.unit_id, Posting.supplier_id)
    kept = {}
    for row in db.session.execute(select(OrderBalance)).scalars():
        read.orders += 1
        kept[(row.order_id, row.unit_id, row.supplier_id)] = (row.charged.fen, row.paid.fen)
    for key in sorted(kept.keys() | {key for key in sums if key[0] is not None}):
        found, should = kept.get(key, (0, 0)), sums.get(key, Effect())[:2]
        for name, one, other in zip(("charged", "paid"), found, should, strict=True):
            if one != other:
                yield Difference(f"Balance of order {key[0]}, {name}", Money(one), Money(other))


def _pairs() -> Iterator[Difference]:
    sums = _sums(Posting.unit_id, Posting.supplier_id)
    kept = {
        (row.unit_id, row.supplier_id): Effect(
            row.charged.fen, row.paid.fen, row.unallocated.fen, row.with_operator.fen
        )
        for row in db.session.execute(select(PairBalance)).scalars()
    }
    for key in sorted(kept.keys() | sums.keys()):
        found, should = kept.get(key, Effect()), sums.get(key, Effect())
        for name, one, other in zip(Effect._fields, found, should, strict=True):
            if one != other:
                yield Difference(f"Balance of unit {key[0]} at supplier {key[1]}, {name}", Money(one), Money(other))


def _sums(*key: Any) -> dict[tuple[Any, ...], Effect]:
    statement = select(*key, Posting.kind, Posting.debit, Posting.credit, func.sum(Posting.amount)).group_by(
        *key, Posting.kind, Posting.debit, Posting.credit
    )
    sums: dict[tuple[Any, ...], Effect] = {}
    for *owner, kind, debit, credit, amount in db.session.execute(statement).all():
        moved = effect(PostingKind(kind), Account(debit), Account(credit), amount.fen)
        sums[tuple(owner)] = Effect(*map(sum, zip(sums.get(tuple(owner), Effect()), moved, strict=True)))
    return sums


def _payments(read: Read) -> Iterator[Difference]:
    """Nothing is given out twice: what is put to orders and given back of a payment is never more than it."""
    shares = _by_payment(PaymentShare)
    returned = _by_payment(Refund)
    for payment_id, number, amount in db.session.execute(select(Payment.id, Payment.number, Payment.amount)):
        read.payments += 1
        out, back = shares.get(payment_id, {}), returned.get(payment_id, {})
        given = sum(out.values()) + back.get(None, 0)
        if given > amount.fen:
            yield Difference(f"Payment {number}, put to orders and given back", Money(given), amount)
        for order_id, fen in back.items():
            if order_id is not None and fen > out.get(order_id, 0):
                left = Money(out.get(order_id, 0))
                yield Difference(f"Payment {number}, given back of order {order_id}", Money(fen), left)


def _by_payment(rows: type[PaymentShare | Refund]) -> dict[int, dict[int | None, int]]:
    """Fen by payment and order."""
    statement = select(rows.payment_id, rows.order_id, func.sum(rows.amount)).group_by(rows.payment_id, rows.order_id)
    sums: dict[int, dict[int | None, int]] = {}
    for payment_id, order_id, amount in db.session.execute(statement).all():
        sums.setdefault(payment_id, {})[order_id] = amount.fen
    return sums
