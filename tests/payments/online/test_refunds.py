"""Money that goes back: asked for by the operator or on Stripe’s own pages, arrived, lost, and come back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.organisations.queries import operators
from shop.payments import desk, duties
from shop.payments.asking import RefundWish
from shop.payments.models import Payment
from shop.payments.queries.online import attempt_locked
from shop.payments.services.online_refunds import begin_refund
from shop.payments.words_online import RefundState
from tests.clocks import SettableClock
from tests.factories.ordering import a_promised_order, an_order, refused, told
from tests.factories.payments import a_payment, balance_of, standing_of
from tests.factories.world import World
from tests.peers.paying import (
    COMPLETED,
    Browser,
    a_refund,
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


def test_the_same_form_sent_again_gives_back_once(world: World, twin: Twin) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    operator, amount = world.actor("operator.operator"), Money.yuan(30)
    for _sent in range(2):
        row = begin_refund(attempt_locked(attempt.id), amount, "wet", by=operator, key="a-key-of-this-form-0001")
        desk.refund_at_stripe(row.id)
    assert the_attempt(attempt.key).refunded == amount
    with refused("another refund before"):
        begin_refund(attempt_locked(attempt.id), Money.yuan(31), "wet", by=operator, key="a-key-of-this-form-0001")


def test_the_operator_gives_back_a_part_and_then_the_rest_and_no_more(world: World, twin: Twin) -> None:
    order = a_promised_order(world)
    attempt = paid(world, twin, order)
    assert a_refund(world, attempt, "100") is RefundState.DONE
    rest = str(the_attempt(attempt.key).refundable)
    with refused("can still be given back"):
        a_refund(world, attempt, str(Money.yuan(rest) + Money(1)))
    assert a_refund(world, attempt, rest) is RefundState.DONE
    assert (balance_of(order)[1], standing_of(order)["with_operator"]) == ("0.00", "0.00")
    for event in events_of(twin):
        delivered(event)
    assert (balance_of(order)[1], standing_of(order)["with_operator"]) == ("0.00", "0.00")
    proved()


def test_a_refund_on_its_way_is_booked_when_it_has_arrived(world: World, twin: Twin) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    twin.refunds_are = "pending"
    assert a_refund(world, attempt, "100") is RefundState.PENDING
    assert the_attempt(attempt.key).refunded == Money(0)
    twin.end_refund(next(iter(twin.refunds)), "succeeded")
    delivered(twin.events[-1])
    delivered(events_of(twin, "refund.created")[0])
    assert the_attempt(attempt.key).refunded == Money.yuan(100)
    proved()


def test_a_refund_whose_answer_is_long_lost_is_looked_for_before_it_is_asked_for_again(
    world: World, twin: Twin, order: Order, clock: SettableClock
) -> None:
    """Stripe has forgotten the key by then: asking would give back twice."""
    attempt = paid(world, twin, order)
    row = begin_refund(
        attempt_locked(attempt.id), Money.yuan(100), "wet", by=world.actor("operator.operator"), key="a" * 20
    )
    twin.refund(RefundWish(desk.names_for(order.number, row.key), str(attempt.intent_id), row.amount))
    db.session.commit()
    twin.first.clear()
    clock.set(shops_clock.now() + timedelta(days=2))
    assert duties.look_after_attempts() == 1
    assert (len(twin.refunds), the_attempt(attempt.key).refunded) == (1, Money.yuan(100))
    proved()


def test_a_refund_whose_answer_was_lost_is_asked_for_again_with_its_own_key(
    world: World, twin: Twin, clock: SettableClock
) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    twin.out_of_order = 1
    with pytest.raises(Exception, match="cannot be reached"):
        a_refund(world, attempt, "100")
    clock.set(shops_clock.now() + timedelta(minutes=11))
    assert duties.look_after_attempts() == 1
    assert duties.look_after_attempts() == 0
    assert (len(twin.refunds), the_attempt(attempt.key).refunded) == (1, Money.yuan(100))


def test_a_refund_on_stripes_own_pages_is_booked_from_either_report(world: World, twin: Twin, order: Order) -> None:
    attempt = paid(world, twin, order)
    twin.refund_by_hand(str(attempt.intent_id), 10_000)
    assert why(delivered(events_of(twin, "charge.refunded")[0])) == ("handled", None)
    assert why(delivered(events_of(twin, "refund.created")[0])) == ("passed_over", "already_booked")
    (refund,) = the_attempt(attempt.key).refunds
    assert (refund.state, str(refund.amount), refund.asked_by_id) == (RefundState.DONE, "100.00", None)
    assert standing_of(order)["with_operator"] == str(attempt.amount - refund.amount)
    proved()


def test_a_refund_before_its_payment_is_tried_again_until_the_payment_is_known(
    world: World, twin: Twin, order: Order, clock: SettableClock
) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))
    refund = twin.refund_by_hand(str(twin.checkouts[str(attempt.stripe_id)].intent_id), 10_000)
    assert refund.id
    early = delivered(events_of(twin, "refund.created")[0])
    assert why(early) == ("failed", "not_known_yet")
    delivered(events_of(twin, COMPLETED)[0])
    assert duties.handle_reports() == 0
    clock.set(shops_clock.now() + timedelta(minutes=2))
    assert duties.handle_reports() == 1
    assert the_attempt(attempt.key).refunded.fen == 10_000
    proved()


def test_a_refund_of_a_payment_that_stripe_does_not_know_either_is_tried_again(
    world: World, twin: Twin, order: Order
) -> None:
    attempt = paid(world, twin, order)
    twin.refund_by_hand(str(attempt.intent_id), 10_000)
    (event,) = events_of(twin, "refund.created")
    assert why(delivered(event, payment_intent="pi_x")) == ("failed", "not_known_yet")


def test_a_refund_of_more_than_was_paid_or_in_another_currency_moves_nothing(
    world: World, twin: Twin, order: Order
) -> None:
    attempt = paid(world, twin, order)
    twin.refund_by_hand(str(attempt.intent_id), 10_000)
    (event,) = events_of(twin, "refund.created")
    before = rows()[0]
    assert why(delivered(event | {"id": "a"}, amount=10_000_000)) == ("refused", "wrong_amount")
    assert why(delivered(event | {"id": "b"}, currency="usd")) == ("refused", "wrong_currency")
    labels = {"deployment": "another", "attempt": "x"}
    assert why(delivered(event | {"id": "c"}, metadata=labels)) == ("passed_over", "another_deployment")
    assert rows()[0] == before


@pytest.mark.parametrize("who", ["coop.seller", "school.manager"])
def test_either_side_asks_and_the_operator_gives_back(
    world: World, twin: Twin, order: Order, browser_of: Browser, who: str
) -> None:
    attempt = paid(world, twin, order)
    number = db.session.execute(select(Payment.number)).scalar_one()
    client, operator = browser_of(who), browser_of("operator.operator")
    shown = page(client, f"/money/payments/{number}")
    assert "Ask the operator to give it back" in shown
    assert client.post(f"/money/stripe/payments/{attempt.key}/refund").status_code in (403, 404)
    too_much = client.post(f"/money/payments/{number}/ask-back", data={"amount": "9999", "reason": "wet"})
    assert too_much.status_code == 422
    form = {"amount": "100", "reason": "two sacks were wet", "once": "a" * 20}
    for _sent in range(2):
        assert client.post(f"/money/payments/{number}/ask-back", data=form).status_code == 302
    assert told(operators()[0]).count("online_refund_asked") == 1
    assert f"/money/stripe/payments/{attempt.key}" in page(operator, "/notices")
    asked = page(operator, f"/money/stripe/payments/{attempt.key}")
    assert "The operator was asked to give back ¥100.00." in asked
    assert "two sacks were wet" in asked
    assert the_attempt(attempt.key).refunded == Money(0)


def test_only_who_keeps_the_accounts_of_a_side_asks_and_only_for_what_was_paid_online(
    world: World, twin: Twin, order: Order, browser_of: Browser
) -> None:
    paid(world, twin, order)
    number = db.session.execute(select(Payment.number)).scalar_one()
    by_transfer = a_payment(an_order(world), "5")
    form = {"amount": "1", "reason": "wet"}
    assert browser_of("organ.buyer").post(f"/money/payments/{number}/ask-back", data=form).status_code in (403, 404)
    answer = browser_of("coop.seller").post(f"/money/payments/{by_transfer.number}/ask-back", data=form)
    assert answer.status_code == 422
    assert "Only what was paid online" in answer.text or "只有" in answer.text


def test_a_double_click_gives_back_once_and_a_second_tab_never_more_than_was_paid(
    world: World, twin: Twin, order: Order, browser_of: Browser
) -> None:
    attempt, client = paid(world, twin, order), browser_of("operator.operator")
    address, form = f"/money/stripe/payments/{attempt.key}/refund", {"amount": "200", "reason": "wet"}
    first, again = (client.post(address, data=form | {"once": "a" * 20}) for _click in range(2))
    assert (first.status_code, again.status_code) == (302, 302)
    other_tab = client.post(address, data=form | {"once": "b" * 20})
    assert other_tab.status_code == 422
    assert page(client, first.location).count("Refunded</span>") == 1
    assert str(the_attempt(attempt.key).refunded) == "200.00"
    assert "58.50" in other_tab.text
    proved()
