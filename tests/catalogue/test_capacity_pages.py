"""The pages of capacity passports: a cooperative declares, its county decides, everybody sees how full it is."""

from collections.abc import Callable

import pytest
from flask import Flask

from shop.catalogue.models import Capacity, Product
from shop.catalogue.words import CapacityStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.quantity import Quantity
from tests.clients import SeparateClient
from tests.english import in_english  # noqa: F401 – a fixture
from tests.factories import sign_in
from tests.factories.capacities import a_capacity, a_commodity
from tests.factories.catalogue import a_category
from tests.factories.world import World
from tests.statements import statements

LIST_STATEMENTS, DETAIL_STATEMENTS = 8, 10

Visit = Callable[[str], SeparateClient]


@pytest.fixture
def visit(world_app: Flask, world: World) -> Visit:
    def opened(name: str) -> SeparateClient:
        client = world_app.test_client()
        assert isinstance(client, SeparateClient)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        sign_in(client, world.actor(name))
        return client

    return opened


@pytest.fixture
def grown(world: World) -> Product:
    product = db.session.get_one(Product, world.products["potatoes"])
    product.commodity_id = a_commodity().id
    db.session.commit()
    return product


def typed(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "category": a_category().id,
        "year": clock.today().year,
        "mu": "１20.5",
        "expected": "4000斤",
        "measure": "kg",
        "months": ["7", "8"],
        "once": "a-key-for-this-form",
    }
    return usual | changes


def test_a_cooperative_declares_and_its_county_recommends(visit: Visit, grown: Product) -> None:
    coop, office = visit("coop.seller"), visit("office-530624.official")
    answer = coop.post("/capacity/new", data=typed())
    assert answer.status_code == 302
    passport = db.session.query(Capacity).one()
    assert (passport.mu, passport.expected, passport.months) == (12050, Quantity.of(2000), 0b1100_0000)
    page = office.get(answer.location).text
    assert "120.50 mu" in page
    assert "16.6 kg" in page
    assert "An unusual yield per mu" in page
    done = office.post(f"{answer.location}/recommend", data={"once": "the-county-says-yes"})
    assert done.location == answer.location
    db.session.expire_all()
    assert passport.status is CapacityStatus.RECOMMENDED
    assert "1,250 kg of 2,000 kg (62.5 %)" in coop.get("/capacity").text


def test_what_is_wrong_comes_back_beside_its_field_and_what_was_typed_is_kept(visit: Visit, grown: Product) -> None:
    answer = visit("coop.seller").post("/capacity/new", data=typed(mu="12.345", months=[]))
    assert answer.status_code == 422
    assert 'value="12.345"' in answer.text
    assert 'value="4000斤"' in answer.text
    assert "at most two decimals" in answer.text
    assert db.session.query(Capacity).count() == 0


def test_a_returned_declaration_says_why_and_is_declared_anew_from_its_own_figures(
    visit: Visit, world: World, grown: Product
) -> None:
    passport = a_capacity(world.organisations["coop"], "777", status=CapacityStatus.DECLARED, months=(9,))
    db.session.commit()
    coop, office, at = visit("coop.seller"), visit("office-530624.official"), f"/capacity/{passport.id}"
    assert office.post(f"{at}/return", data={"once": "returned-without-a-word"}).status_code == 422
    done = office.post(f"{at}/return", data={"once": "returned-with-words", "reason": "Only 6 mu are planted."})
    assert done.status_code == 302
    assert "Only 6 mu are planted." in coop.get(at).text
    again = coop.get(f"/capacity/new?of={passport.id}").text
    assert 'value="777"' in again
    assert 'value="9" checked' in again


def test_what_is_nearly_used_up_is_marked_and_what_waits_stands_beside_what_holds(
    visit: Visit, world: World, grown: Product
) -> None:
    a_capacity(world.organisations["coop"], "1300")
    newer = a_capacity(world.organisations["coop"], "5000", status=CapacityStatus.DECLARED)
    db.session.commit()
    coop = visit("coop.seller")
    assert "nearly used up" in coop.get("/capacity").text
    assert "1,300 kg stays in force" in coop.get(f"/capacity/{newer.id}").text


def test_nobody_elses_declaration_opens_or_fills_a_form(visit: Visit, world: World, grown: Product) -> None:
    passport = a_capacity(world.organisations["coop"], status=CapacityStatus.DECLARED)
    db.session.commit()
    workshop = visit("workshop.seller")
    for address in (f"/capacity/{passport.id}", f"/capacity/new?of={passport.id}"):
        assert workshop.get(address).status_code == 404
    assert visit("school.buyer").get("/capacity").status_code == 404


def test_the_pages_take_the_same_statements_however_much_there_is(visit: Visit, world: World, grown: Product) -> None:
    coop = visit("coop.seller")
    for number in range(30):
        kind = a_category(f"kind-{number}")
        a_capacity(world.organisations["coop"], category=kind)
    passport = a_capacity(world.organisations["coop"])
    db.session.commit()
    with statements() as sent:
        assert "31 declarations" in coop.get("/capacity").text
    assert len(sent) <= LIST_STATEMENTS, sent
    with statements() as sent:
        assert coop.get(f"/capacity/{passport.id}").status_code == 200
    assert len(sent) <= DETAIL_STATEMENTS, sent


def test_the_list_is_filtered_in_its_address(visit: Visit, world: World, grown: Product) -> None:
    a_capacity(world.organisations["coop"], year=clock.today().year - 1)
    a_capacity(world.organisations["coop"], "4321", status=CapacityStatus.RETURNED)
    db.session.commit()
    coop = visit("coop.seller")
    assert "4,321" in coop.get("/capacity?state=returned").text
    assert "4,321" not in coop.get("/capacity?state=recommended").text
    assert "4,321" not in coop.get(f"/capacity?year={clock.today().year - 1}").text
    assert "Nothing was found" in coop.get("/capacity?q=nowhere").text
    for address in ("?state=moon", "?year=99999999", "?page=-4", "?q=%00"):
        assert coop.get(f"/capacity{address}").status_code == 200
