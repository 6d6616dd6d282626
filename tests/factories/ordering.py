"""Purchases and orders in the small world, and what must hold of its stock whatever is done to them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.catalogue.models import Lot, Reservation, StockMovement
from shop.extensions import db
from shop.fulfilment.services.consignments import Packing, Transport, pack_goods, ship_goods
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.notices.models import Notice
from shop.ordering.models import Order, Purchase
from shop.ordering.services.checkout import place_purchase
from shop.ordering.services.orders import confirm
from tests.factories.world import World

FIGURES = ("received", "available", "reserved", "shipped", "written_off")


def a_purchase(
    world: World, packs: Mapping[str, int] | None = None, *, unit: str = "school", by: str = "buyer", **terms: Any
) -> Purchase:
    """A checkout of so many packs by short name (four sacks of potatoes, unless told otherwise)."""
    wanted = {world.packs[name]: number for name, number in (packs or {"sack": 4}).items()}
    return place_purchase(wanted, world.terms(unit, **terms), by=world.actor(f"{unit}.{by}"))


def orders_of(purchase: Purchase) -> list[Order]:
    """The orders that a purchase split into, as they stand."""
    asked = select(Order).where(Order.purchase_id == purchase.id).order_by(Order.id)
    return list(db.session.execute(asked.execution_options(populate_existing=True)).scalars())


def an_order(world: World, packs: Mapping[str, int] | None = None, **particulars: Any) -> Order:
    """The only order of a purchase at one supplier."""
    (order,) = orders_of(a_purchase(world, packs, **particulars))
    return order


def a_promised_order(world: World, packs: Mapping[str, int] | None = None, **particulars: Any) -> Order:
    """The same, confirmed whole by the supplier for the day it was wanted."""
    order = an_order(world, packs, **particulars)
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    return order


def seller_of(world: World, order: Order) -> Any:
    """Who sells for the order's supplier."""
    (slug,) = (slug for slug, known in world.organisations.items() if known == order.supplier_id)
    return world.actor(f"{slug}.seller")


@contextmanager
def refused(match: str = ".") -> Iterator[pytest.ExceptionInfo[Refused]]:
    """What happens inside is refused with this sentence, and nothing of it is kept, as in a request."""
    with pytest.raises(Refused, match=match) as refusal, db.session.begin_nested():
        yield refusal


def lot_of(world: World, name: str = "potatoes.1") -> Lot:
    """A lot as the database has it now."""
    asked = select(Lot).where(Lot.id == world.lots[name]).execution_options(populate_existing=True)
    return db.session.execute(asked).scalar_one()


def held(order: Order) -> Quantity:
    """What is held on lots for an order."""
    line_ids = [line.id for line in order.lines]
    rows = db.session.execute(select(Reservation.quantity).where(Reservation.order_line_id.in_(line_ids))).scalars()
    return Quantity(sum(quantity.thousandths for quantity in rows))


def assert_stock_adds_up() -> None:
    """Every lot is whole, is the sum of its movements, and holds what its reservations say."""
    db.session.flush()
    sums = {
        row[0]: [_thousandths(value) for value in row[1:]]
        for row in db.session.execute(
            select(StockMovement.lot_id, *(func.sum(getattr(StockMovement, figure)) for figure in FIGURES)).group_by(
                StockMovement.lot_id
            )
        )
    }
    holds = {
        lot_id: _thousandths(quantity)
        for lot_id, quantity in db.session.execute(
            select(Reservation.lot_id, func.sum(Reservation.quantity)).group_by(Reservation.lot_id)
        )
    }
    for lot in db.session.execute(select(Lot).execution_options(populate_existing=True)).scalars():
        figures = [getattr(lot, figure).thousandths for figure in FIGURES]
        assert figures[0] == sum(figures[1:]), lot.code
        assert sums[lot.id] == figures, lot.code
        assert holds.get(lot.id, 0) == lot.reserved.thousandths, lot.code


def _thousandths(value: Any) -> int:
    return int(value.thousandths if isinstance(value, Quantity) else value)


def ship_potatoes(world: World, order: Order, packs: int, kilograms: str) -> None:
    """So many packs of the first line leave from the first lot of potatoes."""
    packing = Packing(order.lines[0].id, world.lots["potatoes.1"], packs, Quantity.of(kilograms))
    ship_goods(
        pack_goods([packing], Transport(), by=seller_of(world, order)),
        by=seller_of(world, order),
    )


def told(organisation_id: int) -> list[str]:
    """The kinds of notices that an organisation has, the oldest first."""
    asked = select(Notice.kind).where(Notice.organisation_id == organisation_id).order_by(Notice.id)
    return [kind for kind in db.session.execute(asked).scalars() if kind != "target_revised"]


def expected(order: Order) -> Money:
    """What of the order is on its way."""
    return Money(sum(line.expected.fen for line in order.lines))
