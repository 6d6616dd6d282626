"""What of an order is missing (少交) has a name: line by line and together, on the pages of both sides."""

import pytest

from shop.extensions import db
from shop.fulfilment.models import Consignment
from shop.fulfilment.services.consignments import Transport, pack_goods, record_arrival, ship_goods
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.services.orders import Promise, close_short, confirm
from shop.ordering.shortages import Shortages, shortages_of
from tests.factories.fulfilment import (
    a_confirmed_order,
    a_packed_consignment,
    a_shipped_consignment,
    an_acceptance,
    an_arrived_consignment,
    packings_of,
    placed_orders,
    seller_of,
)
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import opened, words


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


def part_of(world: World, order: Order, packs: int) -> Consignment:
    """A truck with some packs of the order's first line, on the road."""
    consignment = pack_goods(packings_of(order.lines[0], packs), Transport(), by=seller_of(world, order))
    ship_goods(consignment, by=seller_of(world, order))
    return consignment


def told(found: Shortages) -> list[tuple[str, ...]]:
    parts = ("missing", "unpromised", "unshipped", "light", "lost")
    return [tuple(str(getattr(row, part)) for part in parts) for row in found.rows]


def test_before_anything_has_left_nothing_is_short(world: World) -> None:
    (order,) = placed_orders(world, {"sack": 4})
    assert not shortages_of(order)
    confirm(order, {order.lines[0].id: Promise(3, "hail")}, order.deliver_on, by=seller_of(world, order))
    assert not shortages_of(order)
    a_packed_consignment(world, order)
    assert not shortages_of(order)


def test_what_has_not_left_is_missing_until_it_is_shipped(world: World) -> None:
    order = a_confirmed_order(world)
    part_of(world, order, 3)
    found = shortages_of(order)
    assert (told(found), found.can_ship, found.amount) == ([("25", "0", "25", "0", "0")], True, Money.yuan("64.63"))
    part_of(world, order, 1)
    assert not shortages_of(order)


def test_what_was_not_promised_stays_missing(world: World) -> None:
    (order,) = placed_orders(world, {"sack": 4})
    confirm(order, {order.lines[0].id: Promise(3, "hail")}, order.deliver_on, by=seller_of(world, order))
    a_shipped_consignment(world, order)
    found = shortages_of(order)
    assert (told(found), found.can_ship) == ([("25", "25", "0", "0", "0")], False)


def test_what_was_refused_or_did_not_come_is_missing_after_the_acceptance(world: World) -> None:
    order = a_confirmed_order(world)
    an_acceptance(world, an_arrived_consignment(world, order), net=kg("95"), accepted=kg("80"), refused_reason="发芽")
    assert told(shortages_of(order)) == [("20", "0", "0", "0", "20")]


@pytest.mark.parametrize(("kilograms", "short"), [("98", False), ("97.9", True), ("101", False)])
def test_goods_by_weight_may_weigh_a_little_less_than_their_packs_usually_do(
    world: World, kilograms: str, short: bool
) -> None:
    order = a_confirmed_order(world)
    an_acceptance(world, an_arrived_consignment(world, order, kilograms=kilograms))
    assert bool(shortages_of(order)) is short


def test_counted_packs_are_short_by_one(world: World) -> None:
    order = a_confirmed_order(world, {"carton": 2})
    note = an_arrived_consignment(world, order)
    an_acceptance(world, note, net=kg("10"), accepted=kg("10"), packs_accepted=1)
    assert [row.missing for row in shortages_of(order).rows] == [kg("10")]


def test_of_an_order_closed_short_the_rest_was_never_sent(world: World) -> None:
    order = a_confirmed_order(world)
    part_of(world, order, 3)
    close_short(order, "hail", Party.SUPPLIER, by=seller_of(world, order))
    found = shortages_of(order)
    assert (told(found), found.can_ship) == ([("25", "0", "25", "0", "0")], False)


def test_kilograms_and_pieces_are_not_added(world: World) -> None:
    order = a_confirmed_order(world, {"sack": 4, "carton": 2})
    part_of(world, order, 1)
    found = shortages_of(order)
    assert (len(found.rows), found.measure is None) == (2, len({line.measure for line in order.lines}) > 1)


def test_both_sides_read_what_is_missing_and_what_can_be_done(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    consignment = part_of(world, order, 3)
    record_arrival(consignment, None, by=world.actor("school.receiver"))
    an_acceptance(world, consignment, accepted=kg("55"), packs_accepted=3, refused_reason="发芽")
    buyer, seller = browser_of("school.buyer"), browser_of("coop.seller")
    pages = (
        (buyer, f"/orders/{order.number}", "close the order short"),
        (seller, f"/sales/{order.number}", "Pack the rest"),
        (buyer, f"/arrivals/{consignment.number}", "can be closed short"),
        (seller, f"/consignments/{consignment.number}", "Pack the rest"),
    )
    for browser, address, deed in pages:
        page = words(opened(browser, address))
        for said in ("short by 45 kg", "25 kg has not left yet", "20 kg was refused or missing", "worth ¥116.33", deed):
            assert said in page, (address, said, page)
    close_short(order, "hail", Party.SUPPLIER, by=seller_of(world, order))
    db.session.commit()
    assert "25 kg was never sent" in words(opened(buyer, f"/orders/{order.number}"))
    assert "can be ordered again" in words(opened(buyer, f"/orders/{order.number}"))
