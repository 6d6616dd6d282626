"""Reports as they come in: signed or refused, kept once, tried again until they are handled."""

from __future__ import annotations

import json
import time
from datetime import timedelta
from typing import Any, cast

import pytest
import stripe as sdk
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.refusals import Refused
from shop.ordering.models import Order
from shop.payments import duties, inbox, reports
from shop.payments.models import InboxEvent
from shop.payments.services import online
from shop.payments.services.receipts import take_payment
from shop.payments.words_online import EventState, OnlineState, Why
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories.world import World
from tests.peers import shapes
from tests.peers.paying import COMPLETED, an_attempt, delivered, events_of, paid, proved, rows, the_attempt, why
from tests.peers.running import SECRET
from tests.peers.twin import Twin


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
