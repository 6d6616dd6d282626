"""One transfer, told of by two banks, is one payment: the second one attaches and books nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import insert_unless_there, locked
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.payments.books import MoneySource, PaymentWay
from shop.payments.models import Payment, PaymentShare
from shop.payments.models.bank import BankLine, BankMatch, BankPair, PaymentSighting
from shop.payments.queries.bank_matching import order_numbers_in
from shop.payments.queries.receipts import left_of, unallocated
from shop.payments.readings import Transfer, same_transfer
from shop.payments.seats import seated
from shop.payments.services.receipts import Share, allocate, refund, take_payment

SIGHTING = PaymentSighting.__table__


class Pair(NamedTuple):
    """Between whom money moves."""

    unit_id: int
    supplier_id: int


def hold_pairs(pairs: Iterable[Pair]) -> None:
    """Nobody else books bank lines between these until the transaction ends; asked for in one order by everybody."""
    for pair in sorted(set(pairs)):
        insert_unless_there(db.session(), BankPair.__table__, ["unit_id", "supplier_id"], pair._asdict())
        mine = (BankPair.unit_id == pair.unit_id) & (BankPair.supplier_id == pair.supplier_id)
        db.session.execute(locked(select(BankPair).where(mine)))


def attach_or_take(
    line: BankLine, transfer: Transfer, pair: Pair, shares: Sequence[Share], *, by: Actor
) -> tuple[Payment, bool]:
    """The payment that a line tells of, and whether it is new. The pair is held (`hold_pairs`)."""
    seats = _seats(line, transfer, pair)
    if seats is not None:
        _sit(line, seats)
        payment = db.session.get_one(Payment, seats[line.id])
        _put_what_waits(payment, shares, by)
        return payment, False
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
    )
    db.session.execute(insert(SIGHTING), [_row(line, payment.id)])
    return payment, True


def _put_what_waits(payment: Payment, shares: Sequence[Share], by: Actor) -> None:
    """What the first side gave to no order goes to those that the second one names, if it is for them."""
    if unallocated(payment) != payment.amount or not shares:
        return
    with suppress(Refused), db.session.begin_nested():
        allocate(payment, shares, by=by)


def detach(line: BankLine, *, by: Actor) -> None:
    """A line tells of its payment no more; if no bank does, the payment was a mistake and is taken back.

    What the supplier has entered by hand stays on its word.
    """
    mine = select(PaymentSighting.payment_id).where(PaymentSighting.line_id == line.id)
    payment_id = db.session.execute(mine).scalar_one()
    payment = db.session.get_one(Payment, payment_id)
    hold_pairs([Pair(payment.unit_id, payment.supplier_id)])
    db.session.execute(delete(SIGHTING).where(SIGHTING.c.line_id == line.id))
    told = select(PaymentSighting.line_id).where(PaymentSighting.payment_id == payment_id).limit(1)
    if payment.source is MoneySource.BANK_LINE and db.session.execute(told).first() is None:
        _take_back(payment, by)


def _take_back(payment: Payment, by: Actor) -> None:
    """All that is left of it, from the orders and from what is for none."""
    asked = select(PaymentShare.order_id).where(PaymentShare.payment_id == payment.id).distinct()
    parts: list[Share | tuple[None, Money]] = [
        Share(order_id, left_of(payment, order_id)) for order_id in sorted(db.session.execute(asked).scalars())
    ]
    parts.append((None, unallocated(payment)))
    refund(
        payment,
        [part for part in parts if part[1]],
        booked_on=clock.today(),
        source=(MoneySource.BANK_LINE, payment.source_id),
        by=by,
        undoes=True,
    )


def _seats(line: BankLine, transfer: Transfer, pair: Pair) -> dict[int, int] | None:
    """Where the owner's lines of this amount sit if this one sits too, on payments that somebody else has told of."""
    asked = (
        select(Payment.id, PaymentSighting.owner_id, PaymentSighting.line_id, BankLine.booked_on, BankLine.text)
        .join(PaymentSighting, PaymentSighting.payment_id == Payment.id)
        .join(BankLine, BankLine.id == PaymentSighting.line_id)
        .where(
            Payment.unit_id == pair.unit_id,
            Payment.supplier_id == pair.supplier_id,
            Payment.amount == transfer.amount,
        )
        .order_by(Payment.id)
    )
    told = [
        _Told(row.id, row.owner_id, Transfer(row.line_id, row.booked_on, transfer.amount, order_numbers_in(row.text)))
        for row in db.session.execute(asked)
    ]
    theirs = _entered_by_hand(transfer, pair)
    theirs |= {one.payment_id: one.transfer for one in told if one.owner_id != line.owner_id}
    mine = [one for one in told if one.owner_id == line.owner_id and one.payment_id in theirs]
    could_be = {one.transfer.id: _could_be(one.transfer, theirs) for one in mine}
    could_be[line.id] = _could_be(transfer, theirs)
    return seated(line.id, {one.transfer.id: one.payment_id for one in mine}, could_be)


def _entered_by_hand(transfer: Transfer, pair: Pair) -> dict[int, Transfer]:
    """What the supplier has entered as received, by payment: either side's bank may tell of it later."""
    asked = select(Payment.id, Payment.booked_on, Payment.reference).where(
        Payment.unit_id == pair.unit_id,
        Payment.supplier_id == pair.supplier_id,
        Payment.amount == transfer.amount,
        Payment.source == MoneySource.BY_HAND,
    )
    return {
        row.id: Transfer(0, row.booked_on, transfer.amount, order_numbers_in(row.reference))
        for row in db.session.execute(asked)
    }


class _Told(NamedTuple):
    """Whose bank tells of which payment, and how."""

    payment_id: int
    owner_id: int
    transfer: Transfer


def _could_be(transfer: Transfer, theirs: Mapping[int, Transfer]) -> list[int]:
    """The payments of which a line may tell, those with its codes first, then the nearest day."""
    fitting = [
        (set(other.codes) != set(transfer.codes), abs(other.booked_on - transfer.booked_on), payment_id)
        for payment_id, other in theirs.items()
        if same_transfer(transfer, other.amount, other.booked_on, other.codes)
    ]
    return [payment_id for _codes, _days, payment_id in sorted(fitting)]


def _sit(line: BankLine, seats: dict[int, int]) -> None:
    """Write where lines sit; those that move up give their places free first."""
    now = select(SIGHTING.c.line_id, SIGHTING.c.payment_id).where(SIGHTING.c.line_id.in_(seats))
    before: dict[int, int] = dict(db.session.execute(now).all())
    moved = [line_id for line_id, payment_id in seats.items() if before.get(line_id) != payment_id]
    db.session.execute(delete(SIGHTING).where(SIGHTING.c.line_id.in_(moved)))
    rows = [_row(line, seats[line_id]) | {"line_id": line_id} for line_id in moved]
    db.session.execute(insert(SIGHTING), rows)


def _row(line: BankLine, payment_id: int) -> dict[str, int | None]:
    return {
        "line_id": line.id,
        "cluster_id": line.cluster_id,
        "payment_id": payment_id,
        "owner_id": line.owner_id,
    }
