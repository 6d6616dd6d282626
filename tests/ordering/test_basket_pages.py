"""The basket as a page: filled by anybody, kept on signing in, forgiving about what is typed."""

import re

import pytest
from flask.testing import FlaskClient

from shop.catalogue.models import Product
from shop.catalogue.services.shelving import take_off_shelf
from shop.extensions import db
from shop.ordering.models import Basket
from shop.ordering.services.baskets import BasketOwner, add_to_basket, basket_of
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories import PASSWORD
from tests.factories.ordering import a_purchase
from tests.factories.world import World
from tests.ordering.pages import errors_of, signed_in, text_of, value_of
from tests.statements import statements


@pytest.fixture
def client(world_app: object, world: World) -> FlaskClient:
    client = world_app.test_client()  # type: ignore[attr-defined]
    assert isinstance(client, SeparateClient)
    with client.session_transaction() as session:
        session["language"] = "en"
    return client


def lying(world: World, name: str = "school.buyer") -> dict[int, int]:
    db.session.expire_all()
    basket = basket_of(BasketOwner(membership_id=world.memberships[name]))
    return {line.pack_id: line.packs for line in basket.lines} if basket else {}


def put_in(world: World, packs: dict[str, int], name: str = "school.buyer") -> None:
    for pack, number in packs.items():
        add_to_basket(BasketOwner(membership_id=world.memberships[name]), world.packs[pack], number)


def test_an_empty_basket_says_what_to_do_first(client: FlaskClient) -> None:
    page = text_of(client.get("/basket"))
    assert "Your basket is empty" in page
    assert 'href="/products"' in page


def test_a_visitor_fills_a_basket_without_signing_in(client: FlaskClient, world: World) -> None:
    response = client.post("/basket/lines", data={"pack_id": world.packs["sack"], "packs": "4"})
    assert (response.status_code, response.location) == (302, "/basket")
    page = text_of(client.get("/basket"))
    assert value_of(page, f"packs_{world.packs['sack']}") == "4"
    assert "about ¥258.50" in page
    assert "Sign in for your unit" in page


def test_adding_again_says_what_was_added_and_what_the_basket_has_now(client: FlaskClient, world: World) -> None:
    form = {"pack_id": world.packs["sack"], "packs": "4"}
    client.post("/basket/lines", data=form)
    first = text_of(client.get("/basket"))
    assert re.search(r"Added to the basket: [^.]+, 4 × [^.]+\.", first)
    assert "You now have" not in first
    client.post("/basket/lines", data=form | {"packs": "6"})
    assert re.search(r"Added to the basket: [^.]+, 6 × [^.]+\. You now have 10 in it\.", text_of(client.get("/basket")))


@pytest.mark.parametrize("reached", [True, False])
def test_the_same_form_sent_twice_puts_in_once(client: FlaskClient, world: World, reached: bool) -> None:
    """Even where the first answer, with the name of the visitor's new basket, never reached the browser."""
    form = {"pack_id": world.packs["sack"], "packs": "4", "once": "a-key-of-a-form-0001"}
    client.post("/basket/lines", data=form)
    if not reached:
        with client.session_transaction() as session:
            del session["basket"]
    assert client.post("/basket/lines", data=form).location == "/basket"
    page = text_of(client.get("/basket"))
    assert value_of(page, f"packs_{world.packs['sack']}") == "4"
    assert "sent twice; the goods were added once" in page


@pytest.mark.parametrize("typed", ["0", "abc"])
def test_what_lies_in_the_basket_still_stands_there_when_something_else_cannot_be_added(
    client: FlaskClient, world: World, typed: str
) -> None:
    client.post("/basket/lines", data={"pack_id": world.packs["sack"], "packs": "4"})
    refused = client.post("/basket/lines", data={"pack_id": world.packs["tray"], "packs": typed})
    assert refused.status_code == 422
    assert value_of(text_of(refused), f"packs_{world.packs['sack']}") == "4"


def test_looking_makes_no_basket(client: FlaskClient) -> None:
    client.get("/basket")
    client.post("/basket", data={"packs_1": "3"})
    client.post("/basket/remove", data={"remove": "1"})
    assert db.session.query(Basket).count() == 0


def test_what_a_visitor_put_in_is_there_after_signing_in(client: FlaskClient, world: World) -> None:
    put_in(world, {"sack": 2, "tray": 5})
    client.post("/basket/lines", data={"pack_id": world.packs["sack"], "packs": "6"})
    client.post("/sign-in", data={"name": "school.buyer@world.example", "password": PASSWORD})
    assert lying(world) == {world.packs["sack"]: 6, world.packs["tray"]: 5}
    page = text_of(client.get("/basket"))
    assert value_of(page, f"packs_{world.packs['sack']}") == "6"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "at least one pack"),
        ("-4", "at least one pack"),
        ("3", "multiples of 2: 4 would do"),
        ("1", "minimum order is 2"),
        ("1e309", "Please enter a number."),
        ("99999999999", "too large"),
        ("100002", "more than one order can hold"),
        ("2.5", "whole number"),
        ("four", "Please enter a number."),
        ("", "the number of packs"),
        ("9" * 10_000, "Please enter a number."),
    ],
)
def test_what_cannot_be_added_comes_back_as_typed_with_a_sentence_beside_it(
    client: FlaskClient, world: World, typed: str, sentence: str
) -> None:
    response = client.post("/basket/lines", data={"pack_id": world.packs["sack"], "packs": typed})
    page = text_of(response)
    assert response.status_code == 422
    assert value_of(page, "packs") == typed
    assert [error for error in errors_of(page) if sentence in error]
    assert db.session.query(Basket).count() == 0


def test_full_width_digits_are_read(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    client.post("/basket/lines", data={"pack_id": world.packs["sack"], "packs": "４"})
    assert lying(world) == {world.packs["sack"]: 4}


@pytest.mark.parametrize("pack_id", ["0", "-1", "999999", "x", "", "9" * 300])
def test_unknown_packs_are_refused(client: FlaskClient, pack_id: str) -> None:
    response = client.post("/basket/lines", data={"pack_id": pack_id, "packs": "2"})
    assert response.status_code == 422
    assert "not in your basket yet" in text_of(response)


def test_all_lines_are_set_at_once(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"sack": 2, "tray": 1, "bag": 5})
    sack, tray, bag = (world.packs[name] for name in ("sack", "tray", "bag"))
    client.post("/basket", data={f"packs_{sack}": "8", f"packs_{tray}": "0", f"packs_{bag}": ""})
    assert lying(world) == {sack: 8, bag: 5}


def test_a_line_that_cannot_be_set_keeps_everything_typed_and_changes_nothing(
    client: FlaskClient, world: World
) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"sack": 2, "tray": 1})
    sack, tray = world.packs["sack"], world.packs["tray"]
    response = client.post("/basket", data={f"packs_{sack}": "3", f"packs_{tray}": "7"})
    page = text_of(response)
    assert response.status_code == 422
    assert (value_of(page, f"packs_{sack}"), value_of(page, f"packs_{tray}")) == ("3", "7")
    assert errors_of(page) == ["Packs are sold in multiples of 2: 4 would do."]
    assert lying(world) == {sack: 2, tray: 1}


def test_going_to_the_checkout_sets_what_was_typed_first(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"sack": 2})
    response = client.post("/basket", data={f"packs_{world.packs['sack']}": "6", "go": "checkout"})
    assert response.location == "/checkout"
    assert lying(world) == {world.packs["sack"]: 6}


def test_a_line_is_removed_and_removing_it_again_does_no_harm(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"sack": 2, "tray": 1})
    for _time in range(2):
        assert client.post("/basket/remove", data={"remove": world.packs["sack"]}).location == "/basket"
    assert lying(world) == {world.packs["tray"]: 1}


def test_a_basket_of_what_left_the_shelf_leads_to_no_checkout(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"jar": 2})
    assert "Go to the checkout" in text_of(client.get("/basket"))
    take_off_shelf(db.session.get_one(Product, world.products["honey"]), reason="rest", by=None)
    page = text_of(client.get("/basket"))
    assert "Nothing in the basket can be ordered now." in page
    assert "Go to the checkout" not in page


def test_what_left_the_shelf_is_named_and_can_be_removed(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"jar": 2, "tray": 1})
    take_off_shelf(db.session.get_one(Product, world.products["honey"]), reason="rest", by=None)
    page = text_of(client.get("/basket"))
    assert "No longer on sale" in page
    assert "honey" in page
    client.post("/basket/remove", data={"remove": world.packs["jar"]})
    assert lying(world) == {world.packs["tray"]: 1}


def test_the_basket_tells_what_it_does_to_the_units_target(client: FlaskClient, world: World) -> None:
    """The school's target is 100,000 yuan for the canteen: 20 sacks of potatoes are 1.2 % of it."""
    signed_in(client, world, "school.buyer")
    put_in(world, {"sack": 20})
    page = text_of(client.get("/basket"))
    assert "Once accepted, this brings your unit from 0.0 % to 1.2 %." in page


def test_what_will_not_count_says_why_before_ordering(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"strip": 10})
    page = text_of(client.get("/basket"))
    assert "Will not count" in page
    assert "is not an aided county" in page
    assert "¥618.00 of the goods will not count" in page
    assert "This does not change your unit’s progress." in page


def test_a_unit_without_a_target_is_told_so(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "clinic.buyer")
    put_in(world, {"sack": 4}, "clinic.buyer")
    page = text_of(client.get("/basket"))
    assert "No target is set for your unit for 2026." in page
    assert "¥258.50 will count for the cluster." in page


def test_freight_says_from_where_it_is_free_and_what_is_missing(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"tray": 4})
    page = text_of(client.get("/basket"))
    assert "¥15.00" in page
    assert "Free freight from ¥1,000.00: ¥834.00 to go." in page


def test_the_next_tier_is_pointed_out(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"sack": 4})
    assert "20 packs or more: ¥2.41" in text_of(client.get("/basket"))


def test_what_is_sold_out_meanwhile_says_how_much_can_be_had(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"leg": 3})
    a_purchase(world, {"leg": 18}, unit="organ")
    assert "Only 2 packs are available now." in errors_of(text_of(client.get("/basket")))


@pytest.mark.parametrize("name", ["coop.seller", "harbour.official", "operator.operator"])
def test_who_does_not_buy_has_no_basket(client: FlaskClient, world: World, name: str) -> None:
    signed_in(client, world, name)
    assert client.post("/basket/lines", data={"pack_id": world.packs["tray"], "packs": "1"}).status_code == 404
    assert "You cannot buy here at present" in text_of(client.get("/basket"))


def test_a_receiver_sees_the_basket_and_is_told_who_may_order(client: FlaskClient, world: World) -> None:
    signed_in(client, world, "school.receiver")
    put_in(world, {"tray": 1}, "school.receiver")
    page = text_of(client.get("/basket"))
    assert "Only buyers of your unit can order." in page
    assert 'value="checkout"' not in page


def test_a_full_basket_takes_eight_statements_and_the_head_of_other_pages_shows_its_lines(
    client: FlaskClient, world: World
) -> None:
    signed_in(client, world, "school.buyer")
    put_in(world, {"sack": 4, "bag": 3, "carton": 1, "tray": 2, "leg": 1, "jar": 1, "strip": 1})
    client.get("/basket")
    with statements() as sent:
        client.get("/basket")
    assert len(sent) <= 8, sent
    assert "Basket with 7 lines" in text_of(client.get("/orders"))


@pytest.mark.parametrize(("today", "year"), [((2026, 12, 20), 2026), ((2026, 12, 28), 2027)])
def test_the_basket_says_for_which_year_it_reckons(
    client: FlaskClient, world: World, clock: SettableClock, today: tuple[int, int, int], year: int
) -> None:
    """The year of the usual day of delivery, as at the checkout."""
    clock.at(*today)
    put_in(world, {"sack": 4})
    buyer = signed_in(client, world, "school.buyer")
    assert f"Estimated for delivery in {year}" in text_of(buyer.get("/basket"))
    checkout = text_of(buyer.get("/checkout"))
    assert ("No target is set for your unit for 2027." in checkout) is (year == 2027)
