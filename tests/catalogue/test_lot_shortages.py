"""What is reserved and did not come: it stays visible, nothing is free, and what is given back makes it less."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask_babel import force_locale

from shop.catalogue.models import Lot, Product
from shop.catalogue.services.lots import confirm_harvest, correct_received
from shop.extensions import db
from shop.fulfilment.services.consignments import Transport, pack_goods, ship_goods
from shop.fulfilment.services.packing import Packing
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.services.orders import close_short
from shop.tally.verify import first_difference
from tests.clocks import SettableClock
from tests.factories.catalogue import a_lot
from tests.factories.fulfilment import a_confirmed_order, refused, seller_of
from tests.factories.world import World

AHEAD = timedelta(days=20)


@pytest.fixture
def world(world: World) -> Iterator[World]:
    with force_locale("en"):
        yield world


@pytest.fixture(name="settable")
def _settable(clock: SettableClock) -> SettableClock:
    return clock


@pytest.fixture
def promised(world: World) -> Lot:
    """200 kg of potatoes that spoil before all others, promised for a day in three weeks; 100 kg of it reserved."""
    product = db.session.get_one(Product, world.products["potatoes"])
    first = clock.today() + AHEAD
    return a_lot(product, "200", harvested=first, days=0, best_before=first + timedelta(days=9))


@pytest.fixture
def order(world: World, promised: Lot) -> Order:
    order = a_confirmed_order(world, {"sack": 4}, deliver_on=clock.today() + AHEAD + timedelta(days=2))
    assert figures(promised) == "200 100 100 0"
    return order


def figures(lot: Lot) -> str:
    """Received, available, reserved, short."""
    db.session.flush()
    db.session.refresh(lot)
    return f"{lot.received} {lot.available} {lot.reserved} {lot.short}"


def pass_days(settable: SettableClock) -> None:
    settable.set(clock.now() + AHEAD)


def come(world: World, lot: Lot, settable: SettableClock, quantity: str) -> None:
    pass_days(settable)
    confirm_harvest(lot.id, Quantity.of(quantity), lot.harvest_from, by=world.actor("coop.seller"))


@pytest.mark.parametrize(
    ("came", "expected"),
    [("200", "200 100 100 0"), ("260", "260 160 100 0"), ("100", "100 0 100 0"), ("60", "100 0 100 40")],
)
def test_what_came_is_entered_and_what_is_missing_stays_visible(
    world: World, promised: Lot, order: Order, settable: SettableClock, came: str, expected: str
) -> None:
    come(world, promised, settable, came)
    assert figures(promised) == expected
    assert str(promised.came) == came
    assert first_difference() is None


def test_a_harvest_that_has_not_come_cannot_be_confirmed_for_a_day_ahead(world: World, promised: Lot) -> None:
    with refused("lies ahead"):
        confirm_harvest(promised.id, Quantity.of(1), promised.harvest_from, by=world.actor("coop.seller"))


def test_an_order_that_is_closed_takes_the_shortage_with_it(
    world: World, promised: Lot, order: Order, settable: SettableClock
) -> None:
    come(world, promised, settable, "60")
    close_short(order, "less came in", Party.SUPPLIER, by=seller_of(world, order))
    assert figures(promised) == "60 60 0 0"
    assert first_difference() is None


def test_a_truck_takes_what_is_there_and_not_what_is_missing(
    world: World, promised: Lot, order: Order, settable: SettableClock
) -> None:
    come(world, promised, settable, "60")
    (line,) = order.lines
    seller = world.actor("coop.seller")
    whole = pack_goods([Packing(line.id, promised.id, 4, Quantity.of(100))], Transport(), by=seller)
    with refused("Less of lot .* came in than is reserved"):
        ship_goods(whole, by=seller)
    assert figures(promised) == "100 0 100 40"


def test_the_rest_comes_from_another_lot_and_the_shortage_is_gone(
    world: World, promised: Lot, order: Order, settable: SettableClock
) -> None:
    come(world, promised, settable, "60")
    (line,) = order.lines
    seller, other = world.actor("coop.seller"), world.lots["potatoes.2"]
    packings = [
        Packing(line.id, promised.id, 2, Quantity.of(50)),
        Packing(line.id, other, 2, Quantity.of(50), part=2),
    ]
    ship_goods(pack_goods(packings, Transport(), by=seller), by=seller)
    assert figures(promised) == "60 10 0 0"
    assert first_difference() is None


def test_a_correction_upwards_fills_the_shortage_first(
    world: World, promised: Lot, order: Order, settable: SettableClock
) -> None:
    come(world, promised, settable, "60")
    seller = world.actor("coop.seller")
    correct_received(promised.id, Quantity.of(90), "sacks behind the door", by=seller)
    assert figures(promised) == "100 0 100 10"
    correct_received(promised.id, Quantity.of(130), "and more", by=seller)
    assert figures(promised) == "130 30 100 0"
    with refused("cannot be corrected below"):
        correct_received(promised.id, Quantity.of(99), "too much", by=seller)
    assert first_difference() is None


def test_what_is_promised_cannot_leave(world: World, promised: Lot, order: Order, settable: SettableClock) -> None:
    pass_days(settable)
    (line,) = order.lines
    seller = world.actor("coop.seller")
    packed = pack_goods([Packing(line.id, promised.id, 4, Quantity.of(100))], Transport(), by=seller)
    with refused("is not harvested yet"):
        ship_goods(packed, by=seller)
