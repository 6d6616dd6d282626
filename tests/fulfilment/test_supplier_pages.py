"""The supplier's pages: choosing, packing, sending off, taking apart, printing."""

from typing import Any

import pytest
from sqlalchemy import func, select

from shop.catalogue.models import Lot
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Consignment
from shop.ordering.models import Order
from tests.factories.fulfilment import (
    a_confirmed_order,
    a_packed_consignment,
    a_shipped_consignment,
)
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import field, fields, opened, sent, words


def packing_of(browser: Any, order: Order, **typed: str) -> tuple[str, dict[str, str]]:
    """The address of an order's packing form and what it would send, with what was typed."""
    address = f"/consignments/new?order={order.number}"
    return address, fields(opened(browser, address), "packs_") | typed


def consignments() -> list[Consignment]:
    db.session.expire_all()
    return list(db.session.execute(select(Consignment).order_by(Consignment.id)).scalars())


def test_orders_to_pack_stand_by_unit_and_address(world: World, browser_of: Browser) -> None:
    mine = [a_confirmed_order(world), a_confirmed_order(world, {"carton": 1}, unit="organ")]
    other = a_confirmed_order(world, {"tray": 2})
    page = opened(browser_of("coop.seller"), "/consignments/new")
    assert all(order.number in page for order in mine)
    assert other.number not in page
    assert page.count("Pack these") == 2


def test_the_form_is_filled_from_what_is_held(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world, {"sack": 24})
    line = order.lines[0].id
    _address, form = packing_of(browser_of("coop.seller"), order)
    assert (form[f"packs_{line}"], form[f"packs_{line}_2"]) == ("20", "4")
    assert form[f"lot_{line}"] == str(world.lots["potatoes.1"])
    assert form[f"lot_{line}_2"] == str(world.lots["potatoes.2"])
    assert form[f"quantity_{line}"] == ""
    assert form["expected_on"] == order.deliver_on.isoformat()


def test_goods_are_packed_and_sent_off_in_one_step(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    browser = browser_of("coop.seller")
    address, form = packing_of(browser, order, then="ship", vehicle="云C·12345")
    answer = sent(browser, address, form | {f"quantity_{order.lines[0].id}": "１９７斤"})
    (consignment,) = consignments()
    assert answer.location == f"/consignments/{consignment.number}"
    assert (consignment.status, consignment.vehicle) == (ConsignmentStatus.SHIPPED, "云C·12345")
    assert str(consignment.lines[0].quantity) == "98.5"


def test_the_same_form_sent_twice_packs_once(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world, {"carton": 2})
    browser = browser_of("coop.seller")
    address, form = packing_of(browser, order)
    first, second = (sent(browser, address, form) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert first.location == second.location
    assert len(consignments()) == 1


def test_what_was_typed_comes_back_with_a_sentence_beside_the_field(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    line = order.lines[0].id
    browser = browser_of("coop.seller")
    address, form = packing_of(browser, order, carrier="山路物流")
    answer = sent(browser, address, form | {f"packs_{line}": "9", f"quantity_{line}": "225"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Only 4 packs are still to be packed." in words(page)
    assert (field(page, f"packs_{line}"), field(page, "carrier")) == ("9", "山路物流")
    assert consignments() == []


def test_another_lot_is_added_without_losing_what_was_typed(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    line = order.lines[0].id
    browser = browser_of("coop.seller")
    address, form = packing_of(browser, order)
    page = sent(browser, address, form | {f"packs_{line}": "3", "more": str(line)}).get_data(as_text=True)
    assert (field(page, f"packs_{line}"), field(page, f"packs_{line}_2")) == ("3", "0")
    again = fields(page, "packs_") | {f"packs_{line}_2": "1", f"lot_{line}_2": str(world.lots["potatoes.2"])}
    answer = sent(browser, address, again | {f"quantity_{line}": "75", f"quantity_{line}_2": "24.9"})
    assert answer.status_code == 302
    assert [(row.packs, str(row.quantity)) for row in consignments()[0].lines] == [(3, "75"), (1, "24.9")]


@pytest.mark.parametrize(
    "mangled",
    [
        {},
        {"packs_1": "1"},
        {"packs_{line}": "1e309"},
        {"packs_{line}": "-3"},
        {"packs_{line}": "9" * 400},
        {"packs_{line}": "2.5"},
        {"quantity_{line}": "a lot"},
        {"quantity_{line}": "1e309"},
        {"quantity_{line}": "-1"},
        {"quantity_{line}": "99999999999999999999"},
        {"lot_{line}": "99999999999999999999999"},
        {"lot_{line}": "potatoes"},
        {"expected_on": "2026-13-45"},
        {"expected_on": "2020-01-01"},
        {"cold_chain": "warm"},
        {"carrier": "货" * 10_000},
        {"vehicle": "x" * 21},
        {"once": ""},
        {"once": "x" * 5_000},
    ],
    ids=str,
)
def test_a_mangled_form_comes_back_and_packs_nothing(
    world: World, browser_of: Browser, mangled: dict[str, str]
) -> None:
    order = a_confirmed_order(world)
    line = str(order.lines[0].id)
    browser = browser_of("coop.seller")
    address, form = packing_of(browser, order)
    form |= {f"quantity_{line}": "100"}
    form = form | {name.replace("{line}", line): value for name, value in mangled.items()} if mangled else {}
    if "packs_1" in mangled and line != "1":
        form.pop(f"packs_{line}")
    answer = sent(browser, address, form)
    assert answer.status_code == 422, answer.status_code
    assert consignments() == []


def test_orders_of_two_units_are_not_offered_in_one_form(world: World, browser_of: Browser) -> None:
    orders = [a_confirmed_order(world), a_confirmed_order(world, unit="organ")]
    browser = browser_of("coop.seller")
    address = "/consignments/new?" + "&".join(f"order={order.number}" for order in orders)
    assert browser.get(address).location == "/consignments/new"


def test_another_suppliers_order_is_not_packed(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    page = opened(browser_of("workshop.seller"), f"/consignments/new?order={order.number}")
    assert order.number not in words(page)


def test_a_packed_consignment_is_sent_off_once(world: World, browser_of: Browser) -> None:
    consignment = a_packed_consignment(world, a_confirmed_order(world))
    browser = browser_of("coop.seller")
    assert sent(browser, f"/consignments/{consignment.number}/ship").status_code == 302
    answer = sent(browser, f"/consignments/{consignment.number}/ship")
    assert answer.status_code == 422
    assert "not possible any more" in words(answer.get_data(as_text=True))


def test_a_lot_gone_bad_meanwhile_is_named_when_the_truck_would_leave(world: World, browser_of: Browser) -> None:
    consignment = a_packed_consignment(world, a_confirmed_order(world))
    db.session.get_one(Lot, consignment.lines[0].lot_id).held = True
    answer = sent(browser_of("coop.seller"), f"/consignments/{consignment.number}/ship")
    assert answer.status_code == 422
    assert "Lot potatoes-1 is held back" in words(answer.get_data(as_text=True))


def test_a_consignment_is_taken_apart_and_packed_anew(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    consignment = a_packed_consignment(world, order)
    browser = browser_of("coop.seller")
    number = consignment.number
    assert sent(browser, f"/consignments/{number}/unpack").location == "/consignments"
    assert consignments() == []
    opened(browser, f"/consignments/{number}", 404)
    assert field(opened(browser, f"/consignments/new?order={order.number}"), f"packs_{order.lines[0].id}") == "4"
    again = a_packed_consignment(world, order)
    history = words(opened(browser_of("coop.seller"), f"/consignments/{again.number}")).split("History")[1]
    assert "unpacked" not in history


def test_the_delivery_note_names_lot_weight_and_order(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    consignment = a_packed_consignment(world, order, kilograms="98.6")
    page = words(opened(browser_of("coop.seller"), f"/consignments/{consignment.number}/note"))
    for word in ("Delivery note", consignment.number, "potatoes-1", "98.6 kg", order.number, "1 Road"):
        assert word in page


def test_the_buyer_does_not_see_what_has_not_left(world: World, browser_of: Browser) -> None:
    consignment = a_packed_consignment(world, a_confirmed_order(world))
    buyer = browser_of("school.receiver")
    opened(buyer, f"/arrivals/{consignment.number}", 404)
    assert consignment.number not in opened(buyer, "/arrivals?tab=all")


@pytest.mark.parametrize("page", ["", "/note"])
@pytest.mark.parametrize("who", ["workshop.seller", "school.buyer", "cluster.official", "operator.operator"])
def test_a_consignment_exists_for_its_supplier_alone(world: World, browser_of: Browser, who: str, page: str) -> None:
    consignment = a_shipped_consignment(world)
    opened(browser_of(who), f"/consignments/{consignment.number}{page}", 404)


def test_nothing_is_left_behind_by_a_refused_form(world: World, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    browser = browser_of("coop.seller")
    address, form = packing_of(browser, order, then="ship")
    lot = db.session.get_one(Lot, world.lots["potatoes.1"])
    lot.harvest_from = lot.harvest_to = order.deliver_on
    db.session.commit()
    answer = sent(browser, address, form | {f"quantity_{order.lines[0].id}": "100"})
    assert answer.status_code == 422
    assert "not harvested yet" in words(answer.get_data(as_text=True))
    assert db.session.execute(select(func.count()).select_from(Consignment)).scalar_one() == 0
