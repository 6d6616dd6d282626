"""Putting goods onto a truck, and taking them off again."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from shop.catalogue.models import Lot
from shop.catalogue.words import ColdChain
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Consignment, ConsignmentLine
from shop.fulfilment.services.consignments import Packing, Transport, pack_goods, ship_goods, unpack
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order, OrderLine
from shop.ordering.services.orders import close_short, lower
from tests.factories.fulfilment import (
    a_confirmed_order,
    a_packed_consignment,
    a_shipped_consignment,
    packings_of,
    placed_orders,
    refused,
    seller_of,
    today_plus,
)
from tests.factories.world import World


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


def pack(world: World, order: Order, *packings: Packing, **transport: Any) -> Consignment:
    return pack_goods(packings, Transport(**transport), by=seller_of(world, order))


def refusal_of(world: World, order: Order, *packings: Packing, **transport: Any) -> Refused:
    with refused() as refusal:
        pack(world, order, *packings, **transport)
    return refusal.value


def test_a_packed_consignment_goes_to_the_address_of_its_order(world: World) -> None:
    order = a_confirmed_order(world)
    consignment = a_packed_consignment(world, order, carrier="山路物流")
    assert consignment.status is ConsignmentStatus.PACKED
    assert (consignment.unit_id, consignment.supplier_id) == (order.unit_id, order.supplier_id)
    assert consignment.address["label"] == "Kitchen"
    assert [(line.packs, str(line.quantity)) for line in consignment.lines] == [(4, "100")]
    assert order.lines[0].packs_shipped == 0


def test_several_orders_of_one_unit_and_address_share_a_truck(world: World) -> None:
    orders = [a_confirmed_order(world), a_confirmed_order(world, {"carton": 1})]
    consignment = a_packed_consignment(world, *orders)
    assert {line.order_line.order_id for line in consignment.lines} == {order.id for order in orders}


def test_orders_of_two_units_do_not_share_a_truck(world: World) -> None:
    orders = [a_confirmed_order(world), a_confirmed_order(world, unit="organ")]
    packings = [packing for order in orders for packing in packings_of(order.lines[0])]
    assert "one unit and one address" in str(refusal_of(world, orders[0], *packings))


def test_nothing_is_no_consignment(world: World) -> None:
    assert refusal_of(world, a_confirmed_order(world)).field is None


def test_another_suppliers_order_does_not_exist(world: World) -> None:
    order = a_confirmed_order(world)
    with pytest.raises(NotYours):
        pack_goods(packings_of(order.lines[0]), Transport(), by=world.actor("workshop.seller"))


def test_an_unknown_line_does_not_exist(world: World) -> None:
    order = a_confirmed_order(world)
    with pytest.raises(NotYours):
        pack(world, order, replace(packings_of(order.lines[0])[0], order_line_id=10**6))


def test_an_order_is_packed_once_it_is_confirmed(world: World) -> None:
    (order,) = placed_orders(world, {"sack": 4})
    refusal_of(world, order, *packings_of(order.lines[0]))


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("packs", {"packs": 0}),
        ("packs", {"packs": -1}),
        ("packs", {"packs": 5}),
        ("quantity", {"quantity": None}),
        ("quantity", {"quantity": Quantity(0)}),
        ("quantity", {"quantity": Quantity(-1)}),
        ("quantity", {"quantity": Quantity.of("200.001")}),
        ("lot", {"lot_id": 10**6}),
    ],
)
def test_what_cannot_be_packed_is_refused_beside_its_field(world: World, field: str, changes: dict[str, Any]) -> None:
    order = a_confirmed_order(world)
    packing = replace(packings_of(order.lines[0])[0], **changes)
    assert refusal_of(world, order, packing).field == f"{field}_{order.lines[0].id}"


@pytest.mark.parametrize("wrong", ["of another product", "of another supplier", "past its best-before", "held back"])
def test_a_lot_that_cannot_go_is_refused_beside_its_field(world: World, wrong: str) -> None:
    order = a_confirmed_order(world)
    (packing,) = packings_of(order.lines[0])
    lot = db.session.get_one(Lot, packing.lot_id)
    if wrong == "of another product":
        packing = replace(packing, lot_id=world.lots["shoots.1"])
    elif wrong == "of another supplier":
        packing = replace(packing, lot_id=world.lots["eggs.1"])
    elif wrong == "held back":
        lot.held = True
    else:
        lot.best_before = clock.today() - timedelta(days=1)
    assert refusal_of(world, order, packing).field == f"lot_{order.lines[0].id}"


def test_a_forward_lot_may_be_packed_but_does_not_leave_before_the_harvest(world: World) -> None:
    order = a_confirmed_order(world)
    consignment = a_packed_consignment(world, order)
    lot = db.session.get_one(Lot, consignment.lines[0].lot_id)
    lot.harvest_from = lot.harvest_to = today_plus(2)
    with refused("not harvested yet"):
        ship_goods(consignment, by=seller_of(world, order))


def test_two_lots_of_one_line_together_must_not_exceed_what_is_open(world: World) -> None:
    order = a_confirmed_order(world)
    first = packings_of(order.lines[0], 3)[0]
    second = replace(first, lot_id=world.lots["potatoes.2"], packs=2, quantity=kg("50"), part=2)
    assert refusal_of(world, order, first, second).field == f"packs_{order.lines[0].id}_2"
    consignment = pack(world, order, first, replace(second, packs=1, quantity=kg("25")))
    assert [line.packs for line in consignment.lines] == [3, 1]


def test_a_lot_is_named_once_for_a_line(world: World) -> None:
    order = a_confirmed_order(world)
    (packing,) = packings_of(order.lines[0], 2)
    assert refusal_of(world, order, packing, replace(packing, part=2)).field == f"lot_{order.lines[0].id}_2"


def test_what_stands_packed_is_not_packed_again(world: World) -> None:
    order = a_confirmed_order(world)
    pack(world, order, *packings_of(order.lines[0], 3))
    refusal = refusal_of(world, order, *packings_of(order.lines[0], 2))
    assert "Only 1 packs" in str(refusal)
    pack(world, order, *packings_of(order.lines[0], 1))


def test_counted_packs_have_their_content(world: World) -> None:
    order = a_confirmed_order(world, {"carton": 2})
    (packing,) = packings_of(order.lines[0])
    assert refusal_of(world, order, replace(packing, quantity=kg("19"))).field == f"quantity_{order.lines[0].id}"
    assert str(pack(world, order, packing).lines[0].quantity) == "20"


def test_a_truck_cannot_have_been_expected_yesterday(world: World) -> None:
    order = a_confirmed_order(world)
    assert refusal_of(world, order, *packings_of(order.lines[0]), expected_on=today_plus(-1)).field == "expected_on"


def test_goods_that_travel_cold_are_not_packed_as_ambient(world: World) -> None:
    order = a_confirmed_order(world)
    order.lines[0].cold_chain = ColdChain.CHILLED
    packings = packings_of(order.lines[0])
    assert refusal_of(world, order, *packings, cold_chain=ColdChain.AMBIENT).field == "cold_chain"
    assert pack(world, order, *packings).cold_chain is ColdChain.CHILLED


def test_a_colder_truck_may_carry_what_needs_no_cold(world: World) -> None:
    consignment = a_packed_consignment(world, a_confirmed_order(world), cold_chain=ColdChain.FROZEN)
    assert consignment.cold_chain is ColdChain.FROZEN


def test_an_unpacked_consignment_is_gone_and_its_packs_can_be_packed_anew(world: World) -> None:
    order = a_confirmed_order(world)
    unpack(a_packed_consignment(world, order), by=seller_of(world, order))
    assert db.session.execute(select(ConsignmentLine)).scalars().all() == []
    assert a_packed_consignment(world, order).lines


def test_what_has_left_is_not_unpacked(world: World) -> None:
    consignment = a_shipped_consignment(world)
    with refused():
        unpack(consignment, by=seller_of(world, consignment))


def test_goods_leave_once(world: World) -> None:
    consignment = a_shipped_consignment(world)
    with refused():
        ship_goods(consignment, by=seller_of(world, consignment))
    assert db.session.get_one(OrderLine, consignment.lines[0].order_line_id).packs_shipped == 4


def test_shipping_notes_packs_and_real_weight_on_the_order(world: World) -> None:
    consignment = a_shipped_consignment(world, kilograms="98.6")
    line = consignment.lines[0].order_line
    assert (line.packs_shipped, str(line.shipped), line.packs_open) == (4, "98.6", 0)
    assert line.expected == line.amount(kg("98.6"))


def test_what_the_buyer_lowered_meanwhile_does_not_leave(world: World) -> None:
    order = a_confirmed_order(world)
    consignment = a_packed_consignment(world, order)
    lower(order, {order.lines[0].id: 2}, by=world.actor("school.buyer"))
    with refused("only 2 packs"):
        ship_goods(consignment, by=seller_of(world, order))


def test_nothing_leaves_for_an_order_that_was_closed(world: World) -> None:
    order = a_confirmed_order(world)
    consignment = a_packed_consignment(world, order)
    close_short(order, "holidays", Party.BUYER, by=world.actor("school.buyer"))
    with refused():
        ship_goods(consignment, by=seller_of(world, order))


def test_a_number_drawn_twice_is_drawn_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = [a_confirmed_order(world) for _time in range(2)]
    drawn = iter(["261123-AAAAA", "261123-AAAAA", "261123-BBBBB"])
    monkeypatch.setattr("shop.kernel.numbers.new_number", lambda prefix: prefix + next(drawn))
    packed = [a_packed_consignment(world, order) for order in orders]
    assert [consignment.number for consignment in packed] == ["C261123-AAAAA", "C261123-BBBBB"]
    assert [[line.packs for line in consignment.lines] for consignment in packed] == [[4], [4]]
