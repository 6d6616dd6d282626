"""Orders that were never paid: they wait, they lapse, and nobody pays for them afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shop.extensions import db
from shop.kernel.money import Money
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.ordering.paying import PayBy
from shop.ordering.services.deadlines import flag_late_orders, lapse_orders
from shop.ordering.services.orders import lower
from shop.payments import desk, duties
from shop.payments.queries.online import ahead_of, asked_for
from shop.payments.services.bank_lines import undo
from shop.payments.words_online import OnlineKind, OnlineState
from tests.clocks import SettableClock
from tests.factories.bank import Booked, code, only_line, uploaded
from tests.factories.ordering import an_order, assert_stock_adds_up, held, refused, told
from tests.factories.payments import a_payment, share
from tests.factories.world import World
from tests.peers.paying import Browser, an_attempt, as_it_is, delivered, page, proved, the_attempt
from tests.peers.twin import Twin


def over(order: Order, clock: SettableClock) -> None:
    """Its time to be paid is over."""
    clock.set(order.placed_at + timedelta(hours=24, minutes=1))


def test_an_order_that_was_never_paid_lapses_and_its_stock_is_on_sale_again(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock
) -> None:
    attempt = an_attempt(world, unpaid)
    assert duties.end_unpaid_orders() == 0
    over(unpaid, clock)
    assert [duties.end_unpaid_orders(), duties.end_unpaid_orders()] == [1, 0]
    order = as_it_is(unpaid)
    assert (order.status, held(order).thousandths) == (Status.LAPSED, 0)
    assert the_attempt(attempt.key).state is OnlineState.CANCELLED
    assert twin.checkout(str(attempt.stripe_id)).standing.value == "over"
    assert told(order.unit_id)[-1] == told(order.supplier_id)[-1] == "order_unpaid_lapsed"
    with refused("Nothing is open"):
        asked_for(order, OnlineKind.PAY_NOW, 30)
    assert_stock_adds_up()


def test_who_has_paid_in_the_last_moment_keeps_the_order(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock
) -> None:
    """The report is not here yet: closing the page finds out."""
    attempt = an_attempt(world, unpaid)
    twin.pay(str(attempt.stripe_id))
    over(unpaid, clock)
    assert duties.end_unpaid_orders() == 0
    assert (as_it_is(unpaid).status, as_it_is(unpaid).pay_until) == (Status.PLACED, None)
    proved()


def test_money_on_its_way_keeps_the_order_until_it_has_come_or_failed(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock
) -> None:
    attempt = an_attempt(world, unpaid)
    twin.pay(str(attempt.stripe_id), later=True)
    delivered(twin.events[-1])
    over(unpaid, clock)
    assert duties.end_unpaid_orders() == 0
    twin.settle(str(attempt.stripe_id), fails=True)
    delivered(twin.events[-1])
    assert duties.end_unpaid_orders() == 1


def test_an_announced_transfer_keeps_the_order_and_nobody_pays_for_it_twice(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock, browser_of: Browser
) -> None:
    supplier = next(name for name, number in world.organisations.items() if number == unpaid.supplier_id)
    sheet = Booked(f"-{ahead_of(unpaid)}", code(unpaid), name=supplier)
    line = only_line(uploaded(world, sheet, by="school.manager"))
    db.session.commit()
    over(unpaid, clock)
    assert duties.end_unpaid_orders() == 0
    with refused("on its way"):
        asked_for(unpaid, OnlineKind.PAY_NOW, 30)
    assert "announced by the payer" in page(browser_of("school.manager"), f"/orders/{unpaid.number}/pay")
    undo(line, by=world.actor("school.manager"))
    db.session.commit()
    assert duties.end_unpaid_orders() == 1


def test_while_stripe_is_out_of_reach_the_order_waits_but_not_for_ever(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    an_attempt(world, unpaid)
    monkeypatch.setattr(twin, "close_checkout", lambda id_: (_ for _ in ()).throw(desk.TurnedDown()))
    over(unpaid, clock)
    assert duties.end_unpaid_orders() == 0
    clock.set(unpaid.placed_at + timedelta(hours=24 + 95))
    assert (flag_late_orders(), lapse_orders()) == (0, 0)
    clock.set(unpaid.placed_at + timedelta(hours=24 + 96))
    assert lapse_orders() == 1
    assert told(unpaid.unit_id)[-1] == "order_unpaid_lapsed"


def test_what_was_reduced_until_it_is_paid_goes_on_instead_of_lapsing(world: World, clock: SettableClock) -> None:
    order = an_order(world, pay_by=PayBy.TRANSFER)
    a_payment(order, "150", shares=[share(order, "150")])
    lower(order, {order.lines[0].id: 2}, by=world.actor("school.buyer"))
    assert ahead_of(as_it_is(order)) == Money(0)
    db.session.commit()
    clock.set(order.placed_at + timedelta(days=8))
    assert duties.end_unpaid_orders() == 0
    assert not as_it_is(order).waits_for_money


def test_an_order_that_lapsed_unpaid_says_so_on_both_sides(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock, browser_of: Browser
) -> None:
    buyer, seller = browser_of("school.buyer"), browser_of("coop.seller")
    over(unpaid, clock)
    duties.end_unpaid_orders()
    assert "was not paid in time" in page(buyer, f"/orders/{unpaid.number}/pay")
    assert "It was not paid in time." in page(buyer, f"/orders/{unpaid.number}")
    assert "did not pay in time" in page(seller, f"/sales/{unpaid.number}")
