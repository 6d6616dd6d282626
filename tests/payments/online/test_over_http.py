"""Webhooks as they come in life: over HTTP, to a shop that listens, from a process that signs them."""

from __future__ import annotations

import contextvars
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from threading import Thread

import pytest
from sqlalchemy import select
from werkzeug.serving import make_server

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.payments.gateway import EXTENSION, StripeGateway
from shop.payments.models import InboxEvent, OnlinePayment, Payment
from shop.payments.verify import Read, differences
from shop.payments.words_online import OnlineState
from tests.clocks import SettableClock
from tests.factories.ordering import a_promised_order
from tests.factories.standing import CommittingWorld
from tests.peers.paying import an_attempt, set_up
from tests.peers.running import KEY, Stripe


class Served:
    """A shop that listens, and the attempt that somebody has paid on."""

    def __init__(self, shop: CommittingWorld, stripe: Stripe, port: int) -> None:
        self.shop = shop
        self.stripe = stripe
        self.webhook = f"http://127.0.0.1:{port}/webhooks/stripe"
        with shop.app.app_context(), dialects.writing():
            attempt = an_attempt(shop.world, a_promised_order(shop.world))
            self.session_id = str(attempt.stripe_id)
        stripe.do("pay", session_id=self.session_id)
        (self.completed,) = (event["id"] for event in stripe.events("checkout.session.completed"))

    def inbox(self) -> list[tuple[str, str, int]]:
        """Kind, state and number of deliveries of each report."""
        with self.shop.app.app_context():
            rows = db.session.execute(select(InboxEvent).order_by(InboxEvent.id)).scalars()
            return [(row.kind, row.state.value, row.deliveries) for row in rows]

    def state(self) -> OnlineState:
        with self.shop.app.app_context():
            return db.session.execute(select(OnlinePayment.state)).scalar_one()

    def proved(self) -> int:
        """How many payments there are; the books are right."""
        with self.shop.app.app_context():
            assert list(differences(Read())) == []
            return len(db.session.execute(select(Payment.id)).all())


@pytest.fixture
def served(committing_world: CommittingWorld, stripe: Stripe, clock: SettableClock) -> Iterator[Served]:
    """The small world's shop, listening, with the real gateway in front of the stand-in."""
    app = committing_world.app
    shops_clock.set_to(None)
    stripe.direct("clock", now=time.time())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=contextvars.Context().run, args=(server.serve_forever,), daemon=True)
    thread.start()
    with set_up(app):
        app.extensions[EXTENSION] = StripeGateway(KEY, api=stripe.base)
        yield Served(committing_world, stripe, server.server_port)
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_a_delivery_is_answered_and_pays_the_order(served: Served) -> None:
    assert served.stripe.deliver(served.completed, to=served.webhook) == [200]
    assert served.state() is OnlineState.PAID
    assert served.proved() == 1


def test_deliveries_late_twice_and_out_of_order_take_the_money_once(served: Served) -> None:
    intent_id = served.stripe.events("payment_intent.succeeded")[0]["data"]["object"]["id"]
    served.stripe.do("refund_by_hand", intent_id=intent_id, amount=1_000)
    ids = [event["id"] for event in served.stripe.events()]
    assert served.stripe.deliver(*reversed(ids), *ids, to=served.webhook) == [200] * 2 * len(ids)
    assert served.proved() == 1
    assert [deliveries for _kind, _state, deliveries in served.inbox()] == [2] * len(ids)
    assert {kind: state for kind, state, _n in served.inbox()}["checkout.session.completed"] == "handled"


def test_the_same_delivery_twice_at_once_takes_the_money_once(served: Served) -> None:
    answers: list[list[int]] = []
    threads = [
        Thread(target=lambda: answers.append(served.stripe.deliver(served.completed, to=served.webhook)))
        for _time in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert answers == [[200]] * 4
    assert served.inbox() == [("checkout.session.completed", "handled", 4)]
    assert served.proved() == 1


def test_forged_stale_and_unsigned_deliveries_are_refused_and_leave_nothing(served: Served) -> None:
    assert served.stripe.deliver(served.completed, to=served.webhook, secret="whsec_of_somebody_else") == [400]
    assert served.stripe.deliver(served.completed, to=served.webhook, age=301) == [400]
    with pytest.raises(urllib.error.HTTPError, match="400"):
        urllib.request.urlopen(urllib.request.Request(served.webhook, b"{}", method="POST"), timeout=20)
    assert served.inbox() == []
    assert served.stripe.deliver(served.completed, to=served.webhook, age=290) == [200]
    assert served.proved() == 1
