"""First expired, first out: what packing suggests, and what stays marked where another lot was taken."""

from datetime import date, timedelta

import pytest

from shop.catalogue.models import Lot, Product
from shop.catalogue.services.lots import hold_lot
from shop.extensions import db
from shop.fulfilment.models import Consignment
from shop.fulfilment.queries import plan_for
from shop.fulfilment.services.consignments import Transport, pack_goods
from shop.fulfilment.services.packing import Packing
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from shop.ordering.models import Order
from tests.factories.catalogue import a_lot
from tests.factories.fulfilment import a_confirmed_order
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import opened, words


def suggested(order: Order) -> list[tuple[int | None, int]]:
    (plan,) = plan_for([order])
    return [(part.lot_id, part.packs) for part in plan.parts]


def sooner(world: World, quantity: str = "100", days: int = 20) -> Lot:
    """Potatoes that spoil before those that orders hold."""
    product = db.session.get_one(Product, world.products["potatoes"])
    return a_lot(product, quantity, best_before=clock.today() + timedelta(days=days))


def packed(world: World, order: Order, lot_id: int) -> Consignment:
    (line,) = order.lines
    packings = [Packing(line.id, lot_id, 4, Quantity.of(100))]
    return pack_goods(packings, Transport(), by=world.actor("coop.seller"))


def test_what_is_held_is_suggested_while_nothing_spoils_sooner(world: World) -> None:
    assert suggested(a_confirmed_order(world)) == [(world.lots["potatoes.1"], 4)]


def test_a_lot_that_spoils_sooner_is_suggested_first_though_another_is_held(world: World) -> None:
    order = a_confirmed_order(world)
    lot = sooner(world, "60")
    assert suggested(order) == [(lot.id, 2), (world.lots["potatoes.1"], 2)]


@pytest.mark.parametrize("why", ["held", "past its date", "promised"])
def test_what_cannot_leave_is_not_suggested(world: World, why: str) -> None:
    order = a_confirmed_order(world)
    lot = sooner(world)
    if why == "held":
        hold_lot(lot.id, "a test is due", by=world.actor("coop.seller"))
    elif why == "past its date":
        lot.best_before = clock.today() - timedelta(days=1)
    else:
        lot.awaited = True
    db.session.flush()
    assert suggested(order) == [(world.lots["potatoes.1"], 4)]


def test_where_the_held_lot_is_held_back_another_one_is_suggested(world: World) -> None:
    order = a_confirmed_order(world)
    hold_lot(world.lots["potatoes.1"], "a test is due", by=world.actor("coop.seller"))
    assert suggested(order) == [(world.lots["potatoes.2"], 4)]


def test_several_lines_share_what_is_free(world: World) -> None:
    orders = [a_confirmed_order(world), a_confirmed_order(world)]
    lot = sooner(world, "125")
    parts = [(part.lot_id, part.packs) for plan in plan_for(orders) for part in plan.parts]
    first = world.lots["potatoes.1"]
    assert parts == [(lot.id, 4), (lot.id, 1), (first, 3)]


def test_a_later_lot_is_taken_without_a_question_and_stays_marked(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    consignment = packed(world, order, world.lots["potatoes.2"])
    assert consignment.lines[0].passed_over_id == world.lots["potatoes.1"]
    page = words(opened(browser_of("coop.seller"), f"/consignments/{consignment.number}"))
    assert "Lot potatoes-1 spoils sooner and was left." in page


def test_the_soonest_lot_is_not_marked(world: World) -> None:
    assert packed(world, a_confirmed_order(world), world.lots["potatoes.1"]).lines[0].passed_over_id is None


def test_of_lots_that_spoil_on_the_same_day_the_older_harvest_goes_first(world: World) -> None:
    order = a_confirmed_order(world)
    first = db.session.get_one(Lot, world.lots["potatoes.1"])
    best: date | None = first.best_before
    product = db.session.get_one(Product, world.products["potatoes"])
    older = a_lot(product, "100", harvested=first.harvest_from - timedelta(days=9), best_before=best)
    assert suggested(order) == [(older.id, 4)]
