"""The pages of the money: what is due, payments and what they are for, the account of an order; each for its own."""

import re
from datetime import timedelta

import pytest

from shop.extensions import db
from shop.ordering.models import Order
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.payments import a_payment, balance_of, share
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.statements import statements


def text_of(response: object) -> str:
    page = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.get_data(as_text=True), flags=re.DOTALL)  # type: ignore[attr-defined]
    return " ".join(page.replace("&#39;", "'").split())


@pytest.fixture
def delivered(world: World) -> Order:
    """Two trays of eggs for 83.00 and freight of 15.00 yuan, taken in whole."""
    order = a_confirmed_order(world, {"tray": 2})
    an_acceptance(world, an_arrived_consignment(world, order))
    return order


@pytest.mark.parametrize("name", ["school.manager", "school.buyer", "workshop.seller"])
def test_both_sides_see_what_is_to_be_paid_and_when(
    world: World, delivered: Order, browser_of: Browser, name: str
) -> None:
    page = text_of(browser_of(name).get("/money"))
    assert f"{delivered.number}" in page
    assert "¥98.00" in page
    assert "No payment is known yet." in page


def test_what_is_late_is_listed_by_itself(
    world: World, delivered: Order, browser_of: Browser, clock: SettableClock
) -> None:
    assert "Nothing is overdue" in text_of(browser_of("school.manager").get("/money?late=1"))
    clock.set(delivered.placed_at + timedelta(days=31))
    page = text_of(browser_of("school.manager").get("/money?late=1"))
    assert "overdue" in page
    assert delivered.number in page


def test_whoever_trades_with_nobody_sees_nothing_of_others(world: World, delivered: Order, browser_of: Browser) -> None:
    a_payment(delivered, "98")
    for name in ("organ.manager", "coop.seller"):
        page = text_of(browser_of(name).get("/money"))
        assert "Nothing is to be paid" in page
        assert "98.00" not in page


def test_the_account_of_an_order_tells_every_charge_and_payment(
    world: World, delivered: Order, browser_of: Browser
) -> None:
    payment = a_payment(delivered, "100", shares=[share(delivered, "60")])
    for name in ("school.buyer", "workshop.seller", "harbour.official"):
        page = text_of(browser_of(name).get(f"/money/orders/{delivered.number}"))
        assert "Goods accepted ¥83.00" in page
        assert "Freight and charges ¥15.00" in page
        assert payment.number in page
        assert "Total ¥98.00 ¥60.00 ¥38.00" in page


def test_what_is_for_no_order_yet_is_put_to_one_and_taken_back(
    world: World, delivered: Order, browser_of: Browser
) -> None:
    payment = a_payment(delivered, "100")
    seller = browser_of("workshop.seller")
    address = f"/money/payments/{payment.number}"
    assert 'value="98"' in seller.get(address).text.replace("98.00", "98")
    seller.post(f"{address}/allocate", data={"order": delivered.number, "amount": "９８"})
    assert balance_of(delivered) == ("98.00", "98.00")
    assert "is put to order" in text_of(seller.get(address))
    seller.post(f"{address}/release", data={"order": delivered.number, "amount": "8.00"})
    db.session.expire_all()
    assert balance_of(delivered) == ("98.00", "90.00")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "200"}, "does not have so much left"),
        ({"amount": "98.01"}, "does not come to so much"),
        ({"amount": ""}, "Please enter an amount"),
        ({"amount": "1.234"}, "at most two decimals"),
        ({"amount": "lots"}, "Please enter a number"),
        ({"order": "261123-NOPE0-1"}, "not one of this unit at this supplier"),
    ],
)
def test_what_cannot_be_put_comes_back_with_a_sentence(
    world: World, delivered: Order, browser_of: Browser, typed: dict[str, str], sentence: str
) -> None:
    payment = a_payment(delivered, "99")
    data = {"order": delivered.number, "amount": "10"} | typed
    response = browser_of("school.manager").post(f"/money/payments/{payment.number}/allocate", data=data)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert balance_of(delivered) == ("98.00", "0.00")


def test_a_buyer_without_the_role_of_finance_reads_and_moves_nothing(
    world: World, delivered: Order, browser_of: Browser
) -> None:
    payment = a_payment(delivered, "98")
    buyer = browser_of("school.buyer")
    address = f"/money/payments/{payment.number}"
    assert buyer.get(address).status_code == 200
    data = {"order": delivered.number, "amount": "1"}
    assert buyer.post(f"{address}/allocate", data=data).status_code == 404


def test_the_order_says_what_is_owed_and_leads_to_its_account(
    world: World, delivered: Order, browser_of: Browser
) -> None:
    for name, address in (("school.buyer", "orders"), ("workshop.seller", "sales")):
        page = browser_of(name).get(f"/{address}/{delivered.number}")
        assert f"/money/orders/{delivered.number}" in page.text
        assert "To be paid by" in text_of(page)


def test_the_page_takes_the_same_statements_however_much_is_due(
    world: World, delivered: Order, browser_of: Browser
) -> None:
    counts = []
    for _round in range(2):
        browser = browser_of("school.manager")
        browser.get("/money")
        with statements() as sent:
            browser.get("/money")
        counts.append(len(sent))
        for packs in ({"tray": 1}, {"bag": 2}, {"sack": 2}):
            order = a_confirmed_order(world, packs)
            an_acceptance(world, an_arrived_consignment(world, order))
            a_payment(order, "10")
    assert counts[0] == counts[1] <= 12
