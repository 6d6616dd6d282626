"""What an approver sees and decides."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.catalogue.models import Product
from shop.extensions import db
from shop.kernel.actor import Role
from shop.ordering.lifecycle import Status
from shop.ordering.models import Purchase
from shop.ordering.services.approvals import approve
from shop.organisations.models import Membership
from tests.clocks import SettableClock
from tests.factories.catalogue import a_lot
from tests.factories.ordering import a_purchase, assert_stock_adds_up, orders_of
from tests.factories.world import World
from tests.ordering.pages import errors_of, signed_in, text_of
from tests.statements import statements


@pytest.fixture
def waiting(world: World) -> Purchase:
    """A clerk's purchase above the limit."""
    return a_purchase(world, {"sack": 8, "strip": 2}, by="clerk")


@pytest.fixture
def client(world_app: Any, world: World) -> FlaskClient:
    """The school's approver."""
    return signed_in(world_app.test_client(), world, "school.approver")


def statuses(purchase: Purchase) -> set[Status]:
    db.session.expire_all()
    return {order.status for order in orders_of(purchase)}


def test_the_list_shows_what_waits_and_who_asked(client: FlaskClient, waiting: Purchase) -> None:
    page = text_of(client.get("/approvals"))
    assert waiting.number in page
    assert "school.clerk" in page
    assert "held until 25 Nov 2026 09:00" in page


def test_twenty_wait_on_a_page_and_the_most_urgent_on_the_first(
    client: FlaskClient, world: World, clock: SettableClock
) -> None:
    a_lot(db.session.get_one(Product, world.products["potatoes"]), "9000")
    numbers = []
    for minute in range(21):
        clock.at(2026, 11, 23, 9, minute)
        numbers.append(a_purchase(world, {"sack": 8}, by="clerk").number)
    db.session.commit()
    first, second = (text_of(client.get(f"/approvals?page={page}")) for page in (1, 2))
    assert [number in first for number in numbers] == [True] * 20 + [False]
    assert [number in second for number in numbers] == [False] * 20 + [True]
    assert "21 purchases wait" in first


def test_without_anything_waiting_the_list_says_so(client: FlaskClient) -> None:
    assert "Nothing is waiting for your approval" in text_of(client.get("/approvals"))


def test_what_was_decided_stands_below(client: FlaskClient, world: World, waiting: Purchase) -> None:
    approve(waiting, by=world.actor("school.deputy"))
    page = text_of(client.get("/approvals"))
    assert "Nothing is waiting for your approval" in page
    assert waiting.number in page.split("Recent decisions", 1)[1]


def test_the_purchase_shows_what_it_does_to_the_target_and_what_will_not_count(
    client: FlaskClient, waiting: Purchase
) -> None:
    page = text_of(client.get(f"/purchases/{waiting.number}"))
    assert "Once accepted, this brings the unit from 0.0 % to 0.5 %." in page
    assert "¥123.60 of the goods will not count" in page
    assert "is not an aided county" in page


def test_an_approver_approves(client: FlaskClient, waiting: Purchase) -> None:
    response = client.post(f"/purchases/{waiting.number}/approve")
    assert response.location == f"/purchases/{waiting.number}"
    assert statuses(waiting) == {Status.PLACED}
    assert "its orders are with the suppliers now" in text_of(client.get(response.location))


def test_approving_twice_says_that_it_is_decided(client: FlaskClient, waiting: Purchase) -> None:
    client.post(f"/purchases/{waiting.number}/approve")
    response = client.post(f"/purchases/{waiting.number}/approve")
    assert response.status_code == 422
    assert "already been decided" in text_of(response)


def test_an_approver_rejects_with_a_reason_that_the_buyer_reads(
    client: FlaskClient, world: World, world_app: Any, waiting: Purchase
) -> None:
    client.post(f"/purchases/{waiting.number}/reject", data={"reason": "Too much for a week."})
    assert statuses(waiting) == {Status.CANCELLED}
    buyer = signed_in(world_app.test_client(), world, "school.clerk")
    assert "Too much for a week." in text_of(buyer.get(f"/purchases/{waiting.number}"))
    assert_stock_adds_up()


@pytest.mark.parametrize(("reason", "sentence"), [("", "give a reason"), ("n" * 401, "at most 400 characters")])
def test_a_rejection_without_a_readable_reason_comes_back(
    client: FlaskClient, waiting: Purchase, reason: str, sentence: str
) -> None:
    response = client.post(f"/purchases/{waiting.number}/reject", data={"reason": reason})
    page = text_of(response)
    assert response.status_code == 422
    assert [error for error in errors_of(page) if sentence in error]
    assert reason in page
    assert statuses(waiting) == {Status.AWAITING_APPROVAL}


def test_ones_own_purchase_is_left_to_somebody_else(world_app: Any, world: World) -> None:
    clerk = db.session.get_one(Membership, world.memberships["school.clerk"])
    clerk.roles = frozenset({Role.BUYER, Role.APPROVER})
    purchase = a_purchase(world, {"sack": 8}, by="clerk")
    client = signed_in(world_app.test_client(), world, "school.clerk")
    page = text_of(client.get(f"/purchases/{purchase.number}"))
    assert "another approver of your unit has to decide" in page
    assert "Approve the purchase" not in page
    assert client.post(f"/purchases/{purchase.number}/approve").status_code == 422
    assert statuses(purchase) == {Status.AWAITING_APPROVAL}


def test_after_48_hours_the_page_says_that_it_is_too_late(
    client: FlaskClient, waiting: Purchase, clock: SettableClock
) -> None:
    clock.at(2026, 11, 25, 9, 1)
    page = text_of(client.get(f"/purchases/{waiting.number}"))
    assert "which are over" in page
    assert "Approve the purchase" not in page
    assert client.post(f"/purchases/{waiting.number}/approve").status_code == 422


@pytest.mark.parametrize("name", ["school.buyer", "organ.approver", "harbour.official", "coop.seller"])
def test_nobody_else_decides(world_app: Any, world: World, waiting: Purchase, name: str) -> None:
    client = signed_in(world_app.test_client(), world, name)
    for verb in ("approve", "reject"):
        response = client.post(f"/purchases/{waiting.number}/{verb}", data={"reason": "x"})
        assert response.status_code == 404
    assert statuses(waiting) == {Status.AWAITING_APPROVAL}


@pytest.mark.parametrize("name", ["school.buyer", "harbour.official", "coop.seller"])
def test_the_list_is_for_approvers(world_app: Any, world: World, name: str) -> None:
    assert signed_in(world_app.test_client(), world, name).get("/approvals").status_code == 404


def test_the_list_takes_the_same_statements_however_much_waits(client: FlaskClient, world: World) -> None:
    counts = []
    for _round in range(2):
        a_purchase(world, {"sack": 8, "tray": 1}, by="clerk")
        client.get("/approvals")
        with statements() as sent:
            client.get("/approvals")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8
