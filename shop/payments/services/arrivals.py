"""A line of the supplier's bank: what has arrived is a payment, once, whoever has told of it before."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import or_, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.payments.books import MoneySource, PaymentWay
from shop.payments.models import Payment
from shop.payments.models.bank import BankLine, BankMatch, PaymentSighting
from shop.payments.queries.online import orders_of_payment
from shop.payments.queries.receipts import is_undone, left_of, unallocated
from shop.payments.readings import Transfer
from shop.payments.services import sightings
from shop.payments.services.announcements import orders_announced, see_announced, wait_again
from shop.payments.services.locks import Pair, hold_orders, hold_pairs, hold_payments, locked_payment
from shop.payments.services.receipts import refund, take_payment
from shop.payments.services.shares import Share, Told


def arrive(
    line: BankLine, transfer: Transfer, pair: Pair, shares: Sequence[Share], *, by: Actor, told: Told | None = None
) -> tuple[Payment, bool]:
    """The payment that a line of the supplier's bank tells of, and whether it is new. The pair is held."""
    seat = sightings.seat(line, transfer, pair)
    if seat is not None:
        sightings.put_what_waits(seat.filled, shares, by=by, told=told)
        return seat.payment, False
    match = BankMatch(cluster_id=line.cluster_id, line_id=line.id, at=clock.now(), by_id=by.person_id)
    db.session.add(match)
    db.session.flush()
    payment = take_payment(
        unit_id=pair.unit_id,
        supplier_id=pair.supplier_id,
        amount=transfer.amount,
        way=PaymentWay.TRANSFER,
        booked_on=line.booked_on,
        reference=line.text,
        shares=shares,
        source=(MoneySource.BANK_LINE, match.id),
        by=by,
        told=told,
    )
    sightings.sit_at(line, payment)
    see_announced(pair, transfer.amount, by=by, told=told)
    return payment, True


def leave(line: BankLine, *, by: Actor) -> None:
    """The supplier's line tells of its payment no more: the payment was a mistake and is taken back.

    What the supplier has also entered by hand stays on its word.
    """
    told = sightings.payment_at(line.id)
    hold_pairs([Pair(told.unit_id, told.supplier_id)])
    payment = sightings.get_up(line.id)
    if payment.source is MoneySource.BANK_LINE:
        take_back(payment, by=by)


def take_back(payment: Payment, *, reason: str = "", by: Actor) -> None:
    """It never came: what is left of it goes, and what the unit's bank tells of it waits again. The pair is held."""
    pair = Pair(payment.unit_id, payment.supplier_id)
    hold_payments([pair], [payment.amount])
    payment = locked_payment(payment.id)
    hold_orders({*orders_of_payment(payment.id), *orders_announced([pair], [payment.amount])})
    undo_what_is_left(payment, reason=reason, by=by)
    for line_id in sightings.lines_at(payment, payment.unit_id):
        wait_again(line_id, by=by)
    see_announced(pair, payment.amount, by=by)


def never_came(payment: Payment) -> bool:
    """Whether whoever's word it was has taken it back, though all of it may have been given back before.

    It is the payee's word, or that of the line which booked it: payers' lines did once.
    """
    if is_undone(payment) or payment.source is not MoneySource.BANK_LINE:
        return is_undone(payment)
    booked_by = select(BankMatch.line_id).where(BankMatch.id == payment.source_id).scalar_subquery()
    word = or_(PaymentSighting.owner_id == payment.supplier_id, PaymentSighting.line_id == booked_by)
    told = select(PaymentSighting.line_id).where(PaymentSighting.payment_id == payment.id, word)
    return db.session.execute(told.limit(1)).first() is None


def undo_what_is_left(payment: Payment, *, reason: str = "", by: Actor) -> None:
    """Nothing of a payment that never came is anywhere: neither with its orders, which are held, nor with none."""
    parts: list[Share | tuple[None, Money]] = [
        Share(order_id, left_of(payment, order_id)) for order_id in orders_of_payment(payment.id)
    ]
    parts.append((None, unallocated(payment)))
    left = [part for part in parts if part[1]]
    if left:
        source = (payment.source, payment.source_id)
        refund(payment, left, booked_on=clock.today(), source=source, by=by, undoes=True, reason=reason)
