"""Which line of a bank tells of which payment: a transfer that both sides tell of is one payment, on the payee's word.

A line of the payer's bank books nothing. It sits at a payment that the payee has told of, or waits as announced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy import Select, delete, insert, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.books import MoneySource
from shop.payments.models import Payment
from shop.payments.models.bank import BankLine, PaymentSighting
from shop.payments.queries.bank_seen import UNDONE
from shop.payments.queries.receipts import paid_of, unallocated, worth_of
from shop.payments.readings import Transfer, same_transfer
from shop.payments.remittance import numbers_named
from shop.payments.seats import seated
from shop.payments.services.locks import Pair
from shop.payments.services.receipts import allocate
from shop.payments.services.shares import Share, Told

SIGHTING = PaymentSighting.__table__


class Seat(NamedTuple):
    """Where a line sits, and of which payment its side tells now for the first time: another if lines moved up."""

    payment: Payment
    filled: Payment


def seat(line: BankLine, transfer: Transfer, pair: Pair) -> Seat | None:
    """The payment that a line tells of, if the other side (or a hand) has told of one; the pair is held."""
    seats = _seats(line, transfer, pair)
    if seats is None:
        return None
    filled = _sit(line, seats)
    return Seat(db.session.get_one(Payment, seats[line.id]), db.session.get_one(Payment, filled))


def sit_at(line: BankLine, payment: Payment) -> None:
    """The line tells of this payment."""
    db.session.execute(insert(SIGHTING), [_row(line, payment.id)])


def payment_at(line_id: int) -> Payment:
    """The payment that a matched line tells of."""
    asked = select(Payment).join(PaymentSighting, PaymentSighting.payment_id == Payment.id)
    return db.session.execute(asked.where(PaymentSighting.line_id == line_id)).scalar_one()


def get_up(line_id: int) -> Payment:
    """The line tells of its payment no more. Returns the payment."""
    payment = payment_at(line_id)
    db.session.execute(delete(SIGHTING).where(SIGHTING.c.line_id == line_id))
    return payment


def lines_at(payment: Payment, owner_id: int) -> Sequence[int]:
    """The owner's line that tells of a payment, if one does."""
    asked = select(PaymentSighting.line_id)
    mine = (PaymentSighting.payment_id == payment.id) & (PaymentSighting.owner_id == owner_id)
    return db.session.execute(asked.where(mine)).scalars().all()


def put_what_waits(payment: Payment, shares: Sequence[Share], *, by: Actor, told: Told | None = None) -> None:
    """What the first side gave to no order goes to those that the second one names, as far as they come to it."""
    if not shares or unallocated(payment) != payment.amount:
        return
    with suppress(Refused), db.session.begin_nested():
        gathered: Told | None = None if told is None else []
        allocate(payment, what_fits(shares), by=by, told=gathered)
        if told is not None and gathered:
            told += gathered


def what_fits(shares: Sequence[Share]) -> list[Share]:
    """So much of each share as its order still comes to."""
    ids = [share.order_id for share in shares]
    worth, paid = worth_of(ids), paid_of(ids)
    room = {order_id: worth[order_id] - paid.get(order_id, Money(0)) for order_id in ids}
    fitting = (Share(order_id, min(amount, room[order_id])) for order_id, amount in shares)
    return [share for share in fitting if share.amount.fen > 0]


def _seats(line: BankLine, transfer: Transfer, pair: Pair) -> dict[int, int] | None:
    """Where the owner's lines of this amount sit if this one sits too, on payments that somebody else has told of."""
    asked = (
        _between(pair, transfer.amount)
        .add_columns(PaymentSighting.owner_id, PaymentSighting.line_id, BankLine.booked_on, BankLine.text)
        .join(PaymentSighting, PaymentSighting.payment_id == Payment.id)
        .join(BankLine, BankLine.id == PaymentSighting.line_id)
        .order_by(Payment.id)
    )
    told = [
        _Told(row.id, row.owner_id, Transfer(row.line_id, row.booked_on, transfer.amount, numbers_named(row.text)))
        for row in db.session.execute(asked)
    ]
    theirs = dict(_entered_by_hand(transfer, pair))
    theirs |= {one.payment_id: one.transfer for one in told if one.owner_id != line.owner_id}
    mine = [one for one in told if one.owner_id == line.owner_id and one.payment_id in theirs]
    places = {one.transfer.id: could_be(one.transfer, theirs) for one in mine}
    places[line.id] = could_be(transfer, theirs)
    return seated(line.id, {one.transfer.id: one.payment_id for one in mine}, places)


def _entered_by_hand(transfer: Transfer, pair: Pair) -> Iterator[tuple[int, Transfer]]:
    """What the supplier has entered as received, by payment: either side's bank may tell of it later."""
    asked = _between(pair, transfer.amount).add_columns(Payment.booked_on, Payment.reference)
    for row in db.session.execute(asked.where(Payment.source == MoneySource.BY_HAND)):
        yield row.id, Transfer(0, row.booked_on, transfer.amount, numbers_named(row.reference))


def _between(pair: Pair, amount: Money) -> Select[int]:
    """Payments of an amount between two, those that were entered by mistake left out."""
    return select(Payment.id).where(
        Payment.unit_id == pair.unit_id, Payment.supplier_id == pair.supplier_id, Payment.amount == amount, ~UNDONE
    )


class _Told(NamedTuple):
    """Whose bank tells of which payment, and how."""

    payment_id: int
    owner_id: int
    transfer: Transfer


def could_be(transfer: Transfer, theirs: Mapping[int, Transfer]) -> list[int]:
    """The payments of which a line may tell, those with its codes first, then the nearest day."""
    fitting = [
        (set(other.codes) != set(transfer.codes), abs(other.booked_on - transfer.booked_on), payment_id)
        for payment_id, other in theirs.items()
        if same_transfer(transfer, other.amount, other.booked_on, other.codes)
    ]
    return [payment_id for _codes, _days, payment_id in sorted(fitting)]


def _sit(line: BankLine, seats: dict[int, int]) -> int:
    """Write where lines sit; those that move up give their places free first. Returns the payment where none sat."""
    now = select(SIGHTING.c.line_id, SIGHTING.c.payment_id).where(SIGHTING.c.line_id.in_(seats))
    before: dict[int, int] = dict(db.session.execute(now).all())
    moved = [line_id for line_id, payment_id in seats.items() if before.get(line_id) != payment_id]
    db.session.execute(delete(SIGHTING).where(SIGHTING.c.line_id.in_(moved)))
    rows = [_row(line, seats[line_id]) | {"line_id": line_id} for line_id in moved]
    db.session.execute(insert(SIGHTING), rows)
    (filled,) = set(seats.values()) - set(before.values())
    return filled


def _row(line: BankLine, payment_id: int) -> dict[str, int | None]:
    return {
        "line_id": line.id,
        "cluster_id": line.cluster_id,
        "payment_id": payment_id,
        "owner_id": line.owner_id,
    }
