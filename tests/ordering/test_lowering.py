"""Fewer packs of an order, before they ship: what may be left, what it costs, and how the page asks."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from shop.audit.queries import trail_of
from shop.catalogue.models import PriceTier
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity
from shop.notices.models import Notice
from shop.ordering.lifecycle import Party, Status
from shop.ordering.models import Order
from shop.ordering.services.orders import Promise, close_short, confirm, lower
from shop.organisations.models import Supplier
from tests.factories.ordering import (
    a_promised_order,
    an_order,
    assert_stock_adds_up,
    expected,
    lot_of,
    refused,
    seller_of,
    ship_potatoes,
    told,
)
from tests.factories.world import World
from tests.ordering.pages import errors_of, signed_in, text_of, value_of


@pytest.fixture
def client(world_app: Any, world: World) -> FlaskClient:
    """The school's buyer."""
    return signed_in(world_app.test_client(), world, "school.buyer")


@pytest.fixture
def order(world: World) -> Order:
    return an_order(world)


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


def now(order: Order) -> Order:
    """The order as it stands now."""
    db.session.expire_all()
    return order


def test_what_is_lowered_goes_back_on_sale_and_the_trail_keeps_what_it_was(world: World) -> None:
    order = an_order(world)
    (line,) = order.lines
    lower(order, {line.id: 2}, by=world.actor("school.buyer"))
    assert (line.packs_ordered, line.packs_confirmed, order.status) == (2, None, Status.PLACED)
    assert lot_of(world).available == kg("450")
    assert line.expected == line.amount(kg("50"))
    assert trail_of("order", order.id)[0].details["packs"] == {str(line.id): [4, 2]}
    assert told(order.supplier_id) == ["order_placed", "order_lowered"]
    notice = db.session.execute(select(Notice).where(Notice.kind == "order_lowered")).scalar_one()
    assert (notice.particulars["was"], notice.particulars["amount"]) == (258_50, 129_25)
    assert_stock_adds_up()


def test_a_confirmed_order_can_be_lowered_below_what_was_promised_never_above(world: World) -> None:
    order = an_order(world)
    (line,) = order.lines
    confirm(order, {line.id: Promise(3, "hail")}, order.deliver_on, by=seller_of(world, order))
    with refused() as refusal:
        lower(order, {line.id: 4}, by=world.actor("school.buyer"))
    assert refusal.value.field == f"packs_{line.id}"
    lower(order, {line.id: 1}, by=world.actor("school.buyer"))
    assert (line.packs_ordered, line.packs_confirmed, line.packs_short) == (2, 1, 1)
    assert_stock_adds_up()


def test_a_line_that_is_on_the_road_is_not_lowered_any_more_but_closed_short(world: World) -> None:
    order = a_promised_order(world)
    (line,) = order.lines
    ship_potatoes(world, order, 3, "74.2")
    for packs in (2, 3):
        with refused("can be closed short"):
            lower(order, {line.id: packs}, by=world.actor("school.buyer"))
    close_short(order, "enough", Party.BUYER, by=world.actor("school.buyer"))
    assert line.expected == line.amount(kg("74.2"))
    assert_stock_adds_up()


@pytest.mark.parametrize(("packs", "price"), [(30, "2.41"), (20, "2.41"), (18, "2.585"), (2, "2.585")])
def test_fewer_packs_cost_what_fewer_packs_cost_when_they_were_ordered(world: World, packs: int, price: str) -> None:
    order = an_order(world, {"sack": 40})
    (line,) = order.lines
    db.session.execute(update(PriceTier).values(unit_price=UnitPrice.yuan("9.99")))
    lower(order, {line.id: packs}, by=world.actor("school.buyer"))
    assert line.unit_price == UnitPrice.yuan(price)
    assert expected(order) == line.amount(line.content * packs)


@pytest.mark.parametrize(("packs", "sentence"), [(1, "minimum order is 2"), (7, "multiples of 2")])
def test_what_could_not_be_ordered_is_not_what_is_left(world: World, packs: int, sentence: str) -> None:
    order = an_order(world, {"sack": 40})
    with refused(sentence) as refusal:
        lower(order, {order.lines[0].id: packs}, by=world.actor("school.buyer"))
    assert refusal.value.field == f"packs_{order.lines[0].id}"


def test_a_supplier_that_promises_less_leaves_the_price_that_more_had(world: World) -> None:
    order = an_order(world, {"sack": 20})
    (line,) = order.lines
    confirm(order, {line.id: Promise(11, "hail")}, order.deliver_on, by=seller_of(world, order))
    assert line.unit_price == UnitPrice.yuan("2.41")
    lower(order, {line.id: 10}, by=world.actor("school.buyer"))
    assert (line.packs_ordered, line.packs_confirmed, line.unit_price) == (19, 10, UnitPrice.yuan("2.585"))


def test_freight_that_much_spared_is_owed_for_little(world: World) -> None:
    supplier = db.session.get_one(Supplier, world.organisations["coop"])
    supplier.delivered_price, supplier.freight, supplier.freight_free_from = False, Money.yuan(60), Money.yuan(1000)
    order = an_order(world, {"sack": 40})
    assert not order.charges
    lower(order, {order.lines[0].id: 4}, by=world.actor("school.buyer"))
    assert [charge.amount for charge in order.charges] == [Money.yuan(60)]
    details = trail_of("order", order.id)[0].details
    assert (details["was"], details["amount"]) == (2410_00, 258_50 + 60_00)


@pytest.mark.parametrize("packs", [{}, {0: 1}])
def test_lowering_nothing_is_refused(world: World, packs: dict[int, int]) -> None:
    with refused("Nothing was reduced"):
        lower(an_order(world), packs, by=world.actor("school.buyer"))


def test_an_order_of_which_nothing_is_left_is_cancelled(world: World) -> None:
    order = an_order(world)
    lower(order, {order.lines[0].id: 0}, by=world.actor("school.buyer"))
    assert (order.status, order.ended_at) == (Status.CANCELLED, clock.now())
    assert told(order.supplier_id)[-1] == "order_cancelled"
    assert expected(order) == Money(0)
    assert_stock_adds_up()


# -- the page


def test_a_buyer_lowers_a_line(client: FlaskClient, world: World, order: Order) -> None:
    line = order.lines[0].id
    response = client.post(f"/orders/{order.number}/lower", data={f"packs_{line}": "２"})
    assert response.location == f"/orders/{order.number}"
    assert now(order).lines[0].packs_ordered == 2
    assert lot_of(world).available == Quantity.of(450)
    assert_stock_adds_up()


def test_what_less_would_cost_is_shown_before_anything_is_lowered(client: FlaskClient, world: World) -> None:
    order = an_order(world, {"sack": 40})
    line = order.lines[0]
    response = client.post(f"/orders/{order.number}/lower", data={f"packs_{line.id}": "4", "then": "check"})
    page = text_of(response)
    assert response.status_code == 200
    assert "The new total would be ¥258.50 instead of ¥2,410.00" in page
    assert "¥2.585 each instead of ¥2.41" in page
    assert value_of(page, f"packs_{line.id}") == "4"
    assert now(order).lines[0].packs_ordered == 40


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("9", "Between 0 and 4 packs"),
        ("-1", "Between 0 and 4 packs"),
        ("two", "enter a number"),
        ("1e309", "enter a number"),
    ],
)
def test_what_cannot_be_lowered_like_that_comes_back_as_typed(
    client: FlaskClient, order: Order, typed: str, sentence: str
) -> None:
    name = f"packs_{order.lines[0].id}"
    response = client.post(f"/orders/{order.number}/lower", data={name: typed})
    page = text_of(response)
    assert response.status_code == 422
    assert value_of(page, name) == typed
    assert [error for error in errors_of(page) if sentence in error]
    assert now(order).lines[0].packs_ordered == 4


def test_lowering_nothing_says_so(client: FlaskClient, order: Order) -> None:
    response = client.post(f"/orders/{order.number}/lower", data={f"packs_{order.lines[0].id}": "4"})
    assert response.status_code == 422
    assert "Nothing was reduced." in text_of(response)
