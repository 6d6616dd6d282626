"""Pay-now in a real browser, from the page of an order to the stand-in's page to pay on, and back to a paid order.

The page to pay on is ours and says so: what Stripe's own looks like, nobody sees here.
"""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser, Page, Route, ViewportSize, expect

from shop.app import create_app
from shop.extensions import db
from shop.kernel import dialects
from shop.ordering.services.baskets import BasketOwner, add_to_basket
from tests.browser.conftest import DESKTOP, PHONE, serving
from tests.browser.looks import scrolls_sideways
from tests.databases import Databases, disconnect, settings
from tests.factories.ordering import a_promised_order
from tests.factories.people import PASSWORD
from tests.factories.world import World, make_world
from tests.peers.running import KEY, SECRET, Stripe, running

AMOUNT = "¥258.50"
"""Four sacks of potatoes of 25 kg at 2.585 yuan."""


class PayingShop(NamedTuple):
    """A shop with a key of the stand-in, two orders to be paid, and the stand-in, which reports to the shop."""

    address: str
    database_url: str
    folder: str
    orders: list[str]
    stripe: Stripe
    world: World

    @property
    def webhook(self) -> str:
        """Where the stand-in reports to."""
        return f"{self.address}/webhooks/stripe"


@pytest.fixture(scope="module")
def shop(database_source: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PayingShop]:
    url, log = database_source.url(), tmp_path_factory.mktemp("paying") / "log"
    app = create_app(settings(url))
    with app.app_context(), dialects.writing():
        world = make_world()
        orders = [a_promised_order(world).number for _order in range(2)]
        db.session.commit()
    disconnect(app)
    with running() as stripe:
        keys = {"SHOP_STRIPE_KEY": KEY, "SHOP_STRIPE_WEBHOOK_SECRET": SECRET, "SHOP_STRIPE_API": stripe.base}
        with serving(url, log, demo=False, **keys) as address:
            stripe.direct("behave", webhook=f"{address}/webhooks/stripe")
            yield PayingShop(address, url, str(log.parent), orders, stripe, world)


@pytest.mark.parametrize(
    ("viewport", "scripts", "nth"),
    [(DESKTOP, True, 0), (PHONE, False, 1)],
    ids=["at a desk", "on a phone without scripts"],
)
def test_from_the_order_to_the_page_to_pay_on_and_back(
    shop: PayingShop, browser: Browser, viewport: ViewportSize, scripts: bool, nth: int
) -> None:
    page = _signed_in(browser, shop, "school.buyer", viewport=viewport, java_script_enabled=scripts)
    number = shop.orders[nth]
    page.goto(f"/orders/{number}")
    page.get_by_role("link", name="Pay online").click()
    expect(page.locator("main")).to_contain_text("on a page of the payment service Stripe")
    assert not scrolls_sideways(page)
    page.get_by_role("button", name=f"Pay {AMOUNT} now").click()
    expect(page).to_have_url(re.compile(rf"^{re.escape(shop.stripe.base)}/pay/cs_test_"))
    expect(page.locator("body")).to_contain_text("258.50 CNY")
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page).to_have_url(f"{shop.address}/orders/{number}/pay")
    expect(page.locator("main")).to_contain_text("Nothing is open to be paid for this order now.")
    page.goto(f"/orders/{number}")
    expect(page.locator("main")).to_contain_text(re.compile(rf"Paid\s*{AMOUNT}"))
    page.context.close()
    assert "The money is right" in _said(shop, "money", "verify")
    assert f"The books agree: {nth + 1} payments" in _said(shop, "money", "reconcile")


def test_the_operator_finds_the_report_and_the_debt_to_the_supplier(shop: PayingShop, browser: Browser) -> None:
    page = _signed_in(browser, shop, "operator.operator")
    page.goto("/money/stripe/inbox")
    expect(page.locator("main")).to_contain_text("checkout.session.completed")
    page.goto("/money/stripe/owed")
    expect(page.locator("main")).to_contain_text("¥517.00")
    page.context.close()


def test_a_small_buyer_orders_and_pays_and_a_part_goes_back(shop: PayingShop, browser: Browser) -> None:
    """On a slow network, and with an impatient hand: one purchase, one page to pay on, one payment."""
    page = _at_the_checkout(shop, browser)
    page.route("**/checkout", _slowly)
    page.check("[name=pay_by][value=online]")
    page.get_by_role("button", name="Place the order").dblclick()
    expect(page).to_have_url(re.compile(rf"^{re.escape(shop.stripe.base)}/pay/cs_test_"))
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.locator("main")).to_contain_text("The supplier has been told, and confirms it next.")
    number = page.url.split("/orders/")[1].split("/")[0]
    page.goto(f"/orders/{number}")
    expect(page.locator("main")).to_contain_text("Awaiting the supplier")
    page.goto(f"/money/orders/{number}")
    expect(page.locator("main")).to_contain_text(AMOUNT)
    page.goto("/orders")
    expect(page.locator("main tbody tr")).to_have_count(3)
    page.context.close()
    assert "The money is right" in _said(shop, "money", "verify")
    operator = _signed_in(browser, shop, "operator.operator")
    operator.goto(f"/money/stripe/payments?q={number}")
    operator.locator("main tbody a").first.click()
    operator.locator("main details[data-confirm] summary").click()
    operator.fill("[name=amount]", "58.50")
    operator.fill("[name=reason]", "one sack was wet")
    operator.get_by_role("button", name="Give it back").click()
    expect(operator.locator("main")).to_contain_text("one sack was wet")
    expect(operator.locator("main")).to_contain_text("¥58.50")
    operator.context.close()
    assert "The money is right" in _said(shop, "money", "verify")
    assert "The books agree" in _said(shop, "money", "reconcile")


def test_a_report_that_comes_after_the_buyer_is_back_shows_itself(shop: PayingShop, browser: Browser) -> None:
    shop.stripe.direct("behave", webhook=None)
    page = _at_the_checkout(shop, browser, viewport=PHONE)
    page.check("[name=pay_by][value=online]")
    page.get_by_role("button", name="Place the order").click()
    page.get_by_role("link", name="Back to the shop").click()
    expect(page.locator("main")).to_contain_text("No payment has been reported yet")
    assert not scrolls_sideways(page)
    page.get_by_role("link", name="Go on to pay").click()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.locator("main")).to_contain_text("No payment has been reported yet")
    told = [event["id"] for event in shop.stripe.events("checkout.session.completed")]
    assert shop.stripe.deliver(told[-1], to=shop.webhook) == [200]
    expect(page.locator("main")).to_contain_text("Nothing is open to be paid for this order now.")
    page.context.close()
    shop.stripe.direct("behave", webhook=shop.webhook)
    assert "The money is right" in _said(shop, "money", "verify")


def _slowly(route: Route) -> None:
    """A form is on its way for a while."""
    time.sleep(1.5)
    route.continue_()


def _at_the_checkout(shop: PayingShop, browser: Browser, **how: Any) -> Page:
    """The school's buyer with four sacks of potatoes in the basket."""
    app = create_app(settings(shop.database_url))
    with app.app_context(), dialects.writing():
        owner = BasketOwner(membership_id=shop.world.memberships["school.buyer"])
        add_to_basket(owner, shop.world.packs["sack"], 4)
        db.session.commit()
    disconnect(app)
    page = _signed_in(browser, shop, "school.buyer", **how)
    page.goto("/checkout")
    return page


def _signed_in(browser: Browser, shop: PayingShop, who: str, **how: Any) -> Page:
    page = browser.new_context(base_url=shop.address, locale="en-US", **how).new_page()
    page.goto("/sign-in")
    page.fill("[name=name]", f"{who}@world.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main form[action^='/sign-in'] button")
    expect(page).not_to_have_url(re.compile("/sign-in"))
    return page


def _said(shop: PayingShop, *command: str) -> str:
    """What a command of the shop's says; it has to be content."""
    keys = {"SHOP_STRIPE_KEY": KEY, "SHOP_STRIPE_WEBHOOK_SECRET": SECRET, "SHOP_STRIPE_API": shop.stripe.base}
    environment = {**os.environ, **keys, "SHOP_DATABASE_URL": shop.database_url, "SHOP_INSTANCE": shop.folder}
    arguments = [str(Path(sys.executable).with_name("shop")), *command]
    ran = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr + ran.stdout
    return ran.stdout
