"""What a unit's bank tells of waits for the supplier: announced, then seen by it, or said not to have come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.payments.models import Payment
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.models.bank import BankLine
from shop.payments.queries.bank_seen import UNSEEN
from shop.payments.readings import Transfer
from shop.payments.remittance import numbers_named
from shop.payments.services import sightings
from shop.payments.services.entering import enter_receipt
from shop.payments.services.locks import Pair, hold_orders, hold_pairs, hold_payments
from shop.payments.services.shares import Share, Told

WAITING, SEEN, DENIED, WITHDRAWN = AnnouncedState


def announce(
    line: BankLine, transfer: Transfer, pair: Pair, shares: Sequence[Share], *, by: Actor, told: Told | None = None
) -> Payment | None:
    """A line of the unit's bank: it tells of a payment that the supplier has seen, or waits. The pair is held."""
    if line.cluster_id is None:
        raise NotYours
    one = db.session.get(AnnouncedPayment, line.id) or AnnouncedPayment(line_id=line.id)
    one.cluster_id, one.unit_id, one.supplier_id = line.cluster_id, pair.unit_id, pair.supplier_id
    one.amount, one.booked_on, one.reference = transfer.amount, line.booked_on, line.text[:200]
    one.shares = [[order_id, amount.fen] for order_id, amount in shares]
    one.announced_at, one.announced_by_id, one.reason = clock.now(), by.person_id, ""
    one.state, one.decided_at, one.decided_by_id = WAITING, None, None
    db.session.add(one)
    seat = sightings.seat(line, transfer, pair)
    if seat is not None:
        one.state, one.decided_at = SEEN, clock.now()
        sightings.put_what_waits(seat.filled, shares, by=by, told=told)
    db.session.flush()
    if seat is None:
        _record(one, "announced", by)
        _tell(one, one.supplier_id, "payment_announced", unit=by.organisation_name)
        return None
    return seat.payment


def see_announced(pair: Pair, amount: Money, *, by: Actor, told: Told | None = None) -> int:
    """The supplier has told of a payment of this amount: what was announced of it is seen. Returns how many were."""
    seen = 0
    for one in _unseen(pair, amount):
        line = db.session.get_one(BankLine, one.line_id)
        transfer = Transfer(one.line_id, one.booked_on, one.amount, numbers_named(line.text))
        seat = sightings.seat(line, transfer, pair)
        if seat is not None:
            _see(one, seat, by, told)
            seen += 1
    return seen


def orders_announced(pairs: Iterable[Pair], amounts: Iterable[Money]) -> set[int]:
    """The orders for which something of these amounts is announced between held pairs."""
    wanted = list(amounts)
    return {order_id for pair in pairs for one in _unseen(pair, *wanted) for order_id, _fen in one.shares}


def confirm(line_id: int, *, another: bool, by: Actor) -> Payment:
    """The supplier says that it has arrived, without a bank statement. Raises ``LikelyTwin`` and ``Refused``."""
    one = _held(line_id, by)
    hold_orders(order_id for order_id, _fen in one.shares)
    payment = enter_receipt(
        Pair(one.unit_id, one.supplier_id),
        one.amount,
        one.booked_on,
        one.reference,
        _what_fits(one),
        another=another,
        by=by,
    )
    sightings.sit_at(db.session.get_one(BankLine, line_id), payment)
    _see(one, sightings.Seat(payment, payment), by, None)
    return payment


def deny(line_id: int, reason: str, *, by: Actor) -> None:
    """The supplier says that it did not arrive; the unit looks into it with its bank."""
    one = _held(line_id, by)
    if one.state is DENIED:
        raise Refused(_l("You have said already that it did not arrive."))
    one.state, one.reason, one.decided_at, one.decided_by_id = DENIED, reason.strip(), clock.now(), by.person_id
    db.session.flush()
    _record(one, "denied", by, **({"reason": one.reason} if one.reason else {}))
    _tell(one, one.unit_id, "payment_denied", supplier=by.organisation_name)


def withdraw(line: BankLine, *, by: Actor) -> Payment | None:
    """The unit's line tells of nothing here any more. The payment that it told of stays, on the payee's word."""
    one = db.session.get_one(AnnouncedPayment, line.id)
    pair = Pair(one.unit_id, one.supplier_id)
    hold_pairs([pair])
    hold_payments([pair], [one.amount])
    hold_orders(orders_announced([pair], [one.amount]))
    db.session.refresh(one)
    payment = sightings.get_up(line.id) if one.state is SEEN else None
    one.state, one.decided_at, one.decided_by_id = WITHDRAWN, clock.now(), by.person_id
    db.session.flush()
    _record(one, "withdrawn", by)
    see_announced(pair, one.amount, by=by)
    return payment


def wait_again(line_id: int, *, by: Actor) -> None:
    """What the supplier had seen it has taken back: the unit's word stands alone again."""
    one = db.session.get_one(AnnouncedPayment, line_id)
    sightings.get_up(line_id)
    one.state, one.decided_at, one.decided_by_id = WAITING, None, None
    db.session.flush()
    _record(one, "waits_again", by)


def _see(one: AnnouncedPayment, seat: sightings.Seat, by: Actor, told: Told | None) -> None:
    one.state, one.decided_at, one.decided_by_id, one.reason = SEEN, clock.now(), by.person_id, ""
    db.session.flush()
    _record(one, "seen", by, number=seat.payment.number)
    sightings.put_what_waits(seat.filled, _what_fits(one), by=by, told=told)


def _what_fits(one: AnnouncedPayment) -> list[Share]:
    """What it was announced for, as far as the orders still come to it."""
    return sightings.what_fits([Share(order_id, Money(fen)) for order_id, fen in one.shares])


def _held(line_id: int, by: Actor) -> AnnouncedPayment:
    """What was announced to the actor's supplier and nobody has seen yet, for this transaction alone."""
    one = db.session.get(AnnouncedPayment, line_id)
    if one is None or one.supplier_id != by.organisation_id:
        raise NotYours
    pair = Pair(one.unit_id, one.supplier_id)
    hold_pairs([pair])
    hold_payments([pair], [one.amount])
    asked = select(AnnouncedPayment).where(AnnouncedPayment.line_id == line_id)
    one = db.session.execute(locked(asked).execution_options(populate_existing=True)).scalar_one()
    if one.state not in UNSEEN:
        raise Refused(_l("This has been decided already: please look at it again."))
    return one


def _unseen(pair: Pair, *amounts: Money) -> Sequence[AnnouncedPayment]:
    asked = (
        select(AnnouncedPayment)
        .where(
            AnnouncedPayment.unit_id == pair.unit_id,
            AnnouncedPayment.supplier_id == pair.supplier_id,
            AnnouncedPayment.state.in_(UNSEEN),
            AnnouncedPayment.amount.in_(amounts),
        )
        .order_by(AnnouncedPayment.booked_on, AnnouncedPayment.line_id)
    )
    return db.session.execute(locked(asked).execution_options(populate_existing=True)).scalars().all()


def _record(one: AnnouncedPayment, what: str, by: Actor, **details: Any) -> None:
    record(
        by,
        f"announced.{what}",
        "announced_payment",
        one.line_id,
        cluster_id=one.cluster_id,
        amount=one.amount.fen,
        **details,
    )


def _tell(one: AnnouncedPayment, organisation_id: int, kind: str, **names: Any) -> None:
    tell(organisation_id, kind, subject=("announced_payment", str(one.line_id)), amount=one.amount.fen, **names)
