"""Reports of Stripe’s, shuffled, repeated and dropped: the balances are the same in the end."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.payments import duties
from shop.payments.asking import Standing
from shop.payments.models import InboxEvent
from tests.clocks import SettableClock
from tests.factories.ordering import a_promised_order
from tests.factories.payments import balance_of, standing_of
from tests.factories.world import World
from tests.peers.paying import an_attempt, delivered, events_of, proved
from tests.peers.twin import Twin

SURE = ("charge.refunded", "refund.failed")
"""Dropped, these would be missed until the daily comparison."""


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
    if chance.random() < 0.5:  # one that arrived, or so it seemed
        twin.end_refund(twin.refund_by_hand(intent_id, 3_000).id, "failed")
    reports = [event for event in events_of(twin) if chance.random() < 0.7 or event["type"] in SURE]
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
