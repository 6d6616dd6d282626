"""What time does by itself: an order that nobody answers is flagged, then lapses."""

from datetime import timedelta

import pytest

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.ordering import commands
from shop.ordering.lifecycle import Status
from shop.ordering.models import Basket, Order
from shop.ordering.services import deadlines
from shop.ordering.services.baskets import BasketOwner, add_to_basket, new_token
from shop.ordering.services.deadlines import flag_late_orders, lapse_orders
from shop.ordering.services.orders import confirm
from tests.clocks import SettableClock
from tests.factories.ordering import a_purchase, an_order, assert_stock_adds_up, lot_of, orders_of, seller_of
from tests.factories.world import World


@pytest.fixture
def order(world: World) -> Order:
    """Placed on 23 November at nine."""
    return an_order(world)


def test_after_48_hours_without_an_answer_it_is_flagged_once(order: Order, clock: SettableClock) -> None:
    clock.at(2026, 11, 25, 8, 59)
    assert flag_late_orders() == 0
    clock.at(2026, 11, 25, 9, 0)
    assert flag_late_orders() == 1
    assert flag_late_orders() == 0
    assert (order.status, order.late_flagged_at) == (Status.PLACED, shops_clock.now())


def test_a_flagged_order_can_still_be_confirmed(world: World, order: Order, clock: SettableClock) -> None:
    clock.at(2026, 11, 25, 12, 0)
    flag_late_orders()
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    clock.at(2026, 11, 28)
    assert lapse_orders() == 0


def test_after_96_hours_it_lapses_and_is_on_sale_again(world: World, order: Order, clock: SettableClock) -> None:
    clock.at(2026, 11, 27, 8, 59)
    assert lapse_orders() == 0
    clock.at(2026, 11, 27, 9, 0)
    assert lapse_orders() == 1
    assert order.status is Status.LAPSED
    assert lot_of(world).available == Quantity.of(500)
    assert order.lines[0].expected == Money(0)
    (newest, *_) = trail_of("order", order.id)
    assert (newest.action, newest.person_id, newest.cluster_id) == ("order.lapsed", None, world.cluster_id)
    assert_stock_adds_up()


def test_the_worker_goes_on_until_nothing_is_due(
    world: World, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadlines, "BATCH", 2)
    placed = [an_order(world, {"bag": 1}) for _ in range(5)]
    waiting = a_purchase(world, {"sack": 8}, by="clerk")
    clock.at(2026, 11, 28)
    assert commands.run_deadlines() == 5 + 5 + 1
    assert {order.status for order in [*placed, *orders_of(waiting)]} == {Status.LAPSED}
    assert commands.run_deadlines() == 0
    assert_stock_adds_up()


def test_baskets_of_visitors_are_forgotten_after_two_months_members_keep_theirs(
    world: World, clock: SettableClock
) -> None:
    owners = [BasketOwner(token=new_token()), BasketOwner(membership_id=world.memberships["school.buyer"])]
    for owner in owners:
        add_to_basket(owner, world.packs["sack"], 2)
    db.session.commit()
    clock.set(shops_clock.now() + timedelta(days=61))
    commands.run_deadlines()
    db.session.expire_all()
    assert [basket.token for basket in db.session.query(Basket)] == [None]
