"""The supplier's orders as pages: the list, the answer, the ending."""

from datetime import timedelta

import pytest

from shop.catalogue.models import Lot
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.ordering.services.checkout import place_purchase
from shop.ordering.services.orders import Promise, confirm
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, a_shipped_consignment, an_acceptance, placed_orders
from tests.factories.world import CLERKS_LIMIT, World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import field, fields, opened, sent, words


def placed(world: World, **packs: int) -> Order:
    (order,) = placed_orders(world, packs or {"sack": 4})
    return order


def fresh(order: Order) -> Order:
    db.session.expire_all()
    return db.session.get_one(Order, order.id)


def test_orders_stand_by_what_is_to_be_done(world: World, browser_of: Browser) -> None:
    to_confirm = placed(world)
    to_ship = a_confirmed_order(world, {"carton": 1})
    under_way = a_shipped_consignment(world, a_confirmed_order(world, {"bag": 2})).lines[0].order_line.order
    browser = browser_of("coop.seller")
    for tab, order in (("to_confirm", to_confirm), ("to_ship", to_ship), ("under_way", under_way)):
        page = opened(browser, f"/sales?tab={tab}")
        assert [row.number for row in (to_confirm, to_ship, under_way) if row.number in page] == [order.number], tab
    page = words(opened(browser, "/sales"))
    assert "To confirm 1 To ship 1 All shipped 1 Ended 0 All 3" in page


def test_an_order_that_waits_for_approval_is_no_business_of_the_supplier(world: World, browser_of: Browser) -> None:
    wanted = {world.packs["carton"]: 1}
    purchase = place_purchase(wanted, world.terms(), by=world.actor("school.clerk"))
    assert purchase.estimate > CLERKS_LIMIT
    browser = browser_of("coop.seller")
    assert purchase.number not in opened(browser, "/sales?tab=all")
    opened(browser, f"/sales/{purchase.number}-1", 404)


def test_an_order_exists_for_its_supplier_alone(world: World, browser_of: Browser) -> None:
    order = placed(world)
    for who in ("workshop.seller", "school.buyer", "cluster.official", "operator.operator"):
        opened(browser_of(who), f"/sales/{order.number}", 404)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=SACK", False),
        ("q=potato", True),
        ("q=school", True),
        ("q=%25", False),
        ("q={number}", True),
        ("since=2026-11-26", True),
        ("since=2026-11-27", False),
        ("until=2026-11-26", True),
        ("until=2026-11-25", False),
        ("since=never&until=2026-02-31&sort=sideways&page=-3&q=%00", True),
        ("page=99999999999999999999", False),
        ("sort=newest", True),
    ],
)
def test_the_list_is_filtered_by_its_address(world: World, browser_of: Browser, query: str, found: bool) -> None:
    order = placed(world)
    page = words(opened(browser_of("coop.seller"), "/sales?tab=all&" + query.replace("{number}", order.number.lower())))
    assert (order.number in page) is found


def test_a_late_answer_is_flagged(world: World, browser_of: Browser, clock: SettableClock) -> None:
    order = placed(world)
    browser = browser_of("coop.seller")
    assert "late" not in words(opened(browser, "/sales"))
    clock.set(shops_clock.now() + timedelta(hours=48))
    assert "late, lapses 27 Nov 2026 09:00" in words(opened(browser, "/sales"))
    assert "The answer is late" in words(opened(browser, f"/sales/{order.number}"))


def test_an_order_is_promised_whole_with_one_press(world: World, browser_of: Browser) -> None:
    order = placed(world)
    browser = browser_of("coop.seller")
    form = fields(opened(browser, f"/sales/{order.number}"), "promised_on")
    assert form.pop("once")
    assert form == {
        f"packs_{order.lines[0].id}": "4",
        f"reason_{order.lines[0].id}": "",
        "promised_on": order.deliver_on.isoformat(),
    }
    assert sent(browser, f"/sales/{order.number}/confirm", form).location == f"/sales/{order.number}"
    assert (fresh(order).status, order.lines[0].packs_confirmed) == (Status.CONFIRMED, 4)


def test_less_is_promised_with_a_reason_and_the_rest_goes_back_on_sale(world: World, browser_of: Browser) -> None:
    order = placed(world)
    line = order.lines[0].id
    browser = browser_of("coop.seller")
    form = fields(opened(browser, f"/sales/{order.number}"), "promised_on") | {f"packs_{line}": "３"}
    refused = sent(browser, f"/sales/{order.number}/confirm", form)
    assert refused.status_code == 422
    assert "Please say why less can be delivered." in words(refused.get_data(as_text=True))
    assert field(refused.get_data(as_text=True), f"packs_{line}") == "３"
    assert sent(browser, f"/sales/{order.number}/confirm", form | {f"reason_{line}": "frost"}).status_code == 302
    assert (fresh(order).lines[0].packs_confirmed, order.lines[0].reason) == (3, "frost")
    assert str(db.session.get_one(Lot, world.lots["potatoes.1"]).available) == "425"


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"packs_{line}": "5"},
        {"packs_{line}": "-1"},
        {"packs_{line}": "1e309"},
        {"packs_{line}": "many"},
        {"packs_{line}": "0", "reason_{line}": "frost"},
        {"reason_{line}": "x" * 401},
        {"promised_on": ""},
        {"promised_on": "2026-11-22"},
        {"promised_on": "soon"},
    ],
    ids=str,
)
def test_what_cannot_be_promised_confirms_nothing(world: World, browser_of: Browser, typed: dict[str, str]) -> None:
    order = placed(world)
    line = str(order.lines[0].id)
    browser = browser_of("coop.seller")
    form = fields(opened(browser, f"/sales/{order.number}"), "promised_on")
    form = form | {name.replace("{line}", line): value for name, value in typed.items()} if typed else {}
    assert sent(browser, f"/sales/{order.number}/confirm", form).status_code == 422
    assert fresh(order).status is Status.PLACED


def test_an_order_is_confirmed_once(world: World, browser_of: Browser) -> None:
    order = placed(world)
    browser = browser_of("coop.seller")
    form = fields(opened(browser, f"/sales/{order.number}"), "promised_on")
    answers = [sent(browser, f"/sales/{order.number}/confirm", form) for _time in range(2)]
    assert [answer.location for answer in answers] == [f"/sales/{order.number}"] * 2
    anew = sent(browser, f"/sales/{order.number}/confirm", form | {"once": "a-key-of-a-form-0001"})
    assert anew.status_code == 422
    assert "no longer possible" in words(anew.get_data(as_text=True))


@pytest.mark.parametrize(("what", "status"), [("decline", Status.DECLINED), ("close", Status.CLOSED)])
def test_an_order_is_ended_with_a_reason(world: World, browser_of: Browser, what: str, status: Status) -> None:
    order = placed(world) if what == "decline" else a_confirmed_order(world)
    browser = browser_of("coop.seller")
    address = f"/sales/{order.number}/{what}"
    refused = sent(browser, address, reason="  ")
    assert refused.status_code == 422
    assert "Please give a reason" in words(refused.get_data(as_text=True))
    assert sent(browser, address, reason="the road is closed").status_code == 302
    assert (fresh(order).status, order.end_reason) == (status, "the road is closed")
    assert "the road is closed" in words(opened(browser, f"/sales/{order.number}"))
    assert str(db.session.get_one(Lot, world.lots["potatoes.1"]).available) == "500"


def test_the_order_leads_to_its_consignments_and_notes(world: World, browser_of: Browser) -> None:
    consignment = a_shipped_consignment(world)
    number = consignment.lines[0].order_line.order.number
    page = opened(browser_of("coop.seller"), f"/sales/{number}")
    assert f"/consignments/{consignment.number}" in page
    assert "Pack and ship" not in page


def test_a_promise_in_part_is_told_line_by_line_in_the_orders_history(world: World, browser_of: Browser) -> None:
    (order,) = placed_orders(world, {"sack": 4, "bag": 2})
    line = next(line for line in order.lines if line.packs_ordered == 4)
    confirm(order, {line.id: Promise(3, "hail")}, order.deliver_on, by=world.actor("coop.seller"))
    for who, address in (("coop.seller", f"/sales/{order.number}"), ("school.buyer", f"/orders/{order.number}")):
        history = words(opened(browser_of(who), address)).split("History")[-1]
        assert f"{line.product_name_english}: 4 → 3 packs. Reason: hail" in history
        assert history.count("→") == 1


def test_the_history_of_an_order_leads_to_its_trucks_and_notes(world: World, browser_of: Browser) -> None:
    note = an_acceptance(world)
    number = note.lines[0].consignment_line.order_line.order.number
    truck = note.consignment.number
    for who, address, way in (
        ("coop.seller", f"/sales/{number}", f"/consignments/{truck}"),
        ("school.buyer", f"/orders/{number}", f"/arrivals/{truck}"),
    ):
        history = opened(browser_of(who), address).split('class="timeline"')[-1]
        assert f'href="{way}"' in history
        assert f'href="/acceptances/{note.number}"' in history
