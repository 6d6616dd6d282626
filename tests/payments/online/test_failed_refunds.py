"""Refunds that did not arrive: never booked, or taken back by their opposite."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.organisations.queries import operators
from shop.payments import desk
from shop.payments.asking import TurnedDown
from shop.payments.models import Refund
from shop.payments.queries.owed import owed_to
from shop.payments.services.pay_outs import pay_out
from shop.payments.verify import Read, differences
from shop.payments.words_online import RefundState
from tests.factories.ordering import a_promised_order, told
from tests.factories.payments import balance_of, standing_of
from tests.factories.world import World
from tests.peers.paying import (
    a_refund,
    delivered,
    events_of,
    paid,
    proved,
    the_attempt,
    why,
)
from tests.peers.twin import Twin


def reversals() -> list[Refund]:
    return list(db.session.execute(select(Refund).where(Refund.reverses_id.is_not(None))).scalars())


def test_a_refund_that_does_not_arrive_can_be_given_again_and_the_operator_is_told(world: World, twin: Twin) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    twin.refunds_are = "pending"
    a_refund(world, attempt, "100")
    twin.end_refund(next(iter(twin.refunds)), "failed")
    delivered(twin.events[-1])
    found = the_attempt(attempt.key)
    assert ([refund.state for refund in found.refunds], found.refundable) == ([RefundState.FAILED], attempt.amount)
    assert told(operators()[0])[-1] == "online_refund_failed"
    proved()


def test_a_refund_that_was_booked_and_has_failed_since_is_taken_back_and_all_sides_are_told(
    world: World, twin: Twin, order: Order
) -> None:
    attempt = paid(world, twin, order)
    before = (balance_of(order), standing_of(order))
    assert a_refund(world, attempt, "100") is RefundState.DONE
    twin.end_refund(next(iter(twin.refunds)), "failed")
    assert why(delivered(twin.events[-1])) == ("handled", "came_back")
    assert (balance_of(order), standing_of(order)) == before
    found = the_attempt(attempt.key)
    assert ([row.state for row in found.refunds], found.refundable) == ([RefundState.FAILED], attempt.amount)
    (row,) = reversals()
    assert (row.amount, row.order_id) == (Money.yuan(-100), order.id)
    assert told(operators()[0])[-1] == "online_refund_failed"
    assert told(order.supplier_id)[-1] == told(order.unit_id)[-1] == "payment_refund_reversed"
    proved()


def test_what_failed_is_taken_back_once_and_can_be_given_back_anew(world: World, twin: Twin, order: Order) -> None:
    attempt = paid(world, twin, order)
    a_refund(world, attempt, str(attempt.amount))
    twin.end_refund(next(iter(twin.refunds)), "failed")
    failure = twin.events[-1]
    for event in (failure, failure | {"id": "evt_again"}, *events_of(twin, "refund.created"), *events_of(twin)):
        delivered(event)
    assert len(reversals()) == 1
    assert a_refund(world, attempt, str(attempt.amount)) is RefundState.DONE
    assert (balance_of(order)[1], standing_of(order)["with_operator"]) == ("0.00", "0.00")
    proved()


def test_a_refund_on_stripes_own_pages_that_had_failed_before_we_heard_of_it_is_never_booked(
    world: World, twin: Twin, order: Order
) -> None:
    attempt = paid(world, twin, order)
    twin.refund_by_hand(str(attempt.intent_id), 10_000)
    twin.end_refund(next(iter(twin.refunds)), "failed")
    assert why(delivered(twin.events[-1])) == ("passed_over", "out_of_date")
    assert why(delivered(events_of(twin, "refund.created")[0])) == ("passed_over", "out_of_date")
    assert (balance_of(order)[1], the_attempt(attempt.key).refundable) == (str(attempt.amount), attempt.amount)
    proved()


def test_stripe_turning_a_refund_down_that_is_booked_already_takes_it_back(
    world: World, twin: Twin, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt = paid(world, twin, order)
    a_refund(world, attempt, "100")
    (row,) = the_attempt(attempt.key).refunds
    monkeypatch.setattr(twin, "refund", lambda wish: (_ for _ in ()).throw(TurnedDown()))
    with pytest.raises(TurnedDown):
        desk.refund_at_stripe(row.id)
    assert the_attempt(attempt.key).refunded == Money(0)
    assert balance_of(order)[1] == str(attempt.amount)
    proved()


def test_a_refund_that_failed_after_its_pay_out_is_owed_to_the_supplier_again(
    world: World, twin: Twin, order: Order
) -> None:
    attempt = paid(world, twin, order)
    a_refund(world, attempt, "100")
    operator, rest = world.actor("operator.operator"), attempt.amount - Money.yuan(100)
    pay_out(order.supplier_id, rest, shops_clock.today(), "T1", by=operator)
    assert owed_to(order.supplier_id) == Money(0)
    twin.end_refund(next(iter(twin.refunds)), "failed")
    delivered(twin.events[-1])
    assert owed_to(order.supplier_id) == Money.yuan(100)
    proved()


def test_what_is_taken_back_to_another_amount_is_found_by_the_proof(world: World, twin: Twin, order: Order) -> None:
    attempt = paid(world, twin, order)
    a_refund(world, attempt, "100")
    (row,) = db.session.execute(select(Refund)).scalars()
    wrong = {"amount": Money.yuan(-90), "n": 2, "reverses_id": row.id}
    names = ("cluster_id", "payment_id", "order_id", "booked_on", "source", "source_id", "at")
    db.session.add(Refund(**{name: getattr(row, name) for name in names}, **wrong))
    db.session.flush()
    told_by_proof = [str(difference) for difference in differences(Read())]
    assert any(f"Refund {row.id}, taken back" in sentence for sentence in told_by_proof)
    assert any("Online refund" in sentence for sentence in told_by_proof)
