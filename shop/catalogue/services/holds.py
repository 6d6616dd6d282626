"""Holds of order lines on lots: taken in one statement that checks and writes at once, and given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, bindparam, case, delete, insert, literal, select, update

from shop.catalogue.allotment import Shortage, Stock, Take, Want, allot, per_lot
from shop.catalogue.models import Lot, Reservation
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.stock import move, movement
from shop.catalogue.words import MovementKind
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.columns import QuantityColumn
from shop.kernel.dialects import locked
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused

TRIES = 8

STOCKS = select(Lot.id, Lot.product_id, Lot.available, Lot.best_before, Lot.harvest_from).where(
    Lot.product_id.in_(bindparam("product_ids", expanding=True)),
    Lot.held.is_(False),
    Lot.available > NOTHING,
    Lot.harvest_from <= bindparam("day"),
    (Lot.best_before.is_(None)) | (Lot.best_before >= bindparam("day")),
)
HOLD = insert(Reservation.__table__)


class OutOfStock(Refused):
    """Some lines cannot be filled; ``shortages`` says which and how many packs there are."""

    def __init__(self, shortages: Sequence[Shortage]) -> None:
        super().__init__(
            _l("There is not enough in stock for that delivery day. The lines below say how much there is.")
        )
        self.shortages = {shortage.order_line_id: shortage.packs_possible for shortage in shortages}


def reserve(
    wants: Sequence[Want], deliver_on: date, *, cluster_id: int, expires_at: datetime | None, by: Actor | None
) -> dict[int, date]:
    """Hold what the lines want, all of it or nothing; raises ``OutOfStock``.

    Returns for each line the day on which the harvest of the last of its lots begins.

    The lots are read to plan, then taken in one UPDATE that checks again; when somebody was quicker, it is planned
    anew.
    """
    if not wants:
        return {}
    for _try in range(TRIES):
        stocks = _stocks_for({want.product_id for want in wants}, deliver_on)
        takes, shortages = allot(wants, stocks)
        if shortages:
            raise OutOfStock(shortages)
        sums = per_lot(takes)
        if _take_all(sums):
            break
    else:
        raise Refused(_l("Many people are buying this right now. Nothing was changed: please try again."))
    db.session.execute(
        HOLD,
        [
            {
                "cluster_id": cluster_id,
                "lot_id": take.lot_id,
                "order_line_id": take.order_line_id,
                "quantity": take.quantity,
                "expires_at": expires_at,
            }
            for take in takes
        ],
    )
    move(
        [
            movement(
                take.lot_id,
                MovementKind.RESERVED,
                by,
                take.order_line_id,
                available=-take.quantity,
                reserved=take.quantity,
            )
            for take in takes
        ]
    )
    if any(stock.available == sums.get(stock.lot_id) for stock in stocks):
        bump_shelf()
    harvests = {stock.lot_id: stock.harvest_from for stock in stocks}
    ripe: dict[int, date] = {}
    for take in takes:
        ripe[take.order_line_id] = max(harvests[take.lot_id], ripe.get(take.order_line_id, date.min))
    return ripe


def keep_without_end(order_line_ids: Sequence[int]) -> None:
    """The order is approved: its holds do not run out any more."""
    db.session.execute(
        update(Reservation)
        .where(Reservation.order_line_id.in_(order_line_ids))
        .values(expires_at=None)
        .execution_options(synchronize_session=False)
    )


def release(quantities: Mapping[int, Quantity], *, by: Actor | None, reason: str = "") -> None:
    """Give back so much of each line's hold; it goes on sale again. Never more than is held.

    Of a lot that came in short, what is given back and is not there makes the shortage less and is not sold again.
    """
    wanted = {line_id: quantity for line_id, quantity in quantities.items() if quantity > NOTHING}
    if not wanted:
        return
    given: list[Take] = []
    missing: list[Take] = []
    was_sold_out = False
    short: dict[int, Quantity] = {}
    for reservation, available, lacking in reversed(_reservations_of(list(wanted))):
        quantity = min(wanted.get(reservation.order_line_id, NOTHING), reservation.quantity)
        if quantity <= NOTHING:
            continue
        wanted[reservation.order_line_id] -= quantity
        given.append(Take(reservation.order_line_id, reservation.lot_id, quantity))
        gone = min(short.setdefault(reservation.lot_id, lacking), quantity)
        short[reservation.lot_id] -= gone
        missing.append(Take(reservation.order_line_id, reservation.lot_id, gone))
        was_sold_out = was_sold_out or not available
        _shrink(reservation, quantity)
    sums = per_lot(given)
    if not sums:
        return
    _give_back(sums, per_lot(missing))
    move(
        [
            movement(
                take.lot_id,
                MovementKind.RELEASED,
                by,
                take.order_line_id,
                reason=reason,
                received=-gone.quantity,
                available=take.quantity - gone.quantity,
                reserved=-take.quantity,
            )
            for take, gone in zip(given, missing, strict=True)
        ]
    )
    if was_sold_out:
        bump_shelf()


def _stocks_for(product_ids: set[int], deliver_on: date) -> list[Stock]:
    rows = db.session.execute(STOCKS, {"product_ids": sorted(product_ids), "day": deliver_on})
    return [Stock(*row) for row in rows]


def _take_all(sums: Mapping[int, Quantity]) -> bool:
    """Take from all lots in one statement, or from none."""
    wanted = _by_lot(sums)
    has_enough = (Lot.id.in_(sums), Lot.available >= wanted, Lot.held.is_(False))
    if len(sums) > 1:
        # Locked in id order first, so that two orders of the same lots never wait for each other in a circle. Whether
        # there is enough is asked again of each lot once it is locked: after that none can come to lack.
        enough = select(Lot.id).where(*has_enough).order_by(Lot.id).with_for_update()
        if len(db.session.execute(enough).all()) < len(sums):
            return False
    done: Any = db.session.execute(
        update(Lot)
        .where(*has_enough)
        .values(available=Lot.available - wanted, reserved=Lot.reserved + wanted)
        .execution_options(synchronize_session=False)
    )
    if 0 < done.rowcount < len(sums):
        raise RuntimeError("lots changed while they were locked")
    return bool(done.rowcount)


def _by_lot(sums: Mapping[int, Quantity]) -> ColumnElement[Quantity]:
    """A CASE that gives each lot its own figure, so that many lots change in one statement."""
    return case({lot_id: literal(quantity, QuantityColumn()) for lot_id, quantity in sums.items()}, value=Lot.id)


def _give_back(sums: Mapping[int, Quantity], missing: Mapping[int, Quantity]) -> None:
    """So much of each lot is held no longer and free again, but for what is not there."""
    freed, gone = _by_lot(sums), _by_lot(missing)
    db.session.execute(
        update(Lot)
        .where(Lot.id.in_(sums))
        .values(
            received=Lot.received - gone,
            available=Lot.available + freed - gone,
            reserved=Lot.reserved - freed,
            short=Lot.short - gone,
        )
        .execution_options(synchronize_session=False)
    )


def _reservations_of(order_line_ids: Sequence[int]) -> list[Any]:
    """Reservations with what of their lots is free and what is short, in lot order, the lots locked."""
    statement = (
        select(Reservation, Lot.available, Lot.short)
        .join(Lot, Lot.id == Reservation.lot_id)
        .where(Reservation.order_line_id.in_(order_line_ids))
        .order_by(Lot.id, Reservation.id)
    )
    return list(db.session.execute(locked(statement)))


def _shrink(reservation: Reservation, quantity: Quantity) -> None:
    """Take from a hold; an empty one is gone."""
    if reservation.quantity == quantity:
        db.session.execute(
            delete(Reservation).where(Reservation.id == reservation.id).execution_options(synchronize_session=False)
        )
        db.session.expunge(reservation)
    else:
        reservation.quantity -= quantity
