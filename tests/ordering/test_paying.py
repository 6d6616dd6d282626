"""How an order is paid: the table of ways, what the checkout begins with, and what an order waits for."""

from datetime import timedelta

import pytest

from shop.kernel import clock
from shop.kernel.questions import PayingTerms
from shop.ordering.deadlines import set_deadlines
from shop.ordering.lifecycle import Action, Status
from shop.ordering.models import Order, OrderLine
from shop.ordering.paying import RULES, PayBy, usual_way, why_not
from shop.ordering.policies import actions_of
from shop.ordering.services.approvals import approve
from shop.ordering.services.orders import confirm
from shop.ordering.services.paying import remind_unpaid
from tests.clocks import SettableClock
from tests.factories.ordering import a_purchase, an_order, orders_of, refused, seller_of, told
from tests.factories.world import World


def terms(*, agreed: bool = False, no_credit: str | None = None, online: bool = False) -> PayingTerms:
    return PayingTerms(30, agreed, no_credit, online, 30)


CASES = [
    (terms(), PayBy.ON_ACCOUNT),
    (terms(online=True), PayBy.ONLINE),
    (terms(agreed=True, online=True), PayBy.ON_ACCOUNT),
    (terms(agreed=True, no_credit="too much"), PayBy.TRANSFER),
    (terms(agreed=True, no_credit="too much", online=True), PayBy.ONLINE),
    (terms(no_credit="too much"), PayBy.TRANSFER),
]


@pytest.mark.parametrize(("standing", "way"), CASES)
def test_the_checkout_begins_with_what_was_agreed_and_else_with_paying_at_once(
    standing: PayingTerms, way: PayBy
) -> None:
    assert usual_way(standing) is way


def test_only_credit_is_refused_for_debts_and_only_online_for_want_of_a_key() -> None:
    owing = terms(no_credit="too much")
    assert {way: bool(why_not(way, owing)) for way in PayBy} == {
        PayBy.ON_ACCOUNT: True,
        PayBy.TRANSFER: False,
        PayBy.ONLINE: True,
    }
    assert not any(why_not(way, terms(online=True)) for way in PayBy)


@pytest.mark.parametrize("way", PayBy)
def test_what_is_paid_ahead_waits_for_its_money_and_the_supplier_has_its_own_time_after_that(way: PayBy) -> None:
    order, now = Order(pay_by=way, status=Status.PLACED), clock.now()
    set_deadlines(order, now)
    within = RULES[way].within
    assert order.pay_until == (now + within if within else None)
    assert order.waits_for_money is (within is not None)
    assert order.confirm_by == (order.pay_until or now) + timedelta(hours=48)
    assert order.lapses_at == (order.pay_until or now) + timedelta(hours=96)


@pytest.mark.parametrize("way", [way for way in PayBy if RULES[way].within])
def test_a_reminder_comes_before_the_end(way: PayBy) -> None:
    rule = RULES[way]
    assert rule.within is not None
    assert rule.remind_after is not None
    assert timedelta(0) < rule.remind_after < rule.within


def test_of_a_forward_order_the_deposit_is_paid_ahead_and_of_others_everything() -> None:
    ripe, unripe = OrderLine(forward=False), OrderLine(forward=True)
    assert Order(deposit_percent=30, lines=[ripe]).percent_ahead == 100
    assert Order(deposit_percent=30, lines=[ripe, unripe]).percent_ahead == 30
    assert Order(lines=[OrderLine(forward=True)]).percent_ahead == 100


def test_the_supplier_hears_of_an_unpaid_order_and_cannot_confirm_it_but_decline(world: World) -> None:
    order = an_order(world, pay_by=PayBy.TRANSFER)
    seller = seller_of(world, order)
    assert told(order.supplier_id)[-1] == "order_placed_unpaid"
    assert Action.CONFIRM not in actions_of(seller, order)
    assert Action.DECLINE in actions_of(seller, order)
    with refused("is not paid yet"):
        confirm(order, {}, order.deliver_on, by=seller)


def test_the_buyer_is_reminded_once(world: World, clock: SettableClock) -> None:
    order = an_order(world, pay_by=PayBy.TRANSFER)
    an_order(world)
    assert remind_unpaid() == 0
    clock.set(order.placed_at + timedelta(days=3))
    assert [remind_unpaid(), remind_unpaid()] == [1, 0]
    assert told(order.unit_id)[-1] == "order_unpaid"


def test_an_order_above_the_limit_waits_for_its_money_once_it_is_approved(world: World, clock: SettableClock) -> None:
    purchase = a_purchase(world, {"sack": 20}, by="clerk", pay_by=PayBy.TRANSFER)
    (order,) = orders_of(purchase)
    assert order.pay_until is None
    clock.set(order.placed_at + timedelta(hours=5))
    approve(purchase, by=world.actor("school.approver"))
    (order,) = orders_of(purchase)
    assert order.pay_until == order.placed_at + timedelta(hours=5, days=7)
    assert "order_unpaid" in told(order.unit_id)
    assert told(order.supplier_id)[-1] == "order_placed_unpaid"


def test_online_is_refused_where_it_is_not_set_up(world: World) -> None:
    with refused("not set up here"):
        an_order(world, pay_by=PayBy.ONLINE)
