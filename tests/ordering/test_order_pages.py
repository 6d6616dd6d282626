"""Orders and purchases as pages: whose they are, what they tell, and what a buyer does there."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.catalogue.models import Product
from shop.catalogue.services.shelving import take_off_shelf
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.actor import Role
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, Purchase
from shop.ordering.services.baskets import BasketOwner, basket_of
from shop.ordering.services.deadlines import lapse_orders
from shop.ordering.services.orders import Promise, cancel, confirm
from shop.organisations.models import Membership
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_shipped_consignment, an_acceptance, an_arrived_consignment
from tests.factories.ordering import a_promised_order, an_order, assert_stock_adds_up, seller_of
from tests.factories.world import World
from tests.ordering.pages import errors_of, signed_in, text_of
from tests.statements import statements


@pytest.fixture
def client(world_app: Any, world: World) -> FlaskClient:
    """The school's buyer."""
    return signed_in(world_app.test_client(), world, "school.buyer")


@pytest.fixture
def order(world: World) -> Order:
    return an_order(world)


def as_(world_app: Any, world: World, name: str) -> FlaskClient:
    return signed_in(world_app.test_client(), world, name)


def now(order: Order) -> Order:
    """The order as it stands now."""
    db.session.expire_all()
    return order


# -- whose they are


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("school.buyer", 200),
        ("school.receiver", 200),
        ("school.approver", 200),
        ("cluster.official", 200),
        ("harbour.official", 200),
        ("bureau.official", 200),
        ("operator.operator", 200),
        ("delta.official", 404),
        ("organ.buyer", 404),
        ("clinic.approver", 404),
        ("coop.seller", 404),
        ("workshop.seller", 404),
        ("office-530624.official", 404),
    ],
)
def test_an_order_and_its_purchase_exist_for_their_unit_its_branch_and_the_operator(
    world_app: Any, world: World, order: Order, name: str, status: int
) -> None:
    somebody = as_(world_app, world, name)
    purchase = db.session.get_one(Purchase, order.purchase_id)
    assert somebody.get(f"/orders/{order.number}").status_code == status
    assert somebody.get(f"/purchases/{purchase.number}").status_code == status


def test_visitors_are_asked_to_sign_in(world_app: Any, order: Order) -> None:
    visitor = world_app.test_client()
    assert visitor.get(f"/orders/{order.number}").location == f"/sign-in?next=/orders/{order.number}"
    assert visitor.post(f"/orders/{order.number}/cancel").location == "/sign-in"


@pytest.mark.parametrize("number", ["261123-XXXXX-1", "x", "0", "%00", "..", "長" * 50])
def test_unknown_numbers_do_not_exist(client: FlaskClient, number: str) -> None:
    assert client.get(f"/orders/{number}").status_code == 404
    assert client.get(f"/purchases/{number}").status_code == 404


@pytest.mark.parametrize("name", ["harbour.official", "operator.operator", "school.receiver", "school.approver"])
def test_who_only_looks_finds_nothing_to_do(world_app: Any, world: World, order: Order, name: str) -> None:
    somebody = as_(world_app, world, name)
    page = text_of(somebody.get(f"/orders/{order.number}"))
    assert "Cancel the order" not in page
    assert "Reduce the order" not in page
    assert "Order again" not in page
    for verb in ("lower", "cancel", "close", "again"):
        assert somebody.post(f"/orders/{order.number}/{verb}", data={"reason": "x"}).status_code == 404
    assert now(order).status is Status.PLACED


def test_a_buyer_who_also_oversees_a_unit_does_not_act_for_it(world_app: Any, world: World, order: Order) -> None:
    official = db.session.get_one(Membership, world.memberships["bureau.official"])
    official.roles = frozenset({Role.OFFICIAL, Role.BUYER})
    somebody = as_(world_app, world, "bureau.official")
    assert somebody.get(f"/orders/{order.number}").status_code == 200
    assert somebody.post(f"/orders/{order.number}/cancel", data={"reason": "x"}).status_code == 404
    assert now(order).status is Status.PLACED


# -- what they tell


def test_the_four_quantities_stand_side_by_side(client: FlaskClient, world: World) -> None:
    order = an_order(world, {"sack": 4, "bag": 10})
    sacks = next(line for line in order.lines if line.pack_id == world.packs["sack"])
    confirm(order, {sacks.id: Promise(3, "hail")}, order.deliver_on, by=seller_of(world, order))
    a_shipped_consignment(world, order, kilograms="5")
    page = text_of(client.get(f"/orders/{order.number}"))
    assert "hail" in page
    for heading in ("Ordered", "Confirmed", "Shipped", "Accepted"):
        assert page.count(f"<dt>{heading}</dt>") == 3
    assert "100 kg" in page


def test_an_accepted_order_leads_to_its_consignment_and_acceptance(client: FlaskClient, world: World) -> None:
    order = a_promised_order(world)
    note = an_acceptance(world, an_arrived_consignment(world, order))
    page = text_of(client.get(f"/orders/{order.number}"))
    assert f'href="/acceptances/{note.number}"' in page
    assert "Goods as accepted" in page
    assert now(order).status is Status.CLOSED


def test_a_line_that_will_not_count_says_why(client: FlaskClient, world: World) -> None:
    page = text_of(client.get(f"/orders/{an_order(world, {'strip': 2}).number}"))
    assert "Will not count" in page
    assert "is not an aided county" in page


def test_the_history_says_who_did_what_for_whom(client: FlaskClient, world: World, order: Order) -> None:
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    page = text_of(client.get(f"/orders/{order.number}"))
    assert "school.buyer for School" in page
    assert "coop.seller for Coop" in page


def test_a_lapsed_order_says_so_in_the_readers_language(
    client: FlaskClient, order: Order, clock: SettableClock
) -> None:
    clock.set(shops_clock.now() + timedelta(hours=97))
    lapse_orders()
    db.session.commit()
    assert "It was not answered in time." in text_of(client.get(f"/orders/{order.number}"))
    with client.session_transaction() as session:
        session["language"] = "zh"
    assert "It was not answered in time." not in text_of(client.get(f"/orders/{order.number}"))


# -- cancelling, closing


def test_a_buyer_cancels_with_a_reason(client: FlaskClient, order: Order) -> None:
    response = client.post(f"/orders/{order.number}/cancel", data={"reason": "The trip is off."})
    assert response.location == f"/orders/{order.number}"
    page = text_of(client.get(response.location))
    assert "The trip is off." in page
    assert "Nothing was delivered, and nothing is to be paid." in page
    assert now(order).status is Status.CANCELLED


@pytest.mark.parametrize(("reason", "sentence"), [("", "give a reason"), ("  ", "give a reason"), ("长" * 401, "long")])
def test_a_cancellation_without_a_readable_reason_comes_back(
    client: FlaskClient, order: Order, reason: str, sentence: str
) -> None:
    response = client.post(f"/orders/{order.number}/cancel", data={"reason": reason})
    page = text_of(response)
    assert response.status_code == 422
    assert [error for error in errors_of(page) if sentence in error]
    assert reason.strip() in page
    assert now(order).status is Status.PLACED


def test_cancelling_twice_says_where_the_order_stands_now(client: FlaskClient, order: Order) -> None:
    client.post(f"/orders/{order.number}/cancel", data={"reason": "x"})
    response = client.post(f"/orders/{order.number}/cancel", data={"reason": "x"})
    assert response.status_code == 422
    assert "the order is now “Cancelled”" in text_of(response)


def test_a_buyer_closes_the_rest_short(client: FlaskClient, world: World) -> None:
    order = a_promised_order(world)
    page = text_of(client.get(f"/orders/{order.number}"))
    assert "Cancel the order" in page
    assert "Close it short" not in page
    client.post(f"/orders/{order.number}/close", data={"reason": "Enough."})
    assert now(order).status is Status.CLOSED
    assert_stock_adds_up()


def test_everything_lies_in_the_basket_once_more(client: FlaskClient, world: World) -> None:
    order = an_order(world, {"tray": 3, "jar": 1})
    cancel(order, "x", by=world.actor("school.buyer"))
    take_off_shelf(db.session.get_one(Product, world.products["honey"]), reason="rest", by=None)
    for _time in range(2):
        assert client.post(f"/orders/{order.number}/again").location == "/basket"
    basket = basket_of(BasketOwner(membership_id=world.memberships["school.buyer"]))
    assert basket is not None
    assert {line.pack_id: line.packs for line in basket.lines} == {world.packs["tray"]: 3}
    assert "were left out" in text_of(client.get("/basket"))


def test_an_order_page_takes_the_same_statements_for_one_line_and_for_many(client: FlaskClient, world: World) -> None:
    counts = []
    for packs in ({"sack": 2}, {"sack": 2, "bag": 1, "carton": 1}):
        order = a_promised_order(world, packs)
        client.get(f"/orders/{order.number}")
        with statements() as sent:
            client.get(f"/orders/{order.number}")
        counts.append(len(sent))
    assert counts[0] == counts[1]
