"""What units pay: taken once, put to orders, taken back from them, and refunded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money, total
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import Unit
from shop.payments.books import ALLOCATION, MoneySource, PaymentWay, PostingSource, given_back, taken
from shop.payments.models import Payment, PaymentShare, Refund
from shop.payments.queries.receipts import (
    left_of,
    paid_of,
    payment_known_from,
    refunds_known_from,
    unallocated,
    worth_of,
)
from shop.payments.services.books import Move, post
from shop.payments.services.locks import locked_orders, locked_payment
from shop.payments.services.shares import Share, Told, summed, tell_of_orders

__all__ = ["Share", "allocate", "refund", "release", "take_payment"]


def take_payment(
    *,
    unit_id: int,
    supplier_id: int,
    amount: Money,
    way: PaymentWay,
    booked_on: date,
    reference: str,
    shares: Sequence[Share] = (),
    source: tuple[MoneySource, int],
    by: Actor | None,
    told: Told | None = None,
) -> Payment:
    """A unit has paid a supplier. What is in no share waits to be put to an order.

    Told again of the same source it returns the first payment and takes nothing. What is to be told of orders is
    gathered in ``told`` by whoever books many payments in one go. Raises ``Refused``.
    """
    if amount.fen <= 0:
        raise Refused(_l("A payment has to be more than nothing."), field="amount")
    cluster_id = db.session.execute(select(Unit.cluster_id).where(Unit.id == unit_id)).scalar_one()
    if cluster_id is None:
        raise NotYours
    if known := payment_known_from(source):
        return known
    payment = Payment(
        cluster_id=cluster_id,
        way=way,
        unit_id=unit_id,
        supplier_id=supplier_id,
        amount=amount,
        booked_on=booked_on,
        reference=reference[:200],
        source=source[0],
        source_id=source[1],
        taken_at=clock.now(),
        taken_by_id=by.person_id if by else None,
    )
    try:
        enter_numbered(db.session(), payment, prefix="P")
    except IntegrityError:
        if known := payment_known_from(source):  # somebody told of it at the same time, and was first
            return known
        raise
    moves = [
        Move(flow, amount, unit_id, supplier_id, None, PostingSource.PAYMENT, payment.id, n)
        for n, flow in enumerate(taken(way), start=1)
    ]
    record(by, "payment.taken", "payment", payment.id, cluster_id=cluster_id, amount=amount.fen, way=way.value)
    for organisation_id in {unit_id, supplier_id} - {by.organisation_id if by else None}:
        tell(
            organisation_id,
            "payment_taken",
            subject=("payment", payment.number),
            number=payment.number,
            amount=amount.fen,
        )
    _put(payment, summed(shares), amount, moves, by, told)
    return payment


def allocate(payment: Payment, shares: Sequence[Share], *, by: Actor | None, told: Told | None = None) -> None:
    """Put what is not for an order yet to orders; never more than there is, nor than an order comes to."""
    shares = summed(shares)
    if shares:
        payment = locked_payment(payment.id)
        _put(payment, shares, unallocated(payment), [], by, told)


def release(payment: Payment, order_id: int, amount: Money, *, by: Actor) -> None:
    """Take back what was put to an order: too much, or to the wrong one. It waits for another."""
    if amount.fen <= 0:
        raise Refused(_l("What is taken back has to be more than nothing."))
    payment = locked_payment(payment.id)
    locked_orders(payment, [order_id])
    if amount > left_of(payment, order_id):
        raise Refused(_l("So much of this payment was not put to the order."))
    _write_shares(payment, [Share(order_id, -amount)], by)


def refund(
    payment: Payment,
    shares: Sequence[Share | tuple[None, Money]],
    *,
    booked_on: date,
    source: tuple[MoneySource, int],
    by: Actor | None,
    undoes: bool = False,
    reason: str = "",
) -> list[Refund]:
    """Money went back to the unit: of orders, or (order ``None``) of what was put to none. Told again it does nothing.

    Never more than is left of the payment there. ``undoes`` says that it never came: it was entered by mistake; what
    comes back to it later is undone as well.
    """
    payment = locked_payment(payment.id)
    known = refunds_known_from(source)
    if known and not undoes:
        return known
    order_ids = [order_id for order_id, _amount in shares if order_id is not None]
    locked_orders(payment, order_ids)
    rows, moves = [], []
    for n, (order_id, amount) in enumerate(shares, start=len(known) + 1):
        left = unallocated(payment) if order_id is None else left_of(payment, order_id)
        if not 0 < amount.fen <= left.fen:
            raise Refused(_l("So much cannot be refunded: %(left)s yuan are left of this payment.", left=left))
        row = Refund(
            cluster_id=payment.cluster_id,
            payment_id=payment.id,
            order_id=order_id,
            amount=amount,
            booked_on=booked_on,
            source=source[0],
            source_id=source[1],
            n=n,
            at=clock.now(),
            by_id=by.person_id if by else None,
        )
        db.session.add(row)
        db.session.flush()
        rows.append(row)
        moves += [
            Move(flow, amount, payment.unit_id, payment.supplier_id, order_id, PostingSource.REFUND, row.id, k)
            for k, flow in enumerate(given_back(payment.way, of_order=order_id is not None), start=1)
        ]
    post(payment.cluster_id, moves)
    amount = total(row.amount for row in rows)
    what = "undone" if undoes else "refunded"
    why: dict[str, Any] = {"reason": reason} if reason else {}
    record(by, f"payment.{what}", "payment", payment.id, cluster_id=payment.cluster_id, amount=amount.fen, **why)
    for organisation_id in {payment.unit_id, payment.supplier_id} - {by.organisation_id if by else None}:
        tell(
            organisation_id,
            f"payment_{what}",
            subject=("payment", payment.number),
            number=payment.number,
            amount=amount.fen,
            **why,
        )
    tell_of_orders(payment, [Share(row.order_id, -row.amount) for row in rows if row.order_id is not None], None)
    return rows


def _put(
    payment: Payment, shares: Sequence[Share], left: Money, moves: list[Move], by: Actor | None, told: Told | None
) -> None:
    """Post what a payment moves, with what of it is put to orders; ``left`` is how much there is to put."""
    if not shares:
        post(payment.cluster_id, moves)
        return
    if any(share.amount.fen <= 0 for share in shares):
        raise Refused(_l("What is put to an order has to be more than nothing."))
    orders = locked_orders(payment, [share.order_id for share in shares])
    if total(share.amount for share in shares) > left:
        raise Refused(_l("The payment does not have so much left."))
    worth, paid = worth_of(orders), paid_of(orders)
    for share in shares:
        if share.amount > worth[share.order_id] - paid.get(share.order_id, Money(0)):
            raise Refused(
                _l("Order %(number)s does not come to so much any more.", number=orders[share.order_id].number)
            )
    _write_shares(payment, shares, by, moves, told)


def _write_shares(
    payment: Payment,
    shares: Iterable[Share],
    by: Actor | None,
    moves: Sequence[Move] = (),
    told: Told | None = None,
) -> None:
    rows = [
        PaymentShare(
            cluster_id=payment.cluster_id,
            payment_id=payment.id,
            order_id=share.order_id,
            amount=share.amount,
            at=clock.now(),
            by_id=by.person_id if by else None,
        )
        for share in shares
    ]
    db.session.add_all(rows)
    db.session.flush()
    of_shares = [
        Move(ALLOCATION, row.amount, payment.unit_id, payment.supplier_id, row.order_id, PostingSource.SHARE, row.id)
        for row in rows
    ]
    post(payment.cluster_id, [*moves, *of_shares])
    for row in rows:
        record(
            by,
            "order.paid" if row.amount.fen > 0 else "order.payment_taken_back",
            "order",
            row.order_id,
            cluster_id=payment.cluster_id,
            amount=abs(row.amount.fen),
            payment=payment.number,
        )
    tell_of_orders(payment, [Share(row.order_id, row.amount) for row in rows], told)
