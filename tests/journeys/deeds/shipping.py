"""What suppliers do with goods: receive, write off, pack from this lot or another, ship, unpack."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, true

from shop.catalogue.models import Lot, Product, Reservation
from shop.catalogue.services.lots import write_off
from shop.catalogue.services.stock import receive_lot
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Consignment
from shop.fulfilment.services.consignments import pack_goods, ship_goods, unpack
from shop.fulfilment.services.packing import Packing, Transport
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine
from tests.journeys.deeds.teller import Teller


def harvest(teller: Teller) -> str:
    """A lot comes in, or is promised; some spoil soon."""
    product = teller.one_of(select(Product).order_by(Product.id))
    begins = clock.today() + timedelta(days=teller.choose(-9, -2, 0, 4))
    spoils = teller.choose(None, begins + timedelta(days=12), begins + timedelta(days=90))
    quantity = Quantity.of(teller.chance.randint(40, 600))
    lot = receive_lot(
        product,
        f"lot-{teller.chance.getrandbits(40)}",
        quantity,
        harvest_from=begins,
        harvest_to=begins + timedelta(days=3),
        best_before=spoils,
        by=teller.somebody(product.supplier_id, "seller"),
    )
    return f"{product.slug}: {quantity} more in {lot.code} from {begins}, best before {spoils}"


def spoil(teller: Teller) -> str | None:
    lot = teller.one_of(select(Lot).order_by(Lot.id))
    quantity = Quantity(teller.share(lot.available.thousandths // teller.choose(1, 3, 10)))
    write_off(lot.id, quantity, teller.reason(), by=teller.somebody(lot.supplier_id, "seller"))
    return f"{quantity} of {lot.code} written off"


def pack(teller: Teller) -> str | None:
    order = teller.one_of(select(Order).where(Order.status == Status.CONFIRMED).order_by(Order.id))
    if order is None:
        return None
    orders = [order]
    beside = select(Order).where(
        Order.status == Status.CONFIRMED,
        Order.supplier_id == order.supplier_id,
        Order.id != order.id,
        true() if teller.mistaken() else Order.unit_id == order.unit_id,
    )
    if teller.chance.random() < 0.4 and (other := teller.one_of(beside.order_by(Order.id))):
        orders.append(other)
    packings = [packing for each in orders for line in each.lines for packing in _packings(teller, line)]
    by = teller.somebody(order.supplier_id, "seller", "second")
    consignment = pack_goods(packings, Transport(), by=by)
    return f"{consignment.number} packed: {packings}"


def _packings(teller: Teller, line: OrderLine) -> list[Packing]:
    packs = teller.share(line.packs_open)
    if packs == 0:
        return []
    parts = [packs]
    if packs > 1 and teller.chance.random() < 0.35:
        first = teller.chance.randint(1, packs - 1)
        parts = [first, packs - first]
    lots = _lots(teller, line, len(parts))
    return [
        Packing(line.id, lot_id, part, _weight(teller, line, part), number)
        for number, (lot_id, part) in enumerate(zip(lots, parts, strict=False), start=1)
    ]


def _lots(teller: Teller, line: OrderLine, many: int) -> list[int]:
    """Mostly the lots that are held for the line, sometimes others of the product, by mistake of another."""
    held = select(Reservation.lot_id).where(Reservation.order_line_id == line.id).order_by(Reservation.lot_id)
    every = select(Lot.id).order_by(Lot.id)
    if not teller.mistaken():
        every = every.where(Lot.product_id == line.product_id)
    likely = list(db.session.execute(held).scalars())
    possible = list(db.session.execute(every).scalars())
    lots = likely if teller.chance.random() < 0.6 and len(likely) >= many else possible
    return teller.chance.sample(lots, min(many, len(lots)))


def _weight(teller: Teller, line: OrderLine, packs: int) -> Quantity | None:
    if not line.weighed:
        return None
    usual = line.content * packs
    drawn = teller.choose(1.0, 1.0, teller.chance.uniform(0.8, 1.2), 2.1 if teller.mistaken() else 1.9)
    return Quantity(int(usual.thousandths * drawn))


def ship(teller: Teller) -> str | None:
    consignment = _consignment(teller)
    if consignment is None:
        return None
    ship_goods(consignment, by=teller.somebody(consignment.supplier_id, "seller", "second"))
    return f"{consignment.number} left"


def take_apart(teller: Teller) -> str | None:
    consignment = _consignment(teller)
    if consignment is None:
        return None
    number = consignment.number
    unpack(consignment, by=teller.somebody(consignment.supplier_id, "seller"))
    return f"{number} taken apart"


def _consignment(teller: Teller) -> Consignment | None:
    statuses = set(ConsignmentStatus) if teller.mistaken() else {ConsignmentStatus.PACKED}
    found: Consignment | None = teller.one_of(
        select(Consignment).where(Consignment.status.in_(statuses)).order_by(Consignment.id)
    )
    return found
