"""Paid orders that end before all of it came, and money that comes after the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.paying import PayBy
from shop.ordering.services.orders import Promise, cancel, close_short, confirm, decline, lower
from shop.organisations.queries import operators
from shop.payments import duties
from shop.payments.models.stripe import Because
from shop.payments.queries.receipts import paid_of, worth_of
from shop.payments.words_online import OnlineKind, OnlineState, RefundState
from tests.clocks import SettableClock
from tests.factories.ordering import an_order, seller_of, told
from tests.factories.payments import a_payment, balance_of, share, standing_of
from tests.factories.world import World
from tests.peers.paying import (
    THIRD,
    WHOLE,
    Browser,
    an_attempt,
    as_it_is,
    delivered,
    events_of,
    page,
    paid,
    proved,
    the_attempt,
)
from tests.peers.twin import Twin

ENDINGS = {
    "the supplier declines": lambda order, world: decline(order, "hail", by=seller_of(world, order)),
    "the buyer cancels": lambda order, world: cancel(order, "no need", by=world.actor("school.buyer")),
}


@pytest.mark.parametrize("how", ENDINGS)
def test_when_a_paid_order_ends_before_delivery_the_money_goes_back_by_itself(
    world: World, twin: Twin, forward: Order, clock: SettableClock, how: str
) -> None:
    attempt = paid(world, twin, forward, OnlineKind.DEPOSIT)
    ENDINGS[how](as_it_is(forward), world)
    db.session.commit()
    (refund,) = the_attempt(attempt.key).refunds
    assert (refund.state, str(refund.amount), refund.because) == (RefundState.NEW, THIRD, Because.ENDED)
    clock.set(shops_clock.now() + timedelta(minutes=11))
    assert duties.look_after_attempts() == 1
    assert (balance_of(forward), standing_of(forward)["with_operator"]) == (("0.00", "0.00"), "0.00")
    assert refund.reason in ("hail", "no need")
    proved()


def test_a_confirmed_order_that_is_closed_short_gives_back_what_did_not_come(
    world: World, twin: Twin, unpaid: Order
) -> None:
    attempt = paid(world, twin, unpaid)
    order = as_it_is(unpaid)
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    close_short(order, "the road is gone", Party.SUPPLIER, by=seller_of(world, order))
    (refund,) = the_attempt(attempt.key).refunds
    assert str(refund.amount) == WHOLE


def test_what_was_paid_by_transfer_is_told_to_both_sides_when_the_order_ends(world: World) -> None:
    order = an_order(world, pay_by=PayBy.TRANSFER)
    a_payment(order, WHOLE, shares=[share(order, WHOLE)])
    decline(as_it_is(order), "hail", by=seller_of(world, order))
    assert "order_paid_too_much" in told(order.unit_id)
    assert "order_paid_too_much" in told(order.supplier_id)
    proved()


def test_money_that_comes_after_the_end_is_for_no_order_and_everybody_is_told(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock, browser_of: Browser
) -> None:
    attempt = an_attempt(world, unpaid)
    twin.pay(str(attempt.stripe_id))
    cancel(unpaid, "the trip is off", by=world.actor("school.buyer"))
    for event in events_of(twin):
        delivered(event)
    assert (balance_of(unpaid)[1], standing_of(unpaid)["unallocated"]) == ("0.00", WHOLE)
    for organisation_id in (unpaid.unit_id, unpaid.supplier_id, operators()[0]):
        assert "online_for_no_order" in told(organisation_id)
    shown = page(browser_of("operator.operator"), f"/money/stripe/payments/{attempt.key}")
    assert "Give money back" in shown
    proved()


def test_the_page_of_an_order_that_has_ended_is_closed_so_that_nobody_pays_for_nothing(
    world: World, twin: Twin, unpaid: Order
) -> None:
    attempt, other = an_attempt(world, unpaid), an_attempt(world, an_order(world))
    cancel(unpaid, "the trip is off", by=world.actor("school.buyer"))
    db.session.commit()
    assert [duties.close_pages_for_nothing(), duties.close_pages_for_nothing()] == [1, 0]
    assert twin.checkout(str(attempt.stripe_id)).standing.value == "over"
    assert the_attempt(attempt.key).state is OnlineState.CANCELLED
    assert the_attempt(other.key).state is OnlineState.OPEN


@pytest.mark.parametrize("how", ["the supplier promises less", "the buyer wants less"])
def test_when_less_comes_than_was_paid_for_what_is_too_much_goes_back_by_itself(
    world: World, twin: Twin, unpaid: Order, how: str
) -> None:
    attempt = paid(world, twin, unpaid)
    order = as_it_is(unpaid)
    (line,) = order.lines
    if how == "the supplier promises less":
        less = {line.id: Promise(line.packs_ordered - 2, "hail")}
        confirm(order, less, shops_clock.today() + timedelta(days=3), by=seller_of(world, order))
    else:
        lower(order, {line.id: line.packs_ordered - 2}, by=world.actor("school.buyer"))
    (refund,) = the_attempt(attempt.key).refunds
    assert (refund.state, refund.amount, refund.because) == (RefundState.NEW, too_much(order), Because.LESSENED)
    assert "order_less_than_paid" not in told(order.unit_id)
    proved()


def test_less_and_then_nothing_gives_each_part_back_once_while_all_of_it_is_still_on_its_way(
    world: World, twin: Twin, unpaid: Order
) -> None:
    attempt = paid(world, twin, unpaid)
    (line,) = as_it_is(unpaid).lines
    lower(as_it_is(unpaid), {line.id: line.packs_ordered - 2}, by=world.actor("school.buyer"))
    decline(as_it_is(unpaid), "hail", by=seller_of(world, unpaid))
    refunds = the_attempt(attempt.key).refunds
    assert [refund.because for refund in refunds] == [Because.LESSENED, Because.ENDED]
    assert str(Money(sum(refund.amount.fen for refund in refunds))) == WHOLE
    proved()


def test_when_less_comes_than_was_paid_for_by_transfer_both_sides_are_told(world: World) -> None:
    order = an_order(world, pay_by=PayBy.TRANSFER)
    a_payment(order, WHOLE, shares=[share(order, WHOLE)])
    (line,) = as_it_is(order).lines
    lower(as_it_is(order), {line.id: line.packs_ordered - 2}, by=world.actor("school.buyer"))
    for organisation_id in (order.unit_id, order.supplier_id):
        assert "order_less_than_paid" in told(organisation_id)
    proved()


def too_much(order: Order) -> Money:
    return paid_of([order.id])[order.id] - worth_of([order.id])[order.id]
