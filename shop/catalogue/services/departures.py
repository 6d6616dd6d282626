"""Goods leaving their lots: from the lot that was reserved or another, by their real weight."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select

from shop.catalogue.models import Lot, Reservation
from shop.catalogue.services.shelf import bump_shelf
from shop.catalogue.services.stock import move, movement
from shop.catalogue.words import MovementKind
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import Refused

HOLDS = (
    select(Reservation)
    .where(Reservation.order_line_id.in_(bindparam("line_ids", expanding=True)))
    .order_by(Reservation.lot_id)
    .execution_options(populate_existing=True)
)
LOTS = locked(select(Lot).where(Lot.id.in_(bindparam("lot_ids", expanding=True))).order_by(Lot.id))

Key = tuple[int, int]
"""An order line and a lot."""


@dataclass(frozen=True, slots=True)
class Shipment:
    """Part of an order line leaving a lot: ``held`` was reserved for these packs, ``actual`` is what they weigh."""

    order_line_id: int
    consignment_line_id: int
    product_id: int
    lot_id: int
    held: Quantity
    actual: Quantity


def ship(shipments: Sequence[Shipment], *, supplier_id: int, on: date, by: Actor) -> None:
    """The goods leave. Another lot than the reserved one moves the hold; a difference in weight is posted to the lot.

    The caller holds the locks of the orders, so that nobody else changes the holds of their lines meanwhile. The lots
    are locked in id order and changed in memory alone, so that a lot which gives for one line and takes back from
    another is written once.
    """
    holds = _holds_of(shipment.order_line_id for shipment in shipments)
    lots = _locked_lots({shipment.lot_id for shipment in shipments} | {lot_id for _line_id, lot_id in holds})
    for shipment in shipments:
        _check(lots.get(shipment.lot_id), shipment, supplier_id, on)
    sold_out = {lot.id for lot in lots.values() if not lot.available}
    movements: list[dict[str, Any]] = []
    # Whoever ships from the lot that was reserved goes first: what is left of the holds can then move to other lots.
    for shipment in sorted(shipments, key=lambda shipment: (shipment.order_line_id, shipment.lot_id) not in holds):
        movements += _swapped(shipment, lots, holds, by)
        movements += _left(shipment, lots[shipment.lot_id], holds, by)
    db.session.flush()
    move(movements)
    if sold_out != {lot.id for lot in lots.values() if not lot.available}:
        bump_shelf()


def _holds_of(order_line_ids: Iterable[int]) -> dict[Key, Reservation]:
    rows = db.session.execute(HOLDS, {"line_ids": sorted(set(order_line_ids))}).scalars()
    return {(row.order_line_id, row.lot_id): row for row in rows}


def _locked_lots(lot_ids: Iterable[int]) -> dict[int, Lot]:
    return {lot.id: lot for lot in db.session.execute(LOTS, {"lot_ids": sorted(lot_ids)}).scalars()}


def _check(lot: Lot | None, shipment: Shipment, supplier_id: int, on: date) -> None:
    if lot is None or lot.supplier_id != supplier_id or lot.product_id != shipment.product_id:
        raise Refused(_l("This lot is not one of this product."), field="lot_id")
    if lot.held:
        raise Refused(_l("Lot %(code)s is held back and cannot be shipped.", code=lot.code), field="lot_id")
    if lot.is_expired(on):
        raise Refused(_l("Lot %(code)s is past its best-before date.", code=lot.code), field="lot_id")
    if lot.is_forward(on):
        raise Refused(_l("Lot %(code)s is not harvested yet.", code=lot.code), field="lot_id")


def _swapped(
    shipment: Shipment, lots: Mapping[int, Lot], holds: Mapping[Key, Reservation], by: Actor
) -> list[dict[str, Any]]:
    """Move the line's hold onto the lot it ships from, as far as it lies on others; the movements that say so."""
    lot, line_id = lots[shipment.lot_id], shipment.order_line_id
    here = holds.get((line_id, lot.id))
    missing = shipment.held - (here.quantity if here else NOTHING)
    if missing <= NOTHING:
        return []
    movements, still = [], missing
    for (holder, lot_id), other in holds.items():
        moved = min(still, other.quantity) if holder == line_id and lot_id != lot.id else NOTHING
        if moved > NOTHING:
            still -= moved
            other.quantity -= moved
            movements.append(_freed(lots[lot_id], moved, line_id, by))
    if still > NOTHING:
        raise Refused(_l("More is to be shipped than is held for this order."), field="packs")
    if lot.available < missing:
        raise Refused(_l("Lot %(code)s does not hold enough for this line.", code=lot.code), field="lot_id")
    lot.available -= missing
    lot.reserved += missing
    return [
        *movements,
        movement(lot.id, MovementKind.SWAPPED, by, line_id, available=-missing, reserved=missing),
    ]


def _freed(lot: Lot, quantity: Quantity, line_id: int, by: Actor) -> dict[str, Any]:
    """A hold moves off a lot: it is free again, but for what of the lot never came."""
    gone = min(lot.short, quantity)
    lot.short -= gone
    lot.received -= gone
    lot.reserved -= quantity
    lot.available += quantity - gone
    return movement(
        lot.id,
        MovementKind.SWAPPED,
        by,
        line_id,
        received=-gone,
        available=quantity - gone,
        reserved=-quantity,
    )


def _left(shipment: Shipment, lot: Lot, holds: dict[Key, Reservation], by: Actor) -> list[dict[str, Any]]:
    """Take the packs out of the lot. What is heavier comes out of what is free; beyond that, more had been received."""
    line = (shipment.order_line_id, shipment.consignment_line_id)
    if lot.reserved - shipment.held < lot.short:
        raise Refused(
            _l("Less of lot %(code)s came in than is reserved: it does not hold enough for this line.", code=lot.code),
            field="lot_id",
        )
    difference = shipment.actual - shipment.held
    from_free = min(max(difference, NOTHING), lot.available)
    grown = max(difference, NOTHING) - from_free
    lighter = max(-difference, NOTHING)
    gone = min(lot.short, lighter)
    freed = lighter - gone - from_free
    lot.reserved -= shipment.held
    lot.shipped += shipment.actual
    lot.available += freed
    lot.received += grown - gone
    lot.short -= gone
    _use_up(shipment, holds)
    movements = [movement(lot.id, MovementKind.SHIPPED, by, *line, reserved=-shipment.held, shipped=shipment.held)]
    if difference:
        movements.append(
            movement(
                lot.id, MovementKind.WEIGHED, by, *line, received=grown - gone, available=freed, shipped=difference
            )
        )
    return movements


def _use_up(shipment: Shipment, holds: dict[Key, Reservation]) -> None:
    """The packs are held no longer; holds with nothing left are gone, those emptied by a swap as well."""
    here = holds.get((shipment.order_line_id, shipment.lot_id))
    if here is not None:
        here.quantity = max(here.quantity - shipment.held, NOTHING)
    for key, hold in list(holds.items()):
        if not hold.quantity:
            db.session.delete(hold)
            del holds[key]
