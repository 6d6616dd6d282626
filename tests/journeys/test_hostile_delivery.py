"""Nonsense, malice and slips of the finger at the packing table and at the scale."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from shop.catalogue.models import Lot
from shop.extensions import db
from shop.kernel import clock
from tests.factories import fulfilment as goods
from tests.factories.world import World
from tests.journeys import steps
from tests.journeys.browsing import Browser, Form
from tests.journeys.hostile import LONG, NOT_NUMBERS, refuses, rows
from tests.journeys.steps import BrowserOf

Filled = Callable[[dict[str, Any]], dict[str, Any]]


def fields_of(form: Form, typed: dict[str, Any]) -> dict[str, Any]:
    """Short names filled out: ``gross`` is the field of the form's first line."""
    return {next(field for field in form.fields if field.startswith(name)): value for name, value in typed.items()}


@pytest.fixture
def seller(browser_of: BrowserOf) -> Browser:
    return browser_of("coop.seller")


@pytest.fixture
def receiver(browser_of: BrowserOf) -> Browser:
    return browser_of("school.receiver")


@pytest.fixture
def table(world: World, seller: Browser) -> Form:
    """The packing form of four confirmed sacks."""
    return steps.packing(seller, goods.a_confirmed_order(world).number).form("/consignments/new")


BAD_PACKINGS: list[dict[str, Any]] = [
    *({"packs": packs, "quantity": "100"} for packs in [*NOT_NUMBERS, "-1", "5", "1.5"]),
    {"packs": "0"},
    *({"quantity": weight} for weight in [*NOT_NUMBERS, "", "0", "-5", "201", "0.0001", "401斤"]),
    *({"quantity": "100", "expected_on": day} for day in ["2026-11-22", "soon", LONG]),
    *({"quantity": "100", name: LONG} for name in ["carrier", "vehicle", "waybill"]),
]
BAD_LOTS = ["", "x", "0", "-1", "1e309", "999999", "9" * 30]


@pytest.mark.parametrize("typed", BAD_PACKINGS, ids=lambda typed: "-".join(f"{k}={v[:9]}" for k, v in typed.items()))
def test_the_packing_table_comes_back_with_what_was_typed(seller: Browser, table: Form, typed: dict[str, Any]) -> None:
    refuses(seller, table, fields_of(table, typed))


@pytest.mark.parametrize("lot", BAD_LOTS)
def test_no_lot_is_shipped_from_that_was_not_offered(seller: Browser, table: Form, lot: str) -> None:
    page = refuses(seller, table, fields_of(table, {"lot": lot, "quantity": "100"}), keeps=False)
    assert page.form("/consignments/new").fields[fields_of(table, {"quantity": ""}).popitem()[0]] == "100"


@pytest.mark.parametrize("lot", ["shoots.1", "eggs.1"], ids=["of another product", "of another supplier"])
def test_a_lot_of_other_produce_is_not_taken(seller: Browser, table: Form, world: World, lot: str) -> None:
    refuses(seller, table, fields_of(table, {"lot": str(world.lots[lot]), "quantity": "100"}), keeps=False)


@pytest.mark.parametrize(
    "change",
    [{"best_before": timedelta(days=-1)}, {"harvest_from": timedelta(days=2), "harvest_to": timedelta(days=3)}, "held"],
    ids=["spoilt", "not harvested", "held back"],
)
def test_a_lot_that_cannot_leave_does_not(seller: Browser, table: Form, world: World, change: Any) -> None:
    """Whoever opened the form before learns it when they send it off."""
    days = {} if change == "held" else {name: clock.today() + later for name, later in change.items()}
    values = days or {"held": True}
    db.session.execute(update(Lot).where(Lot.id == world.lots["potatoes.1"]).values(**values))
    refuses(seller, table, fields_of(table, {"quantity": "100"}) | {"then": "ship"}, keeps=False)


def test_the_same_truck_is_packed_once(seller: Browser, table: Form) -> None:
    typed = fields_of(table, {"quantity": "100", "packs": "2"})
    first, second = seller.send(table, **typed), seller.send(table, **typed)
    assert first.address == second.address
    assert seller.send(table, **typed | {"carrier": "another"}).status == 422


@pytest.mark.parametrize("celsius", [*NOT_NUMBERS, "61", "-61", "100"])
def test_no_thermometer_shows_that(receiver: Browser, world: World, celsius: str) -> None:
    number = goods.a_shipped_consignment(world, goods.a_confirmed_order(world)).number
    refuses(receiver, receiver.open(f"/arrivals/{number}").form("/arrive"), {"temperature": celsius})


@pytest.fixture
def scale(world: World, receiver: Browser) -> Form:
    """The form at the scale for four sacks that weighed 101.3 kg when they left."""
    order = goods.a_confirmed_order(world)
    consignment = goods.an_arrived_consignment(world, order, kilograms="101.3")
    return steps.weighing(receiver, consignment.number).form("/accept")


BAD_WEIGHINGS: list[dict[str, Any]] = [
    *({"gross": weight} for weight in [*NOT_NUMBERS, "", "-1", "200", "0.0001"]),
    *({"net": weight} for weight in [*NOT_NUMBERS, "-1", "200"]),
    {"gross": "50", "tare": "60"},
    {"gross": "50", "tare": "-1"},
    *({"net": "100", "accepted": weight, "refused_reason": "wet"} for weight in [*NOT_NUMBERS, "-1", "100.001"]),
    {"net": "100", "accepted": "90"},
    *({"net": "100", "packs_accepted": packs} for packs in [*NOT_NUMBERS, "-1", "5", "1.5"]),
    *(
        {"net": "100", "reduced_price": price, "reduced_reason": "small"}
        for price in [*NOT_NUMBERS, "-1", "2.586", "0.00001"]
    ),
    {"net": "100", "reduced_price": "1"},
    {"net": "100", "harvested_on": "2026-11-24"},
    {"net": "100", "harvested_on": "2026-11-20", "best_before": "2026-11-19"},
    *({"net": "100", "temperature": celsius} for celsius in [*NOT_NUMBERS, "61"]),
    {"net": "100", "certificate_number": LONG},
    {"net": "100", "accepted": "90", "refused_reason": LONG},
    {"net": "100", "signer_1": ""},
    {"net": "100", "signer_1": LONG},
    {"net": "100", "note": LONG},
    {"net": "100", "paper_day": "2026-11-24", "paper_day_reason": "late"},
    {"net": "100", "paper_day": "2026-11-20"},
    {"net": "100", "paper_day": "yesterday"},
]


def test_what_suits_the_scale_is_taken(receiver: Browser, scale: Form) -> None:
    with pytest.raises(AssertionError):
        refuses(receiver, scale, fields_of(scale, {"net": "100"}))


@pytest.mark.parametrize("typed", BAD_WEIGHINGS, ids=lambda typed: "-".join(f"{k}={v[:9]}" for k, v in typed.items()))
def test_the_scale_comes_back_with_what_was_typed(receiver: Browser, scale: Form, typed: dict[str, Any]) -> None:
    refuses(receiver, scale, fields_of(scale, typed))


@pytest.mark.parametrize("paper", ["bribe", "9" * 30, LONG])
def test_no_paper_is_taken_that_there_is_not(receiver: Browser, scale: Form, paper: str) -> None:
    refuses(receiver, scale, fields_of(scale, {"net": "100", "certificate_kind": paper}), keeps=False)


def test_goods_are_accepted_once_however_often_the_form_is_sent(receiver: Browser, scale: Form) -> None:
    typed = fields_of(scale, {"net": "100"})
    first, second = receiver.send(scale, **typed), receiver.send(scale, **typed)
    assert first.address == second.address
    before = rows()
    assert receiver.send(scale, **typed | {"note": "once more"}).status in (409, 422)
    assert rows() == before


@pytest.mark.parametrize("body", [b"\xff\xfe=\x80", b"a" * 3_000_000, b"&&&==%zz%", b'{"gross": 1}'], ids=range(4))
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "application/json", "multipart/form-data"])
def test_a_mangled_form_changes_nothing(receiver: Browser, scale: Form, body: bytes, kind: str) -> None:
    before = rows()
    response = receiver.client.post(scale.action, data=body, content_type=kind)
    assert response.status_code in (400, 413, 422)
    assert "<h1" in response.get_data(as_text=True)
    assert rows() == before
