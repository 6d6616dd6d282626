"""Paying online in the small world: attempts begun, pages opened and paid on, reports delivered."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import stripe
from flask import Flask
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments import desk, inbox
from shop.payments.gateway import EXTENSION
from shop.payments.models import InboxEvent, OnlinePayment, Posting
from shop.payments.queries.online import asked_for, attempt_locked
from shop.payments.services import online
from shop.payments.services.online_refunds import begin_refund
from shop.payments.verify import Read, differences
from shop.payments.words_online import OnlineKind, RefundState
from tests.clients import SeparateClient
from tests.factories.world import World
from tests.peers.stripe_peer import KEY, SECRET

Browser = Callable[[str], SeparateClient]
DEPLOYMENT = "shanhuo-test"
COMPLETED = "checkout.session.completed"
WHOLE, THIRD = "258.50", "77.55"
"""What four sacks of potatoes cost, and the deposit of them, in yuan."""


@contextmanager
def set_up(app: Flask) -> Iterator[None]:
    """Inside the block the application is configured for Stripe."""
    said = {"STRIPE_KEY": KEY, "STRIPE_WEBHOOK_SECRET": SECRET, "DEPLOYMENT": DEPLOYMENT}
    before = {name: app.config[name] for name in said}
    app.config.update(said)
    try:
        yield
    finally:
        app.config.update(before)
        app.extensions.pop(EXTENSION, None)


def an_attempt(
    world: World, order: Order, kind: OnlineKind = OnlineKind.PAY_NOW, *, amount: Money | None = None
) -> OnlinePayment:
    """The school's buyer sets out to pay, and Stripe has opened the page or sent the bill."""
    is_bill = kind is OnlineKind.INVOICE
    attempt = online.begin(
        order,
        kind,
        amount or asked_for(order, kind, 30),
        return_to="https://shop.example/orders/1/pay",
        days=30 if is_bill else 0,
        payer="school",
        email="finance@school.example" if is_bill else "",
        by=world.actor("school.buyer"),
    )
    attempt_id = attempt.id
    db.session.commit()
    return desk.open_at_stripe(attempt_id)


def delivered(event: dict[str, Any], **changes: Any) -> InboxEvent:
    """Stripe delivers a report, with some fields of its object changed on the way to be wrong; how it stands here."""
    said = json.loads(json.dumps(event))
    said["data"]["object"] |= changes
    body = json.dumps(said)
    header = stripe.WebhookSignature.generate_signature_header(body, SECRET, int(time.time()))
    return inbox.handle(inbox.receive(body.encode(), header))


def paid(world: World, there: Any, order: Order, kind: OnlineKind = OnlineKind.PAY_NOW) -> OnlinePayment:
    """The order is paid online, and Stripe has said so."""
    attempt = an_attempt(world, order, kind)
    if kind is OnlineKind.INVOICE:
        there.do("pay_invoice", invoice_id=attempt.stripe_id)
    else:
        there.do("pay", session_id=attempt.stripe_id)
    for event in events_of(there):
        delivered(event)
    return the_attempt(attempt.key)


def events_of(there: Any, kind: str | None = None) -> list[dict[str, Any]]:
    """What happened on the other side, the oldest first; of the twin or of the stand-in."""
    events = there.events() if callable(there.events) else there.events
    return [event for event in events if kind in (None, event["type"])]


def the_attempt(key: str) -> OnlinePayment:
    """An attempt as it stands now."""
    asked = select(OnlinePayment).where(OnlinePayment.key == key)
    return db.session.execute(asked.execution_options(populate_existing=True)).scalar_one()


def why(event: InboxEvent) -> tuple[str, str | None]:
    """How a report stands, and why, as they are stored."""
    return event.state.value, event.why.value if event.why else None


def a_refund(world: World, attempt: OnlinePayment, yuan: str) -> RefundState:
    """The operator gives back so much of a payment; how the refund stands."""
    operator = world.actor("operator.operator")
    row = begin_refund(attempt_locked(attempt.id), Money.yuan(yuan), "two sacks were wet", by=operator)
    return desk.refund_at_stripe(row.id).state


def page(client: SeparateClient, address: str) -> str:
    """A page in English."""
    with client.session_transaction() as session:
        session["language"] = "en"
    return str(client.get(address).get_data(as_text=True))


def rows() -> tuple[int, int]:
    """How many postings and how many reports there are."""
    postings, reports = (
        db.session.execute(select(func.count()).select_from(of)).scalar_one() for of in (Posting, InboxEvent)
    )
    return postings, reports


def proved() -> None:
    """The books are right."""
    assert list(differences(Read())) == []


def as_it_is(order: Order) -> Order:
    """An order as it stands now."""
    asked = select(Order).where(Order.id == order.id).execution_options(populate_existing=True)
    return db.session.execute(asked).scalar_one()
