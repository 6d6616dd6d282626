"""What tests of online payment ask for: the stand-in for Stripe as a process, and the gateway's twin in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.ordering.models import Order
from shop.ordering.paying import PayBy
from shop.payments.gateway import EXTENSION, StripeGateway
from tests.factories.ordering import a_promised_order, an_order
from tests.factories.world import World
from tests.peers.paying import set_up
from tests.peers.running import KEY, Stripe, running
from tests.peers.twin import Twin


@pytest.fixture(scope="session")
def stripe_process() -> Iterator[Stripe]:
    """The stand-in, one process for all tests."""
    with running() as stripe:
        yield stripe


@pytest.fixture
def stripe(stripe_process: Stripe) -> Stripe:
    """The stand-in with nothing in it, and the time of the shop's clock."""
    stripe_process.direct("reset")
    stripe_process.direct("clock", now=shops_clock.now().timestamp())
    return stripe_process


@pytest.fixture
def twin(world_app: Flask) -> Iterator[Twin]:
    """The small world's shop with online payment set up, on the gateway's twin."""
    with set_up(world_app):
        world_app.extensions[EXTENSION] = there = Twin()
        yield there


@pytest.fixture
def stand_in(world_app: Flask, stripe: Stripe) -> Iterator[Stripe]:
    """The same with the real gateway, in front of the stand-in."""
    with set_up(world_app):
        world_app.extensions[EXTENSION] = StripeGateway(KEY, api=stripe.base)
        yield stripe


@pytest.fixture
def order(world: World) -> Order:
    """Four sacks of potatoes, promised whole."""
    return a_promised_order(world)


@pytest.fixture
def unpaid(world: World, twin: Twin) -> Order:
    """Four sacks of potatoes, to be paid online."""
    return an_order(world, pay_by=PayBy.ONLINE)


@pytest.fixture
def forward(unpaid: Order) -> Order:
    """The same, not harvested yet."""
    for line in unpaid.lines:
        line.forward = True
    db.session.flush()
    return unpaid
