"""Bills that Stripe sends: when there may be one, when it is due, and what is no payment of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shop.kernel import clock as shops_clock
from shop.ordering.models import Order
from shop.payments.queries.online import attempts_of, days_to_pay
from shop.payments.words_online import OnlineKind, OnlineState
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.ordering import refused
from tests.factories.payments import balance_of
from tests.factories.world import World
from tests.peers.paying import Browser, an_attempt, delivered, events_of, page, paid, proved, rows, the_attempt, why
from tests.peers.twin import Twin


def test_a_bill_is_for_what_was_accepted_and_is_paid_by_its_page(world: World, twin: Twin) -> None:
    order = a_confirmed_order(world)
    with refused("once something was accepted"):
        an_attempt(world, order, OnlineKind.INVOICE)
    an_acceptance(world, an_arrived_consignment(world, order))
    attempt = paid(world, twin, order, OnlineKind.INVOICE)
    assert (attempt.state, attempt.customer_id is not None) == (OnlineState.PAID, True)
    assert balance_of(order)[0] == balance_of(order)[1] == str(attempt.amount)
    proved()


def test_a_bill_is_due_when_the_order_is_and_a_day_from_now_at_least(
    world: World, twin: Twin, browser_of: Browser, clock: SettableClock
) -> None:
    order = a_confirmed_order(world)
    an_acceptance(world, an_arrived_consignment(world, order))
    assert "paid within 30 days" in page(browser_of("school.manager"), f"/orders/{order.number}/pay")
    clock.set(shops_clock.now() + timedelta(days=12))
    assert days_to_pay(order) == 18
    clock.set(shops_clock.now() + timedelta(days=40))
    assert days_to_pay(order) == 1


def test_a_bill_goes_to_an_address_and_can_be_given_up(world: World, twin: Twin, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    an_acceptance(world, an_arrived_consignment(world, order))
    client = browser_of("school.manager")
    answer = client.post(f"/orders/{order.number}/pay", data={"kind": "invoice", "email": "nobody"})
    assert answer.status_code == 422
    client.post(f"/orders/{order.number}/pay", data={"kind": "invoice", "email": "finance@school.example"})
    (attempt,) = attempts_of(order.id)
    assert str(attempt.url) in page(client, f"/orders/{order.number}/pay")
    client.post(f"/orders/{order.number}/pay/{attempt.key}/give-up")
    assert the_attempt(attempt.key).state is OnlineState.CANCELLED
    assert twin.invoice(str(attempt.stripe_id)).standing.value == "over"


def test_a_bill_is_mailed_again_on_the_page_once_for_each_form(
    world: World, twin: Twin, order: Order, browser_of: Browser
) -> None:
    an_acceptance(world, an_arrived_consignment(world, order))
    attempt, client = an_attempt(world, order, OnlineKind.INVOICE), browser_of("school.manager")
    address = f"/orders/{order.number}/pay"
    assert "Sent to finance@school.example" in page(client, address)
    for _sent in range(2):
        assert client.post(f"{address}/{attempt.key}/resend", data={"once": "a" * 20}).status_code == 302
    assert len(events_of(twin, "invoice.sent")) == 1
    assert "sent again to finance@school.example" in page(client, address)
    twin.pay_invoice(str(attempt.stripe_id))
    client.post(f"{address}/{attempt.key}/resend", data={"once": "b" * 20})
    assert the_attempt(attempt.key).state is OnlineState.PAID
    answer = client.post(f"{address}/{attempt.key}/resend", data={"once": "c" * 20})
    assert (answer.status_code, "Only a bill that is open" in answer.text) == (422, True)
    proved()


def test_a_bill_that_was_taken_back_on_stripes_own_pages_is_cancelled_here(
    world: World, twin: Twin, order: Order
) -> None:
    an_acceptance(world, an_arrived_consignment(world, order))
    attempt = an_attempt(world, order, OnlineKind.INVOICE)
    twin.void_invoice(str(attempt.stripe_id))
    (voided,) = events_of(twin, "invoice.voided")
    assert why(delivered(voided)) == ("handled", None)
    assert why(delivered(voided | {"id": "evt_again"})) == ("passed_over", "already_booked")
    assert the_attempt(attempt.key).state is OnlineState.CANCELLED
    assert an_attempt(world, order, OnlineKind.INVOICE).key != attempt.key


BILLS: dict[str, tuple[dict[str, Any], tuple[str, str]]] = {
    "a part alone": ({"amount_paid": 100}, ("refused", "wrong_amount")),
    "a fen too much": ({"amount_paid": 25_851}, ("refused", "wrong_amount")),
    "another currency": ({"currency": "usd"}, ("refused", "wrong_currency")),
    "another deployment": ({"metadata": {"deployment": "another"}}, ("passed_over", "another_deployment")),
    "unknown attempt": ({"metadata": {"deployment": "shanhuo-test"}}, ("refused", "unknown_order")),
}


@pytest.mark.parametrize("what", BILLS)
def test_a_bill_paid_otherwise_than_it_was_sent_moves_no_money(
    world: World, twin: Twin, order: Order, what: str
) -> None:
    an_acceptance(world, an_arrived_consignment(world, order))
    attempt = an_attempt(world, order, OnlineKind.INVOICE)
    twin.pay_invoice(str(attempt.stripe_id))
    changes, expected = BILLS[what]
    before = rows()[0]
    assert why(delivered(events_of(twin, "invoice.paid")[0], **changes)) == expected
    assert (rows()[0], the_attempt(attempt.key).state) == (before, OnlineState.OPEN)


def test_a_bill_marked_as_paid_by_hand_has_no_payment_and_moves_no_money(
    world: World, twin: Twin, order: Order
) -> None:
    an_acceptance(world, an_arrived_consignment(world, order))
    attempt = an_attempt(world, order, OnlineKind.INVOICE)
    twin._tell_invoice("invoice.paid", str(attempt.stripe_id), "paid")
    assert why(delivered(twin.events[-1])) == ("refused", "not_known_yet")
