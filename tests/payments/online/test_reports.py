"""What Stripe reports of payments: each has its line in the inbox, and none moves money wrongly."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.ordering.services.orders import cancel
from shop.organisations.queries import operators
from shop.payments.words_online import OnlineState
from tests.clocks import SettableClock
from tests.factories.ordering import a_promised_order, told
from tests.factories.payments import balance_of, standing_of
from tests.factories.world import World
from tests.peers import shapes
from tests.peers.paying import (
    COMPLETED,
    Browser,
    an_attempt,
    delivered,
    events_of,
    page,
    paid,
    proved,
    rows,
    the_attempt,
    why,
)
from tests.peers.twin import Twin


def test_a_page_that_was_paid_on_pays_the_order_and_the_operator_owes_it_to_the_supplier(
    world: World, twin: Twin, order: Order
) -> None:
    attempt = paid(world, twin, order)
    assert attempt.state is OnlineState.PAID
    assert balance_of(order)[1] == str(attempt.amount)
    assert standing_of(order)["with_operator"] == str(attempt.amount)
    assert told(order.supplier_id)[-1] == "payment_taken"
    proved()


def test_a_report_told_again_is_one_line_and_one_payment(world: World, twin: Twin, order: Order) -> None:
    paid(world, twin, order)
    before = rows()
    (event,) = events_of(twin, COMPLETED)
    assert delivered(event).deliveries == 2
    assert rows() == before


def test_another_report_of_the_same_payment_is_passed_over(world: World, twin: Twin, order: Order) -> None:
    paid(world, twin, order)
    (event,) = events_of(twin, COMPLETED)
    assert why(delivered(event | {"id": "evt_other"})) == ("passed_over", "already_booked")
    assert why(delivered(event | {"id": "evt_3"}, payment_intent="pi_other")) == ("refused", "paid_twice")
    proved()


WRONG: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "a fen too little": ({"amount_total": 1}, ("refused", "wrong_amount")),
    "another currency": ({"currency": "jpy"}, ("refused", "wrong_currency")),
    "no deployment": ({"metadata": {}}, ("passed_over", "not_ours")),
    "nothing at all": ({"metadata": None}, ("passed_over", "not_ours")),
    "another deployment": (
        {"metadata": {"deployment": "another", "order": "x", "attempt": "y"}},
        ("passed_over", "another_deployment"),
    ),
    "unknown attempt": (
        {"metadata": {"deployment": "shanhuo-test", "order": "x", "attempt": "y"}},
        ("refused", "unknown_order"),
    ),
    "another page": ({"id": "cs_test_999999"}, ("refused", "unknown_order")),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_not_as_it_was_asked_for_moves_no_money(world: World, twin: Twin, order: Order, what: str) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))
    changes, expected = WRONG[what]
    before = rows()
    event = delivered(events_of(twin, COMPLETED)[0], **changes)
    assert why(event) == expected
    assert rows() == (before[0], before[1] + 1)
    assert the_attempt(attempt.key).state is OnlineState.OPEN
    if expected[0] == "refused":
        assert "stripe_refused" in told(operators()[0])


def test_another_orders_number_on_our_attempt_moves_no_money(world: World, twin: Twin, order: Order) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))
    (event,) = events_of(twin, COMPLETED)
    labels = event["data"]["object"]["metadata"] | {"order": "261123-00000"}
    assert why(delivered(event, metadata=labels)) == ("refused", "unknown_order")


def test_a_report_that_comes_days_late_is_booked_on_the_day_of_the_payment(
    world: World, twin: Twin, order: Order, clock: SettableClock
) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))
    day = shops_clock.today()
    clock.set(shops_clock.now() + timedelta(days=4))
    for event in events_of(twin):
        delivered(event)
    found = the_attempt(attempt.key)
    assert (found.state, shops_clock.shanghai_day(found.paid_at)) == (OnlineState.PAID, day)  # type: ignore[arg-type]


def test_a_page_that_expired_after_it_was_paid_stays_paid(world: World, twin: Twin, order: Order) -> None:
    attempt = paid(world, twin, order)
    twin._tell_session("checkout.session.expired", str(attempt.stripe_id))
    assert why(delivered(events_of(twin, "checkout.session.expired")[0])) == ("passed_over", "out_of_date")
    assert the_attempt(attempt.key).state is OnlineState.PAID


def test_a_payment_on_a_page_that_we_thought_expired_is_booked(world: World, twin: Twin, order: Order) -> None:
    attempt = an_attempt(world, order)
    attempt.state = OnlineState.EXPIRED
    twin.pay(str(attempt.stripe_id))
    assert why(delivered(events_of(twin, COMPLETED)[0])) == ("handled", None)
    assert the_attempt(attempt.key).state is OnlineState.PAID


def test_a_payment_for_an_order_that_was_cancelled_waits_for_no_order(world: World, twin: Twin, order: Order) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))
    cancel(order, "the trip is off", by=world.actor("school.buyer"))
    for event in events_of(twin):
        delivered(event)
    assert the_attempt(attempt.key).state is OnlineState.PAID
    assert (balance_of(order)[1], standing_of(order)["unallocated"]) == ("0.00", str(attempt.amount))
    proved()


def test_money_that_takes_days_is_booked_when_it_is_there(world: World, twin: Twin, order: Order) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id), later=True)
    assert why(delivered(twin.events[-1])) == ("handled", None)
    assert the_attempt(attempt.key).state is OnlineState.WAITING
    assert balance_of(order)[1] == "0.00"
    twin.settle(str(attempt.stripe_id))
    assert why(delivered(twin.events[-1])) == ("handled", None)
    assert balance_of(order)[1] == str(attempt.amount)
    assert why(delivered(events_of(twin, COMPLETED)[0] | {"id": "evt_late"})) == ("passed_over", "out_of_date")


def test_money_that_does_not_come_after_all_pays_nothing(world: World, twin: Twin, order: Order) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id), later=True)
    twin.settle(str(attempt.stripe_id), fails=True)
    for event in events_of(twin):
        delivered(event)
    assert the_attempt(attempt.key).state is OnlineState.FAILED
    assert balance_of(order)[1] == "0.00"
    assert told(order.unit_id)[-1] == "online_failed"


def test_a_dispute_moves_nothing_and_calls_the_operator(world: World, twin: Twin, order: Order) -> None:
    attempt = paid(world, twin, order)
    intent = shapes.intent(str(attempt.intent_id), 0, attempt.amount.fen, "cny", {})
    before = rows()[0]
    ours = twin.tell("charge.dispute.created", shapes.dispute(intent))
    assert why(delivered(ours)) == ("refused", "disputed")
    theirs = twin.tell("charge.dispute.created", shapes.dispute(intent | {"id": "pi_x"}))
    assert why(delivered(theirs)) == ("passed_over", "not_ours")
    assert rows()[0] == before
    assert told(operators()[0]).count("stripe_refused") == 1


def test_reports_that_say_nothing_new_are_passed_over(world: World, twin: Twin) -> None:
    assert why(delivered(twin.tell("payout.paid", shapes.payout(100, 0)))) == ("passed_over", "not_followed")


def test_the_operator_reads_the_inbox_and_one_report_whole(world: World, twin: Twin, browser_of: Browser) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    client = browser_of("operator.operator")
    listed = page(client, f"/money/stripe/inbox?q={attempt.order_number}&state=handled")
    assert "checkout.session.completed" in listed
    assert "payment_intent.succeeded" not in listed
    address = re.search(r'href="(/money/stripe/inbox/\d+)"', listed)
    assert address is not None
    whole = page(client, address[1])
    assert attempt.key in whole
    assert "Try again now" not in whole
    assert client.post(f"{address[1]}/again").status_code == 302
    shown = page(client, f"/money/stripe/payments/{attempt.key}")
    assert "Give money back" in shown
    form = {"amount": "100", "reason": "wet"}
    assert client.post(f"/money/stripe/payments/{attempt.key}/refund", data=form).status_code == 302
    assert the_attempt(attempt.key).refunded == Money.yuan(100)
