"""Nonsense, malice and slips of the finger in the basket, at the checkout and at the supplier's desk."""

from typing import Any

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.ordering.models import Order, Purchase
from tests.factories import fulfilment as goods
from tests.factories.world import World
from tests.journeys import steps
from tests.journeys.browsing import Browser
from tests.journeys.hostile import LONG, NOT_NUMBERS, refuses, rows
from tests.journeys.steps import BrowserOf


@pytest.fixture
def buyer(browser_of: BrowserOf) -> Browser:
    """The school's buyer with four sacks in the basket."""
    buyer = browser_of("school.buyer")
    steps.into_the_basket(buyer, "potatoes", packs="4")
    return buyer


@pytest.mark.parametrize("packs", [*NOT_NUMBERS, "", "0", "-2", "1.5", "3", "1", "100002", "99999999999"])
def test_packs_that_cannot_be_are_refused_by_the_basket(browser_of: BrowserOf, packs: str) -> None:
    buyer = browser_of("school.buyer")
    form = buyer.open("/products/potatoes").form("/basket/lines")
    refuses(buyer, form, {"packs": packs})


@pytest.mark.parametrize("pack", ["", "0", "-1", "x", "1e309", "999999", "9" * 30, LONG])
def test_a_pack_that_is_not_on_sale_is_refused_by_the_basket(browser_of: BrowserOf, pack: str) -> None:
    buyer = browser_of("school.buyer")
    refuses(buyer, buyer.open("/products/potatoes").form("/basket/lines"), {"pack_id": pack}, keeps=False)


@pytest.mark.parametrize("packs", ["４", " 4 ", "４．０"])
def test_full_width_digits_are_digits(browser_of: BrowserOf, packs: str) -> None:
    page = steps.into_the_basket(browser_of("school.buyer"), "potatoes", packs=packs)
    assert page.status == 200
    assert "4" in page.form("/basket").fields.values()


@pytest.mark.parametrize("packs", [*NOT_NUMBERS, "-2", "3", "1.5", "100002"])
def test_the_basket_comes_back_with_what_was_typed(buyer: Browser, packs: str) -> None:
    form = buyer.open("/basket").form("/basket")
    (field,) = form.named("packs_")
    refuses(buyer, form, {field: packs})


@pytest.mark.parametrize("pack", ["", "x", "-1", "9" * 30, LONG])
def test_taking_out_what_is_not_in_the_basket_takes_out_nothing(buyer: Browser, pack: str) -> None:
    before = rows()
    assert buyer.client.post("/basket/remove", data={"remove": pack}).status_code in (302, 404, 422)
    assert rows() == before


BAD_TERMS: list[dict[str, Any]] = [
    *({"deliver_on": day} for day in ["", "tomorrow", "2026-11-23", "2020-01-01", "2099-01-01", "2026-02-30", LONG]),
    {"note": LONG},
    {"own_number": "4" * 41},
]
BAD_CHOICES: list[dict[str, Any]] = [
    *({"purpose": word} for word in ["", "bribe", None, LONG]),
    *({"address_id": word} for word in ["", "x", "0", "-1", "999999", "9" * 30, "1e309", None]),
    *({"invoice_profile_id": word} for word in ["", "x", "999999", "9" * 30, None]),
    *({"pay_by": word} for word in ["", "later", None, LONG]),
    {"once": None},
    {"once": "short"},
    {"seen": "something else"},
]


@pytest.mark.parametrize("typed", BAD_TERMS, ids=lambda typed: "-".join(f"{k}={str(v)[:12]}" for k, v in typed.items()))
def test_the_checkout_comes_back_with_what_was_typed(buyer: Browser, typed: dict[str, Any]) -> None:
    refuses(buyer, buyer.open("/checkout").form("/checkout"), typed)


@pytest.mark.parametrize(
    "typed", BAD_CHOICES, ids=lambda typed: "-".join(f"{k}={str(v)[:12]}" for k, v in typed.items())
)
def test_the_checkout_takes_no_choice_that_it_did_not_offer(buyer: Browser, typed: dict[str, Any]) -> None:
    kept = {"note": "早上八点", "own_number": "2026-77"}
    page = refuses(buyer, buyer.open("/checkout").form("/checkout"), kept | typed, keeps=False)
    assert page.form("/checkout").fields["note"] == kept["note"]
    assert page.form("/checkout").fields["own_number"] == kept["own_number"]


def test_another_units_address_and_papers_are_not_offered_and_not_taken(buyer: Browser, world: World) -> None:
    form = buyer.open("/checkout").form("/checkout")
    refuses(buyer, form, {"address_id": str(world.addresses["clinic"])}, keeps=False)
    refuses(buyer, form, {"invoice_profile_id": str(world.profiles["clinic"])}, keeps=False)


def test_the_button_pressed_twice_buys_once(buyer: Browser) -> None:
    form = buyer.open("/checkout").form("/checkout")
    first, second = buyer.send(form), buyer.send(form)
    assert first.address == second.address
    assert db.session.scalar(select(func.count()).select_from(Purchase)) == 1


def test_the_same_form_with_other_contents_is_refused_and_names_the_purchase(buyer: Browser) -> None:
    form = buyer.open("/checkout").form("/checkout")
    first = buyer.send(form)
    second = buyer.send(form, note="and some more")
    assert second.status == 422
    assert steps.last_part(first) in second.text
    assert db.session.scalar(select(func.count()).select_from(Purchase)) == 1


@pytest.mark.parametrize("token", [None, "", "stale", "Im5vdCBvdXJzIg.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_without_its_token_nothing_is_ordered(buyer: Browser, token: str | None) -> None:
    form, before = buyer.open("/checkout").form("/checkout"), rows()
    page = buyer.send(form, csrf_token=token)
    assert page.status == 400
    assert "Nothing was changed" in page.text
    assert rows() == before


BAD_PROMISES: list[tuple[dict[str, Any], bool]] = [
    *(({"packs": packs}, True) for packs in [*NOT_NUMBERS, "-1", "5", "1.5"]),
    ({"packs": "3"}, True),
    ({"packs": "0", "reason": "frost"}, True),
    ({"packs": "3", "reason": LONG}, True),
    *(({"promised_on": day}, True) for day in ["", "2026-11-22", "2099-01-01", "soon"]),
]


@pytest.mark.parametrize(("typed", "keeps"), BAD_PROMISES)
def test_the_desk_comes_back_with_what_was_typed(
    world: World, browser_of: BrowserOf, typed: dict[str, Any], keeps: bool
) -> None:
    order, seller = goods.placed_orders(world, {"sack": 4})[0].number, browser_of("coop.seller")
    form = seller.open(f"/sales/{order}").form("/confirm")
    full = {next(field for field in form.fields if field.startswith(name)): value for name, value in typed.items()}
    refuses(seller, form, full, keeps=keeps)
    assert db.session.execute(select(Order.confirmed_at)).scalars().all() == [None]


@pytest.mark.parametrize("reason", ["", "   ", LONG])
@pytest.mark.parametrize("act", ["decline", "cancel"])
def test_nobody_ends_an_order_without_a_reason_that_can_be_read(
    world: World, browser_of: BrowserOf, act: str, reason: str
) -> None:
    order = goods.placed_orders(world, {"sack": 4})[0].number
    who, desk = ("coop.seller", "sales") if act == "decline" else ("school.buyer", "orders")
    browser = browser_of(who)
    refuses(
        browser, browser.open(f"/{desk}/{order}").form(f"/{act}"), {"reason": reason}, keeps=reason.strip() == reason
    )
