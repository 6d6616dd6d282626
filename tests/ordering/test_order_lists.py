"""The list of a unit’s orders: its own, filtered in the address, a page at a time."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from shop.ordering.models import Order
from tests.clocks import SettableClock
from tests.factories.ordering import a_promised_order, a_purchase, an_order, orders_of
from tests.factories.world import World
from tests.ordering.pages import signed_in, text_of
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


# -- the list


def listed(client: FlaskClient, address: str, *orders: Order) -> list[bool]:
    page = text_of(client.get(address))
    return [order.number in page for order in orders]


def test_the_list_has_the_units_own_orders_the_newest_first(client: FlaskClient, world: World) -> None:
    first, second, foreign = an_order(world), an_order(world, {"tray": 1}), an_order(world, unit="organ")
    page = text_of(client.get("/orders"))
    assert page.index(second.number) < page.index(first.number)
    assert foreign.number not in page
    page = text_of(client.get("/orders?sort=placed"))
    assert page.index(first.number) < page.index(second.number)


def test_filters_live_in_the_address(client: FlaskClient, world: World, clock: SettableClock) -> None:
    potatoes = a_promised_order(world)
    clock.at(2026, 11, 24, 0, 30)
    eggs = orders_of(a_purchase(world, {"tray": 1}, own_number="SPRING-7"))[0]
    both = (potatoes, eggs)
    assert listed(client, "/orders?status=confirmed", *both) == [True, False]
    assert listed(client, "/orders?status=confirmed&status=placed", *both) == [True, True]
    assert listed(client, f"/orders?supplier={eggs.supplier_id}", *both) == [False, True]
    assert listed(client, "/orders?q=spring-7", *both) == [False, True]
    assert listed(client, "/orders?q=EGGS", *both) == [False, True]
    assert listed(client, f"/orders?q={potatoes.number}", *both) == [True, False]
    assert listed(client, "/orders?from=2026-11-24", *both) == [False, True]
    assert listed(client, "/orders?to=2026-11-23", *both) == [True, False]
    assert listed(client, "/orders?q=nothing", *both) == [False, False]


@pytest.mark.parametrize(
    "query",
    [
        "status=x",
        "supplier=x",
        "supplier=99999999999999999999",
        "from=x",
        "to=9999-12-31",
        "from=0001-01-01",
        "page=0",
        "page=-5",
        "page=999999999999999999999",
        "page=x",
        "sort=id;drop",
        "sort=--placed",
        "q=%25_%00",
        f"q={'x' * 3000}",
    ],
)
def test_strange_addresses_show_a_list_all_the_same(client: FlaskClient, order: Order, query: str) -> None:
    assert client.get(f"/orders?{query}").status_code == 200


def test_thirty_stand_on_a_page(client: FlaskClient, world: World) -> None:
    numbers = [an_order(world, {"bag": 1}).number for _ in range(31)]
    pages = [text_of(client.get(f"/orders?page={page}")) for page in (1, 2)]
    assert [sum(number in page for number in numbers) for page in pages] == [30, 1]
    assert "31 orders" in pages[0]


def test_lists_take_eight_statements_however_much_there_is(client: FlaskClient, world: World) -> None:
    counts = []
    for _round in range(2):
        for _ in range(6):
            a_purchase(world, {"bag": 1, "tray": 1})
        client.get("/orders")
        with statements() as sent:
            client.get("/orders")
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("name", ["coop.seller", "harbour.official", "operator.operator"])
def test_the_list_is_for_buying_units(world_app: Any, world: World, name: str) -> None:
    assert as_(world_app, world, name).get("/orders").status_code == 404
