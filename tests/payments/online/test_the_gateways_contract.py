"""What the shop relies on at Stripe: held by the real gateway in front of the stand-in, and by its twin in memory."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shop.kernel import clock
from shop.kernel.money import Money
from shop.payments.asking import CheckoutWish, Gateway, InvoiceWish, Names, OutOfReach, RefundWish, Standing, TurnedDown
from shop.payments.gateway import StripeGateway
from tests.peers.paying import events_of
from tests.peers.running import KEY, Stripe
from tests.peers.twin import Twin

NAMES = Names("shanhuo-test", "261123-7K3QF", "a-key")
AMOUNT = Money.yuan("1234.56")


@pytest.fixture(params=["real", "twin"])
def both(request: pytest.FixtureRequest) -> tuple[Gateway, Any]:
    """A gateway, and somebody who does what people do on the other side."""
    if request.param == "twin":
        twin = Twin()
        return twin, twin
    stripe: Stripe = request.getfixturevalue("stripe")
    return StripeGateway(KEY, api=stripe.base), stripe


def a_wish(**changes: Any) -> CheckoutWish:
    ends = clock.now() + timedelta(hours=2)
    return replace(CheckoutWish(NAMES, AMOUNT, "Order", "https://shop.example/orders/1", ends), **changes)


def a_bill(**changes: Any) -> InvoiceWish:
    return replace(InvoiceWish(NAMES, AMOUNT, "Order", "School", "finance@school.example", 30), **changes)


def a_payment(both: tuple[Gateway, Any], key: str = "a-key") -> str:
    gateway, there = both
    opened = gateway.open_checkout(a_wish(names=replace(NAMES, key=key)))
    there.do("pay", session_id=opened.id)
    return str(gateway.checkout(opened.id).intent_id)


def test_a_page_to_pay_on_asks_for_the_amount_in_fen(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    opened = gateway.open_checkout(a_wish())
    assert (opened.standing, opened.amount, opened.currency, opened.intent_id) == (Standing.OPEN, AMOUNT, "cny", None)
    assert opened.url
    assert gateway.checkout(opened.id) == opened


def test_the_same_wish_gives_the_same_page(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    wish = a_wish()
    assert gateway.open_checkout(wish) == gateway.open_checkout(wish)
    assert (
        gateway.open_checkout(replace(wish, names=replace(NAMES, key="another"))).id != gateway.open_checkout(wish).id
    )


def test_the_same_key_for_another_amount_is_turned_down(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    gateway.open_checkout(a_wish())
    with pytest.raises(TurnedDown):
        gateway.open_checkout(a_wish(amount=Money.yuan(2000)))


def test_a_page_that_was_paid_on_names_the_payment(both: tuple[Gateway, Any]) -> None:
    gateway, there = both
    opened = gateway.open_checkout(a_wish())
    there.do("pay", session_id=opened.id)
    paid = gateway.checkout(opened.id)
    assert (paid.standing, paid.amount) == (Standing.DONE, AMOUNT)
    payment = gateway.payment(str(paid.intent_id))
    assert payment is not None
    assert (payment.amount, payment.deployment, payment.order) == (AMOUNT, NAMES.deployment, NAMES.order)


def test_a_payment_that_takes_days_waits_and_then_is_done(both: tuple[Gateway, Any]) -> None:
    gateway, there = both
    opened = gateway.open_checkout(a_wish())
    there.do("pay", session_id=opened.id, later=True)
    assert gateway.checkout(opened.id).standing is Standing.WAITING
    there.do("settle", session_id=opened.id)
    assert gateway.checkout(opened.id).standing is Standing.DONE


def test_a_closed_page_is_over_and_a_paid_one_stays_paid(both: tuple[Gateway, Any]) -> None:
    gateway, there = both
    opened = gateway.open_checkout(a_wish())
    assert gateway.close_checkout(opened.id).standing is Standing.OVER
    assert gateway.close_checkout(opened.id).standing is Standing.OVER
    other = gateway.open_checkout(a_wish(names=replace(NAMES, key="other")))
    there.do("pay", session_id=other.id)
    assert gateway.close_checkout(other.id).standing is Standing.DONE


def test_a_bill_is_sent_and_paid(both: tuple[Gateway, Any]) -> None:
    gateway, there = both
    sent = gateway.send_invoice(a_bill())
    assert (sent.standing, sent.amount, sent.currency, sent.intent_id) == (Standing.OPEN, AMOUNT, "cny", None)
    assert sent.url
    assert gateway.send_invoice(a_bill()) == sent
    there.do("pay_invoice", invoice_id=sent.id)
    paid = gateway.invoice(sent.id)
    assert (paid.standing, paid.amount) == (Standing.DONE, AMOUNT)
    assert paid.intent_id
    assert gateway.void_invoice(sent.id).standing is Standing.DONE


def test_a_bill_is_mailed_again_as_long_as_it_is_open_and_once_for_each_key(both: tuple[Gateway, Any]) -> None:
    gateway, there = both
    sent = gateway.send_invoice(a_bill())
    told = lambda: len(events_of(there, "invoice.sent"))  # noqa: E731
    before = told()
    assert gateway.send_again(sent.id, "k1").standing is Standing.OPEN
    assert gateway.send_again(sent.id, "k1").standing is Standing.OPEN
    assert told() == before + 1
    gateway.send_again(sent.id, "k2")
    assert told() == before + 2
    gateway.void_invoice(sent.id)
    assert gateway.send_again(sent.id, "k3").standing is Standing.OVER
    assert told() == before + 2


def test_a_second_bill_goes_to_the_same_customer(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    first = gateway.send_invoice(a_bill())
    second = gateway.send_invoice(a_bill(names=replace(NAMES, key="b"), customer_id=first.customer_id))
    assert (second.customer_id, second.id != first.id) == (first.customer_id, True)


def test_a_bill_can_be_taken_back_and_needs_somebody_to_go_to(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    sent = gateway.send_invoice(a_bill())
    assert gateway.void_invoice(sent.id).standing is Standing.OVER
    with pytest.raises(TurnedDown):
        gateway.send_invoice(a_bill(names=replace(NAMES, key="b"), email=""))


def test_a_payment_is_given_back_in_parts_and_never_more_than_was_paid(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    intent_id = a_payment(both)
    part = RefundWish(replace(NAMES, key="r1"), intent_id, Money.yuan("234.56"))
    first = gateway.refund(part)
    assert (first.standing, first.amount, first.key) == (Standing.DONE, Money.yuan("234.56"), "r1")
    assert gateway.refund(part) == first
    with pytest.raises(TurnedDown):
        gateway.refund(RefundWish(replace(NAMES, key="r2"), intent_id, Money.yuan("1000.01")))
    gateway.refund(RefundWish(replace(NAMES, key="r3"), intent_id, Money.yuan(1000)))
    assert sum(one.amount.fen for one in gateway.refunds_of(intent_id)) == AMOUNT.fen


def test_a_refund_made_on_stripes_own_pages_names_no_deployment(both: tuple[Gateway, Any]) -> None:
    gateway, there = both
    intent_id = a_payment(both)
    there.do("refund_by_hand", intent_id=intent_id, amount=100)
    (found,) = gateway.refunds_of(intent_id)
    assert (found.amount, found.deployment, found.key) == (Money(100), None, None)


def test_what_was_taken_and_given_back_can_be_listed_from_a_moment_on(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    intents = {a_payment(both, key=f"key-{number}") for number in range(3)}
    for intent_id in intents:
        gateway.refund(RefundWish(replace(NAMES, key=f"r-{intent_id}"), intent_id, Money(500)))
    since = clock.now() - timedelta(days=1)
    assert {payment.intent_id for payment in gateway.payments_since(since)} == intents
    assert {refund.intent_id for refund in gateway.refunds_since(since)} == intents
    assert not gateway.payments_since(clock.now() + timedelta(days=1))


def test_lists_are_read_to_their_end(stripe: Stripe) -> None:
    for _number in range(205):
        stripe.do("_collect", amount=500, currency="cny", labels={})
    listed = StripeGateway(KEY, api=stripe.base).payments_since(clock.now() - timedelta(days=1))
    assert len({payment.intent_id for payment in listed}) == 205


def test_too_little_and_what_is_not_there_is_turned_down(both: tuple[Gateway, Any]) -> None:
    gateway, _there = both
    with pytest.raises(TurnedDown):
        gateway.open_checkout(a_wish(amount=Money(1)))
    with pytest.raises(TurnedDown):
        gateway.checkout("cs_test_999999")


def test_stripe_out_of_reach_is_said_and_asking_again_is_safe(both: tuple[Gateway, Any]) -> None:
    gateway, there = both
    if isinstance(there, Twin):
        there.out_of_order = 1
    else:
        there.direct("behave", out_of_order=2)
    with pytest.raises(OutOfReach):
        gateway.open_checkout(a_wish())
    assert gateway.open_checkout(a_wish()).standing is Standing.OPEN


def test_a_wish_that_stripe_is_just_at_may_be_sent_again(stripe: Stripe) -> None:
    stripe.direct("behave", busy=2)
    with pytest.raises(OutOfReach):
        StripeGateway(KEY, api=stripe.base).open_checkout(a_wish())


def test_nobody_at_the_other_end_is_out_of_reach() -> None:
    with pytest.raises(OutOfReach):
        StripeGateway(KEY, api="http://127.0.0.1:9").checkout("cs_test_1")


def test_a_wrong_key_is_turned_down(stripe: Stripe) -> None:
    with pytest.raises(TurnedDown):
        StripeGateway("sk_test_wrong", api=stripe.base).checkout("cs_test_1")
