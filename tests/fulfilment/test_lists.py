"""Lists of consignments and orders, and the supplier's desk: what stands where, found how, in how many queries."""

import re

import pytest

from shop.extensions import db
from tests.factories.fulfilment import (
    a_confirmed_order,
    a_packed_consignment,
    a_shipped_consignment,
    an_acceptance,
    an_arrived_consignment,
    placed_orders,
    today_plus,
)
from tests.factories.world import World
from tests.fulfilment.conftest import Browser
from tests.fulfilment.pages import opened, words
from tests.statements import statements


def test_the_list_is_found_by_tab_number_and_unit(world: World, browser_of: Browser) -> None:
    packed = a_packed_consignment(world, a_confirmed_order(world))
    shipped = a_shipped_consignment(world, a_confirmed_order(world, unit="organ"))
    browser = browser_of("coop.seller")
    for address, there in (
        ("/consignments", {packed, shipped}),
        ("/consignments?tab=packed", {packed}),
        ("/consignments?tab=shipped", {shipped}),
        (f"/consignments?q={packed.number[1:].lower()}", {packed}),
        ("/consignments?q=Organ", {shipped}),
        ("/consignments?q=%25", set()),
        ("/consignments?tab=nonsense&page=0&q=%00", {packed, shipped}),
        ("/consignments?page=99999999999999999999", set()),
    ):
        page = opened(browser, address)
        assert {row for row in (packed, shipped) if row.number in page} == there, address


def test_the_lists_know_their_number_of_queries(world: World, browser_of: Browser) -> None:
    browser = browser_of("coop.seller")
    counts = []
    for _ in range(2):
        for _ in range(4):
            a_shipped_consignment(world, a_confirmed_order(world, {"sack": 2, "bag": 1}))
        db.session.commit()
        for address in ("/consignments", "/sales?tab=all"):
            with statements() as asked:
                opened(browser, address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 8, counts


def test_the_desk_says_what_is_to_be_done(world: World, browser_of: Browser) -> None:
    (placed,) = placed_orders(world, {"sack": 4})
    confirmed = a_confirmed_order(world, {"carton": 1})
    shipped = a_shipped_consignment(world, a_confirmed_order(world))
    page = opened(browser_of("coop.seller"), "/desk")
    for number in (placed.number, confirmed.number, shipped.number):
        assert number in page
    assert re.search(r"To confirm.*?1.*?To ship.*?1", words(page))


def test_the_desk_knows_its_number_of_queries(world: World, browser_of: Browser) -> None:
    for _ in range(3):
        placed_orders(world, {"sack": 2})
        a_shipped_consignment(world, a_confirmed_order(world, {"bag": 1}))
    browser = browser_of("coop.seller")
    with statements() as asked:
        opened(browser, "/desk")
    assert len(asked) <= 11, asked


def test_what_is_here_stands_before_what_comes_today_and_later(world: World, browser_of: Browser) -> None:
    later = a_shipped_consignment(world, expected_on=today_plus(2))
    today = a_shipped_consignment(world, expected_on=today_plus(0))
    here = an_arrived_consignment(world, expected_on=today_plus(1))
    done = an_acceptance(world).consignment
    page = words(opened(browser_of("school.receiver"), "/arrivals"))
    order = ["Arrived, to be accepted", here.number, "Expected today", today.number, "On the road", later.number]
    assert sorted(order, key=page.index) == order
    assert done.number not in page
    assert done.number in opened(browser_of("school.receiver"), "/arrivals?tab=decided")


def test_the_list_knows_its_number_of_queries(world: World, browser_of: Browser) -> None:
    browser = browser_of("school.receiver")
    counts = []
    for _ in range(2):
        for _ in range(4):
            a_shipped_consignment(world, a_confirmed_order(world, {"sack": 2, "bag": 1}))
        db.session.commit()
        with statements() as asked:
            opened(browser, "/arrivals")
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 8, counts


@pytest.mark.parametrize("sign", ["%00", "%ED%A0%80", "😀" * 200, "x" * 5000], ids=["nothing", "half", "faces", "long"])
def test_an_address_that_no_database_knows_leads_nowhere(world: World, browser_of: Browser, sign: str) -> None:
    buyer, seller = browser_of("school.receiver"), browser_of("coop.seller")
    for browser, address in ((buyer, "arrivals"), (buyer, "acceptances"), (seller, "consignments"), (seller, "sales")):
        assert browser.get(f"/{address}/{sign}").status_code in (400, 404), address
        assert browser.get(f"/{address}?q={sign}").status_code in (200, 400, 404), address
    assert seller.get(f"/consignments/new?order={sign}").status_code in (200, 302, 400, 404)
