"""Nonsense, malice and slips of the finger where one lowers, limits, rejects, refuses whole, objects and corrects."""

from typing import Any

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.models import CorrectionProposal
from shop.kernel.money import Money
from shop.ordering.models import OrderLine
from shop.organisations.models import Membership
from tests.factories import fulfilment as goods
from tests.factories.ordering import a_purchase
from tests.factories.world import World
from tests.journeys.browsing import Browser, Form
from tests.journeys.hostile import LONG, NOT_NUMBERS, refuses
from tests.journeys.steps import BrowserOf

BAD_REASONS = ["", LONG]


def fields_of(form: Form, typed: dict[str, Any]) -> dict[str, Any]:
    """Short names filled out: ``gross`` is the field of the form's first line."""
    return {next(field for field in form.fields if field.startswith(name)): value for name, value in typed.items()}


@pytest.fixture
def buyer(browser_of: BrowserOf) -> Browser:
    return browser_of("school.buyer")


@pytest.mark.parametrize("packs", [*NOT_NUMBERS, "-2", "1.5", "4", "6", "100002"])
def test_an_order_is_only_lowered_and_to_whole_packs(world: World, buyer: Browser, packs: str) -> None:
    (order,) = goods.placed_orders(world, {"sack": 4})
    form = buyer.open(f"/orders/{order.number}").form("/lower")
    refuses(buyer, form, fields_of(form, {"packs_": packs}))
    assert db.session.execute(select(OrderLine.packs_ordered)).scalars().all() == [4]


@pytest.mark.parametrize("limit", [*NOT_NUMBERS, "-1", "-0.01", "1.001", "9999999999999"])
def test_nobody_is_limited_to_what_is_no_amount(world: World, browser_of: BrowserOf, limit: str) -> None:
    manager, clerk = browser_of("school.manager"), world.memberships["school.clerk"]
    form = manager.open(f"/team/{clerk}").form(f"/team/{clerk}")
    refuses(manager, form, {"order_limit": limit})
    assert db.session.get_one(Membership, clerk).order_limit == Money.yuan(500)


@pytest.mark.parametrize("reason", BAD_REASONS)
def test_a_purchase_is_rejected_with_a_reason_that_can_be_read(
    world: World, browser_of: BrowserOf, reason: str
) -> None:
    purchase, approver = a_purchase(world, {"sack": 20}, by="clerk"), browser_of("school.approver")
    form = approver.open(f"/purchases/{purchase.number}").form("/reject")
    refuses(approver, form, {"reason": reason})


@pytest.mark.parametrize("typed", [{"reason": ""}, {"reason": LONG}, {"reason": "wet", "signer_1": LONG}])
def test_goods_are_refused_whole_with_a_reason_that_can_be_read(
    world: World, buyer: Browser, typed: dict[str, str]
) -> None:
    consignment = goods.an_arrived_consignment(world)
    refuses(buyer, buyer.open(f"/arrivals/{consignment.number}").form("/refuse"), typed)


@pytest.mark.parametrize("reason", BAD_REASONS)
@pytest.mark.parametrize("act", ["object", "reject"])
def test_the_supplier_answers_a_note_with_a_reason_that_can_be_read(
    world: World, browser_of: BrowserOf, buyer: Browser, act: str, reason: str
) -> None:
    note, seller = goods.an_acceptance(world).number, browser_of("coop.seller")
    if act == "reject":
        form = buyer.open(f"/acceptances/{note}/correct").form("/correct")
        buyer.send(form, **fields_of(form, {"accepted": "90", "refused_reason": "wet"}), reason="wet")
    refuses(seller, seller.open(f"/acceptances/{note}").form(f"/{act}"), {"reason": reason})


BAD_CORRECTIONS: list[dict[str, str]] = [
    {"reason": ""},
    {"reason": LONG},
    *({"gross": weight, "reason": "wet"} for weight in [*NOT_NUMBERS, "-1", "0.0001"]),
    *({"gross": "100", "tare": weight, "reason": "wet"} for weight in ["-1", "101", "1e309"]),
    *({"net": weight, "reason": "wet"} for weight in [*NOT_NUMBERS, "-1", "2000"]),
    *({"accepted": weight, "reason": "wet"} for weight in [*NOT_NUMBERS, "-1", "101"]),
    {"accepted": "90", "reason": "wet"},
    {"packs_accepted": "5", "reason": "wet"},
    *({"reduced_price": price, "reduced_reason": "small", "reason": "wet"} for price in ["x", "-1", "2.586", "1e309"]),
    {"reduced_price": "1", "reason": "wet"},
    {"harvested_on": "2026-11-24", "reason": "wet"},
    {"best_before": "2020-02-30", "reason": "wet"},
]


@pytest.mark.parametrize(
    "typed", BAD_CORRECTIONS, ids=lambda typed: "-".join(f"{k}={str(v)[:9]}" for k, v in typed.items())
)
@pytest.mark.parametrize("who", ["school.receiver", "coop.seller"])
def test_a_correction_that_cannot_be_comes_back_with_what_was_typed(
    world: World, browser_of: BrowserOf, who: str, typed: dict[str, str]
) -> None:
    browser = browser_of(who)
    form = browser.open(f"/acceptances/{goods.an_acceptance(world).number}/correct").form("/correct")
    refuses(browser, form, fields_of(form, typed))
    assert db.session.execute(select(CorrectionProposal)).scalars().all() == []


def test_full_width_digits_are_digits_wherever_numbers_are_typed(world: World, browser_of: BrowserOf) -> None:
    def sends(who: str, page: str, action: str, **typed: str) -> str:
        browser = browser_of(who)
        form = browser.open(page).form(action)
        answer = browser.send(form, **fields_of(form, typed))
        assert (answer.status, answer.errors) == (200, []), (page, answer.errors)
        return answer.address.split("?")[0]

    (order,) = goods.placed_orders(world, {"sack": 8})
    sends("school.buyer", f"/orders/{order.number}", "/lower", packs_="６")
    promise = {"packs_": "４", "reason_": "frost", "promised_on": "２０２６－１１－２７"}
    sends("coop.seller", f"/sales/{order.number}", "/confirm", **promise)
    packing = f"/consignments/new?order={order.number}"
    packed = sends(
        "coop.seller", packing, "/consignments/new", packs_="２", quantity_="５０．５", expected_on="2026/11/27"
    )
    sends("coop.seller", packed, "/ship")
    arrival = packed.replace("/consignments/", "/arrivals/")
    sends("school.receiver", arrival, "/arrive", temperature="－１．５")
    weighed = {
        "gross": "５２",
        "tare": "１．５",
        "accepted": "９９斤",
        "refused_reason": "wet",
        "harvested_on": "２０２６年１１月５日",
    }
    note = sends("school.receiver", f"{arrival}/accept", "/accept", **weighed)
    corrected = {"accepted": "４９", "refused_reason": "wet", "reason": "wet"}
    sends("school.receiver", f"{note}/correct", "/correct", **corrected)
    sends("coop.seller", note, "/agree")
    (line,) = db.session.execute(select(OrderLine)).scalars()
    assert (line.packs_ordered, line.packs_confirmed, line.packs_shipped) == (6, 4, 2)
    assert "¥126.67" in browser_of("school.buyer").open(f"{note[:-1]}2").text  # 49 kg at 2.585
    clerk = world.memberships["school.clerk"]
    sends("school.manager", f"/team/{clerk}", f"/team/{clerk}", order_limit="１，２５０．５")
    assert db.session.get_one(Membership, clerk).order_limit == Money.yuan("1250.50")
