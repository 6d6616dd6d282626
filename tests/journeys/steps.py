"""The steps of the main job as people take them, page by page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.factories.world import World
from tests.journeys.browsing import Browser, Page

BrowserOf = Callable[[str], Browser]


def last_part(page: Page) -> str:
    """The number in the page's address."""
    return page.address.split("?")[0].rstrip("/").split("/")[-1]


def into_the_basket(buyer: Browser, product: str, **typed: Any) -> Page:
    page = buyer.open(f"/products/{product}")
    return buyer.send(page.form("/basket/lines"), **typed)


def check_out(buyer: Browser, **typed: Any) -> Page:
    return buyer.send(buyer.open("/checkout").form("/checkout"), **typed)


def confirm(seller: Browser, order: str, **typed: Any) -> Page:
    return seller.send(seller.open(f"/sales/{order}").form("/confirm"), **typed)


def packing(seller: Browser, order: str) -> Page:
    return seller.open(f"/consignments/new?order={order}")


def pack(seller: Browser, order: str, **typed: Any) -> Page:
    return seller.send(packing(seller, order).form("/consignments/new"), **typed)


def ship(seller: Browser, consignment: str) -> Page:
    return seller.send(seller.open(f"/consignments/{consignment}").form("/ship"))


def arrive(receiver: Browser, consignment: str, **typed: Any) -> Page:
    return receiver.send(receiver.open(f"/arrivals/{consignment}").form("/arrive"), **typed)


def weighing(receiver: Browser, consignment: str) -> Page:
    return receiver.open(f"/arrivals/{consignment}/accept")


def an_order(browser_of: BrowserOf, product: str = "potatoes", packs: int = 4) -> str:
    """The school orders so many packs; the number of its order."""
    buyer = browser_of("school.buyer")
    into_the_basket(buyer, product, packs=str(packs))
    return f"{last_part(check_out(buyer))}-1"


def a_confirmed_order(browser_of: BrowserOf, world: World, **typed: Any) -> str:
    order = an_order(browser_of)
    confirm(browser_of("coop.seller"), order, **typed)
    return order


def a_consignment_in_the_yard(browser_of: BrowserOf, world: World, kilograms: str = "101.3") -> str:
    """Four sacks of potatoes, packed, sent off and arrived; the number of their consignment."""
    seller, order = browser_of("coop.seller"), a_confirmed_order(browser_of, world)
    (quantity,) = packing(seller, order).form("/consignments/new").named("quantity_")
    consignment = last_part(pack(seller, order, **{quantity: kilograms}))
    ship(seller, consignment)
    arrive(browser_of("school.receiver"), consignment)
    return consignment
