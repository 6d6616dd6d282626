"""Several people and the worker at one payment at once: nothing is asked for, opened or booked twice."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.ordering.models import Order
from shop.payments import desk
from shop.payments.gateway import EXTENSION, StripeGateway
from shop.payments.models import OnlinePayment, OnlineRefund, Payment
from shop.payments.queries.online import attempt_locked
from shop.payments.services.online_refunds import begin_refund
from shop.payments.verify import Read, differences
from shop.payments.words_online import OnlineState
from tests.clocks import SettableClock
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.ordering import a_promised_order
from tests.factories.standing import CommittingWorld
from tests.peers.paying import an_attempt, set_up
from tests.peers.running import KEY, Stripe


@pytest.fixture
def shop(committing_world: CommittingWorld, stripe: Stripe, clock: SettableClock) -> Iterator[CommittingWorld]:
    """The small world's shop in a database of its own, in front of the stand-in."""
    shops_clock.set_to(None)
    stripe.direct("clock", now=time.time())
    with set_up(committing_world.app):
        committing_world.app.extensions[EXTENSION] = StripeGateway(KEY, api=stripe.base)
        yield committing_world


def an_order_number(shop: CommittingWorld) -> str:
    with shop.app.app_context(), dialects.writing():
        order = a_promised_order(shop.world)
        db.session.commit()
        return order.number


def states(app: Flask) -> list[OnlineState]:
    with app.app_context():
        return list(db.session.execute(select(OnlinePayment.state).order_by(OnlinePayment.id)).scalars())


def test_four_who_set_out_to_pay_at_once_are_sent_to_one_page(shop: CommittingWorld, stripe: Stripe) -> None:
    number = an_order_number(shop)

    def set_out() -> str:
        order = db.session.execute(select(Order).where(Order.number == number)).scalar_one()
        return str(an_attempt(shop.world, order).url)

    outcomes = all_at_once(shop.app, [set_out] * 4)
    assert refusals(outcomes) == []
    assert len(set(outcomes)) == 1
    assert states(shop.app) == [OnlineState.OPEN]


def test_the_worker_and_the_page_that_look_after_one_payment_at_once_book_it_once(
    shop: CommittingWorld, stripe: Stripe
) -> None:
    number = an_order_number(shop)
    with shop.app.app_context(), dialects.writing():
        order = db.session.execute(select(Order).where(Order.number == number)).scalar_one()
        attempt = an_attempt(shop.world, order)
        attempt_id, session_id = attempt.id, attempt.stripe_id
    stripe.do("pay", session_id=session_id)
    outcomes = all_at_once(shop.app, [lambda: desk.look_after(attempt_id)] * 3 + [lambda: desk.close(attempt_id).state])
    assert refusals(outcomes) == []
    assert states(shop.app) == [OnlineState.PAID]
    with shop.app.app_context():
        assert len(db.session.execute(select(Payment.id)).all()) == 1
        assert list(differences(Read())) == []


def test_two_who_give_all_of_it_back_at_once_give_it_back_once(shop: CommittingWorld, stripe: Stripe) -> None:
    number = an_order_number(shop)
    with shop.app.app_context(), dialects.writing():
        order = db.session.execute(select(Order).where(Order.number == number)).scalar_one()
        attempt = an_attempt(shop.world, order)
        attempt_id, amount = attempt.id, attempt.amount
        stripe.do("pay", session_id=attempt.stripe_id)
        desk.look_after(attempt_id)
    (operator,) = actors(shop.app, shop.world, "operator.operator")

    def give_back() -> None:
        row_id = begin_refund(attempt_locked(attempt_id), amount, "wet", by=operator).id
        db.session.commit()
        desk.refund_at_stripe(row_id)

    outcomes = all_at_once(shop.app, [give_back] * 3)
    assert len(refusals(outcomes)) == 2
    with shop.app.app_context():
        refunds = db.session.execute(select(OnlineRefund.amount)).scalars().all()
        assert refunds == [amount]
        assert list(differences(Read())) == []
