"""Goods on their way in the small world: orders confirmed, packed, shipped, arrived, weighed."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from shop.catalogue.models import Reservation
from shop.extensions import db
from shop.fulfilment.models import Acceptance, Consignment
from shop.fulfilment.services.acceptances import Signing, accept_goods
from shop.fulfilment.services.consignments import Packing, Transport, pack_goods, record_arrival, ship_goods
from shop.fulfilment.weighing import Weighing
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.ordering.models import Order, OrderLine
from shop.ordering.services.checkout import place_purchase
from shop.ordering.services.orders import confirm
from tests.factories.world import World

SIGNED = Signing(signers=("沈岚清",), deliverer="老李")


def placed_orders(world: World, packs: Mapping[str, int], *, unit: str = "school", **terms: Any) -> list[Order]:
    """A checkout of so many packs by short name; one order per supplier."""
    wanted = {world.packs[name]: number for name, number in packs.items()}
    purchase = place_purchase(wanted, world.terms(unit, **terms), by=world.actor(f"{unit}.buyer"))
    return list(db.session.execute(select(Order).where(Order.purchase_id == purchase.id).order_by(Order.id)).scalars())


def a_confirmed_order(world: World, packs: Mapping[str, int] | None = None, **particulars: Any) -> Order:
    """An order of one supplier (four sacks of potatoes, unless told otherwise), promised whole."""
    (order,) = placed_orders(world, packs or {"sack": 4}, **particulars)
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    return order


def seller_of(world: World, order: Order | Consignment, name: str = "seller") -> Any:
    """Who sells for the supplier of the order or consignment."""
    (slug,) = (slug for slug, known in world.organisations.items() if known == order.supplier_id)
    return world.actor(f"{slug}.{name}")


def packings_of(line: OrderLine, packs: int | None = None, kilograms: str | None = None) -> list[Packing]:
    """The line packed from the lots it is reserved on, at its usual weight unless told otherwise."""
    wanted = line.packs_open if packs is None else packs
    found = []
    holds = db.session.execute(
        select(Reservation.lot_id, Reservation.quantity)
        .where(Reservation.order_line_id == line.id)
        .order_by(Reservation.id)
    )
    for part, (lot_id, held) in enumerate(holds, start=1):
        taken = min(wanted, held.thousandths // line.content.thousandths)
        if taken:
            weight = Quantity.of(kilograms) if kilograms else line.content * taken
            found.append(Packing(line.id, lot_id, taken, weight if line.weighed else None, part))
            wanted -= taken
    return found


def a_packed_consignment(world: World, *orders: Order, kilograms: str | None = None, **transport: Any) -> Consignment:
    """All that is open of the orders, on one truck."""
    packings = [packing for order in orders for line in order.lines for packing in packings_of(line, None, kilograms)]
    return pack_goods(packings, Transport(**transport), by=seller_of(world, orders[0]))


def a_shipped_consignment(world: World, *orders: Order, **particulars: Any) -> Consignment:
    """The same, on the road."""
    consignment = a_packed_consignment(world, *(orders or (a_confirmed_order(world),)), **particulars)
    ship_goods(consignment, by=seller_of(world, consignment))
    return consignment


def an_arrived_consignment(
    world: World, *orders: Order, celsius: str | None = None, receiver: str = "school.receiver", **particulars: Any
) -> Consignment:
    """The same, in the yard."""
    consignment = a_shipped_consignment(world, *orders, **particulars)
    record_arrival(consignment, Decimal(celsius) if celsius else None, by=world.actor(receiver))
    return consignment


def as_shipped(consignment: Consignment, **changes: Any) -> dict[int, Weighing]:
    """Every line accepted as it was shipped, with the same changes to each."""
    usual = {
        line.id: Weighing(net=line.quantity, accepted=line.quantity, packs_accepted=line.packs)
        for line in consignment.lines
    }
    return {line_id: replace(weighing, **changes) for line_id, weighing in usual.items()}


def an_acceptance(world: World, consignment: Consignment | None = None, **changes: Any) -> Acceptance:
    """Goods taken in as shipped, with these changes to each line."""
    consignment = consignment or an_arrived_consignment(world)
    return accept_goods(consignment, as_shipped(consignment, **changes), SIGNED, by=world.actor("school.receiver"))


@contextmanager
def refused(match: str = ".") -> Iterator[pytest.ExceptionInfo[Refused]]:
    """What happens inside is refused with this sentence, and nothing of it is kept, as in a request."""
    with pytest.raises(Refused, match=match) as refusal, db.session.begin_nested():
        yield refusal


def today_plus(days: int) -> Any:
    """A day so many days ahead of the shop's today."""
    return clock.today().fromordinal(clock.today().toordinal() + days)
