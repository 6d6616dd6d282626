"""Money the other way is booked as given back of a payment, once, whichever bank tells of it first; and taken back."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money, total
from shop.kernel.refusals import NotYours, Refused
from shop.payments.books import MoneySource
from shop.payments.models import Payment, Refund
from shop.payments.models.bank import BankLine, BankMatch, RefundSighting
from shop.payments.queries.accounts import own
from shop.payments.readings import Transfer
from shop.payments.refund_matching import Part
from shop.payments.remittance import numbers_named
from shop.payments.seats import seated
from shop.payments.services import sightings
from shop.payments.services.arrivals import never_came, undo_what_is_left
from shop.payments.services.locks import Pair, hold_pairs
from shop.payments.services.receipts import refund
from shop.payments.services.reversals import reverse_refund
from shop.payments.services.shares import Share

SIGHTING = RefundSighting.__table__


def give_back(line: BankLine, transfer: Transfer, payment_id: int, parts: Sequence[Part], *, by: Actor) -> bool:
    """Book a line as money given back; ``False`` if the other side's bank had told of it already.

    Never more than is left of the payment. Raises ``Refused`` and ``NotYours``.
    """
    payment = _payment(payment_id, by)
    pair = Pair(payment.unit_id, payment.supplier_id)
    hold_pairs([pair])
    if _sit(line, transfer, pair):
        return False
    if total(amount for _order_id, amount in parts) != transfer.amount:
        raise Refused(_l("This payment does not have so much left to be given back."))
    match = BankMatch(cluster_id=line.cluster_id, line_id=line.id, at=clock.now(), by_id=by.person_id)
    db.session.add(match)
    db.session.flush()
    shares: list[Share | tuple[None, Money]] = [
        (None, amount) if order_id is None else Share(order_id, amount) for order_id, amount in parts
    ]
    refund(payment, shares, booked_on=line.booked_on, source=(MoneySource.BANK_LINE, match.id), by=by)
    db.session.execute(insert(SIGHTING), [_row(line, match.id)])
    return True


def keep_after_all(line: BankLine, *, by: Actor) -> None:
    """A line gives nothing back: if no other bank tells of it, the money is the payment's again.

    Of a payment that was undone meanwhile nothing comes back: it never came.
    """
    told = _payment_of(line)
    hold_pairs([Pair(told.unit_id, told.supplier_id)])
    payment = _payment_of(line)  # what sits where may have changed until the pair was held
    asked = select(SIGHTING.c.match_id).where(SIGHTING.c.line_id == line.id)
    match_id = db.session.execute(asked).scalar_one()
    db.session.execute(delete(SIGHTING).where(SIGHTING.c.line_id == line.id))
    others = select(SIGHTING.c.line_id).where(SIGHTING.c.match_id == match_id).limit(1)
    if db.session.execute(others).first() is None:
        reverse_refund(payment, (MoneySource.BANK_LINE, match_id), booked_on=clock.today(), by=by, told="kept")
        if never_came(payment):
            undo_what_is_left(payment, by=by)


def _payment_of(line: BankLine) -> Payment:
    asked = (
        select(Payment)
        .join(Refund, Refund.payment_id == Payment.id)
        .join(RefundSighting, RefundSighting.match_id == Refund.source_id)
        .where(Refund.source == MoneySource.BANK_LINE, RefundSighting.line_id == line.id)
        .limit(1)
    )
    return db.session.execute(asked).scalar_one()


def _sit(line: BankLine, transfer: Transfer, pair: Pair) -> bool:
    """Whether the other side's bank has told of it; then the line tells of the same, and others of ours may move up."""
    asked = (
        select(RefundSighting.match_id, RefundSighting.owner_id, BankLine.id, BankLine.booked_on, BankLine.text)
        .join(BankLine, BankLine.id == RefundSighting.line_id)
        .where(
            RefundSighting.match_id.in_(
                select(Refund.source_id)
                .join(Payment, Payment.id == Refund.payment_id)
                .where(
                    Refund.source == MoneySource.BANK_LINE,
                    Payment.unit_id == pair.unit_id,
                    Payment.supplier_id == pair.supplier_id,
                )
            ),
            BankLine.amount.in_([transfer.amount, -transfer.amount]),
        )
    )
    rows = db.session.execute(asked).all()
    told = {row.id: Transfer(row.id, row.booked_on, transfer.amount, numbers_named(row.text)) for row in rows}
    theirs = {row.match_id: told[row.id] for row in rows if row.owner_id != line.owner_id}
    mine = {row.id: row.match_id for row in rows if row.owner_id == line.owner_id and row.match_id in theirs}
    places = {line_id: sightings.could_be(told[line_id], theirs) for line_id in mine}
    places[line.id] = sightings.could_be(transfer, theirs)
    seats = seated(line.id, mine, places)
    if seats is None:
        return False
    moved = [line_id for line_id, match_id in seats.items() if mine.get(line_id) != match_id]
    db.session.execute(delete(SIGHTING).where(SIGHTING.c.line_id.in_(moved)))
    db.session.execute(insert(SIGHTING), [_row(line, seats[line_id]) | {"line_id": line_id} for line_id in moved])
    return True


def _payment(payment_id: int, by: Actor) -> Payment:
    payment = db.session.execute(select(Payment).where(Payment.id == payment_id, own(by, Payment))).scalar_one_or_none()
    if payment is None:
        raise NotYours
    return payment


def _row(line: BankLine, match_id: int) -> dict[str, int | None]:
    return {"line_id": line.id, "cluster_id": line.cluster_id, "match_id": match_id, "owner_id": line.owner_id}
