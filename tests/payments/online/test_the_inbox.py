"""Stripe's reports: each has its line in the inbox, and none moves money wrongly."""

from __future__ import annotations

import json
import random
import time
from datetime import timedelta
from typing import Any, cast

import pytest
import stripe as sdk
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.ordering.services.orders import cancel
from shop.organisations.queries import operators
from shop.payments import duties, inbox, reports
from shop.payments.asking import Standing
from shop.payments.models import InboxEvent, OnlinePayment, Posting
from shop.payments.services import online
from shop.payments.services.receipts import take_payment
from shop.payments.verify import Read, differences
from shop.payments.words_online import EventState, OnlineKind, OnlineState, RefundState, Why
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance, an_arrived_consignment
from tests.factories.ordering import a_promised_order, told
from tests.factories.payments import balance_of, standing_of
from tests.factories.world import World
from tests.peers import shapes
from tests.peers.paying import an_attempt, delivered, events_of, paid, the_attempt, why
from tests.peers.running import SECRET
from tests.peers.twin import Twin

COMPLETED = "checkout.session.completed"


@pytest.fixture
def order(world: World) -> Order:
    """Four sacks of potatoes, promised whole."""
    return a_promised_order(world)


def rows() -> tuple[int, int]:
    """How many postings and how many reports there are."""
    return tuple(db.session.execute(select(func.count()).select_from(of)).scalar_one() for of in (Posting, InboxEvent))  # type: ignore[return-value]


def proved() -> None:
    assert list(differences(Read())) == []


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


WRONGS: dict[str, Exception] = {
    "books_refused": Refused("no"),
    "broken": IntegrityError("", {}, Exception()),
    "unreadable": KeyError("amount"),
}


@pytest.mark.parametrize("reason", WRONGS)
def test_what_goes_wrong_leaves_nothing_half_done_and_is_tried_again(
    world: World, twin: Twin, order: Order, monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))

    def taken(**particulars: Any) -> None:
        take_payment(**particulars)
        raise WRONGS[reason]

    monkeypatch.setattr(online, "take_payment", taken)
    before = rows()[0]
    event = delivered(events_of(twin, COMPLETED)[0])
    assert (why(event), rows()[0]) == (("failed", reason), before)
    monkeypatch.undo()
    assert why(inbox.try_again(event.id)) == ("handled", None)
    assert the_attempt(attempt.key).state is OnlineState.PAID
    proved()


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


def test_stripe_out_of_reach_is_tried_again_with_growing_patience_and_by_hand(
    world: World, twin: Twin, order: Order, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = paid(world, twin, order)
    twin.refund_by_hand(str(attempt.intent_id), 10_000)
    away = lambda intent_id: (_ for _ in ()).throw(inbox.OutOfReach())  # noqa: E731
    monkeypatch.setattr(twin, "refunds_of", away)
    event = delivered(events_of(twin, "charge.refunded")[0])
    waits = [event.next_try_at - shops_clock.now()]  # type: ignore[operator]
    while (at := db.session.get_one(InboxEvent, event.id).next_try_at) is not None:
        clock.set(at + timedelta(seconds=1))
        assert duties.handle_reports() == 1
        assert duties.handle_reports() == 0
        found = db.session.get_one(InboxEvent, event.id)
        waits += [found.next_try_at - shops_clock.now()] if found.next_try_at else []
    assert waits == sorted(waits)
    assert sum(waits, timedelta()) > timedelta(days=4)
    assert why(found) == ("failed", "out_of_reach")
    monkeypatch.undo()
    assert why(inbox.try_again(event.id)) == ("handled", None)
    assert why(inbox.try_again(event.id)) == ("handled", None)
    proved()


def test_a_report_that_somebody_is_at_is_left_alone_until_they_must_have_crashed(
    world: World, twin: Twin, order: Order, clock: SettableClock
) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))
    body = json.dumps(events_of(twin, COMPLETED)[0])
    header = sdk.WebhookSignature.generate_signature_header(body, SECRET, int(time.time()))
    event_id = inbox.receive(body.encode(), header)
    assert inbox._claimed(event_id) is not None  # and here the other worker dies
    assert why(inbox.handle(event_id)) == ("received", None)
    clock.set(shops_clock.now() + timedelta(minutes=3))
    assert duties.handle_reports() == 1
    assert the_attempt(attempt.key).state is OnlineState.PAID


def test_a_report_that_another_has_handled_meanwhile_is_not_handled_again(
    world: World, twin: Twin, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id))
    twin.events[:] = events_of(twin, COMPLETED)

    def meanwhile(*asked: Any) -> reports.More:
        monkeypatch.undo()
        (event,) = db.session.execute(select(InboxEvent)).scalars()
        event.state, event.why = EventState.REFUSED, Why.WRONG_AMOUNT  # whatever the other found
        db.session.commit()
        return reports.More()

    monkeypatch.setattr(reports, "ask_more", meanwhile)
    assert why(delivered(twin.events[0])) == ("refused", "wrong_amount")
    assert the_attempt(attempt.key).state is OnlineState.OPEN


def post(client: SeparateClient, body: bytes, header: str | None) -> int:
    headers = {"Stripe-Signature": header} if header else {}
    return int(client.post("/webhooks/stripe", data=body, headers=headers, csrf=False).status_code)


def test_nothing_unsigned_forged_or_stale_is_kept(world: World, twin: Twin, world_app: Flask) -> None:
    client = cast("SeparateClient", world_app.test_client())
    event = shapes.event("evt_1", int(time.time()), "payout.paid", shapes.payout(1, 0))
    body = json.dumps(event)
    sign = sdk.WebhookSignature.generate_signature_header
    now = int(time.time())
    good = sign(body, SECRET, now)
    for header in (None, "", "t=1", "nonsense", sign(body, "whsec_other", now), sign(body, SECRET, now - 301)):
        assert post(client, body.encode(), header) == 400
    assert post(client, body.encode() + b" ", good) == 400
    assert post(client, b"\xff\xfe", good) == 400
    for broken in ("[]", "1", "{}", '{"object": "event"}', "null", '{"object": "event", "data": {"object": 1}}'):
        assert post(client, broken.encode(), sign(broken, SECRET, now)) == 400
    assert rows()[1] == 0
    assert post(client, body.encode(), good) == 200
    assert rows()[1] == 1


def test_without_a_secret_nothing_is_believed(world: World, world_app: Flask) -> None:
    client = cast("SeparateClient", world_app.test_client())
    body = json.dumps(shapes.event("evt_1", int(time.time()), "payout.paid", shapes.payout(1, 0)))
    header = sdk.WebhookSignature.generate_signature_header(body, "", int(time.time()))
    assert post(client, body.encode(), header) == 400


@pytest.mark.parametrize("seed", range(16))
def test_any_order_of_reports_with_some_dropped_and_some_told_twice_ends_in_the_same_balances(
    world: World, twin: Twin, clock: SettableClock, seed: int
) -> None:
    """What was dropped is found by asking Stripe how the attempt stands, and by another report of the same refunds."""
    order, chance = a_promised_order(world), random.Random(seed)
    twin.refunds_are = chance.choice(["succeeded", "pending"])
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id), later=chance.random() < 0.5)
    if twin.checkouts[str(attempt.stripe_id)].standing is not Standing.DONE:
        twin.settle(str(attempt.stripe_id))
    intent_id = str(twin.checkouts[str(attempt.stripe_id)].intent_id)
    for fen in (10_000, 5_000):
        refund = twin.refund_by_hand(intent_id, fen)
        if refund.standing is Standing.WAITING:
            twin.end_refund(refund.id, "succeeded")
    reports = [event for event in events_of(twin) if chance.random() < 0.7 or event["type"] == "charge.refunded"]
    reports += chance.sample(reports, len(reports) // 2)
    chance.shuffle(reports)
    for event in reports:
        delivered(event)
    for _round in range(8):
        clock.set(shops_clock.now() + timedelta(hours=8))
        duties.look_after_attempts()
        duties.handle_reports()
    rest = str(attempt.amount - Money(15_000))
    assert balance_of(order)[1] == rest
    assert standing_of(order) == {"charged": "0.00", "paid": rest, "unallocated": "0.00", "with_operator": rest}
    assert {event.state.value for event in db.session.execute(select(InboxEvent)).scalars()} <= {
        "handled",
        "passed_over",
    }
    proved()


def test_the_attempts_row_alone_says_what_stripe_is_asked(world: World, twin: Twin, order: Order) -> None:
    attempt = an_attempt(world, order)
    first = attempt.stripe_id
    attempt.stripe_id, attempt.state = None, OnlineState.NEW  # a crash before Stripe's answer was kept
    db.session.commit()
    again = an_attempt(world, order)
    assert (again.id, again.stripe_id) == (attempt.id, first)
    assert db.session.execute(select(func.count()).select_from(OnlinePayment)).scalar_one() == 1
