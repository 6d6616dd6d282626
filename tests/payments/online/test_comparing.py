"""Our books against Stripe’s."""

from __future__ import annotations

import pytest
from flask import Flask

from shop.extensions import db
from shop.kernel.money import Money
from shop.payments import desk, duties
from tests.clocks import SettableClock
from tests.factories.ordering import a_promised_order
from tests.factories.world import World
from tests.peers.paying import Browser, an_attempt, page, paid
from tests.peers.twin import Twin


def test_a_comparison_names_what_stands_in_one_book_alone(world: World, twin: Twin, browser_of: Browser) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    client = browser_of("operator.operator")
    client.post("/money/stripe/comparison")
    assert "The books agree" in page(client, "/money/stripe/comparison")
    unknown = paid(world, twin, a_promised_order(world))
    del twin.payments[str(unknown.intent_id)]
    lost = an_attempt(world, a_promised_order(world))
    twin.pay(str(lost.stripe_id))
    twin.refund_by_hand(str(attempt.intent_id), 700)
    twin._collect("pi_stray", Money(5_000), None)
    twin._collect("pi_other", Money(5_000), desk.Names("another", "1", "k"))
    kinds = sorted(row.kind.value for row in duties.compare_now().differences)
    assert kinds == [
        "payment_missing_here",
        "payment_missing_there",
        "payment_unlabelled",
        "refund_missing_here",
    ]
    assert "4 differences" in page(client, "/money/stripe/comparison")


def test_the_books_are_compared_once_a_day_after_the_night(world: World, twin: Twin, clock: SettableClock) -> None:
    clock.at(2026, 11, 24, 2, 59)
    assert duties.compare_daily() == 0
    clock.at(2026, 11, 24, 3, 1)
    assert [duties.compare_daily(), duties.compare_daily()] == [1, 0]
    clock.at(2026, 11, 25, 9)
    assert duties.compare_daily() == 1


def test_the_commands_compare_the_books_and_try_a_test_key(
    world: World, world_app: Flask, twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    paid(world, twin, a_promised_order(world))
    db.session.commit()
    run = world_app.test_cli_runner().invoke
    agreed = run(args=["money", "reconcile"])
    assert (agreed.exit_code, "The books agree: 1 payments" in agreed.output) == (0, True)
    twin._collect("pi_stray", Money(5_000), None)
    differs = run(args=["money", "reconcile"])
    assert (differs.exit_code, "payment_unlabelled: pi_stray" in differs.output) == (1, True)
    monkeypatch.setattr("builtins.input", lambda: twin.pay(list(twin.checkouts)[-1]))
    tried = run(args=["money", "try-stripe"])
    assert (tried.exit_code, tried.output.count("ANOTHER")) == (0, 0)
    assert "refund: done, 2.34 cny" in tried.output
    world_app.config["STRIPE_KEY"] = "sk_live_1"
    assert run(args=["money", "try-stripe"]).exit_code == 2
