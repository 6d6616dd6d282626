"""A cooperative, its county and the operator at their browsers, with one listing between them."""

from __future__ import annotations

from typing import Any

from shop.catalogue import lifecycle
from shop.catalogue.lifecycle import Action, Party
from shop.catalogue.models import Product
from shop.catalogue.services import moves
from shop.catalogue.services.shelving import take_off_shelf
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from tests.clients import SeparateClient
from tests.factories import DAGUAN, a_county_office, a_supplier, an_actor, an_operator, sign_in
from tests.factories.catalogue import a_product
from tests.journeys.browsing import Browser, Page

DRAFT, SUBMITTED, ON, OFF = ProductStatus
LISTS, DETAILS, HEAVY = 8, 10, 150_000
PAGE_DEEDS = {
    Action.SUBMIT: "submit",
    Action.WITHDRAW: "withdraw",
    Action.APPROVE: "approve",
    Action.RETURN: "return",
    Action.TAKE_OFF: "take-off",
    Action.PUT_BACK: "put-back",
    Action.DISCARD: "discard",
}
LONG = "大关县木杆镇高山云雾有机鲜筇竹笋尖礼盒装" * 6


class Trade:
    """A cooperative with one listing, its county's office, the operator, and a stranger: each with a browser."""

    def __init__(self, client: SeparateClient) -> None:
        self.client = client
        self.coop = a_supplier()
        self.parties: dict[Party | None, Actor] = {
            Party.SUPPLIER: an_actor(self.coop),
            Party.COUNTY: an_actor(a_county_office(DAGUAN)),
            Party.OPERATOR: an_actor(an_operator()),
            None: an_actor(a_supplier()),
        }

    def as_(self, party: Party | None) -> Browser:
        db.session.commit()
        sign_in(self.client, self.parties[party])
        return Browser(self.client)

    def listing(self, status: ProductStatus = ON, **particulars: Any) -> Product:
        product = a_product(of=self.coop, on_shelf=status in lifecycle.SHOWN, **particulars)
        if status is SUBMITTED:
            moves.submit(product, by=self.parties[Party.SUPPLIER])
        if status is OFF:
            take_off_shelf(product, reason="", by=self.parties[Party.SUPPLIER])
        db.session.commit()
        return product


def now(product: Product) -> Product:
    db.session.expire_all()
    return product


def at(product: Product, *rest: str) -> str:
    return "/".join([f"/listings/{product.id}", *rest])


def deeds_offered(page: Page, product: Product) -> set[str]:
    start = at(product) + "/"
    found = {form.action.removeprefix(start) for form in page.forms if form.action.startswith(start)}
    return found & set(PAGE_DEEDS.values())
