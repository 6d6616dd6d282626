"""Our books against Stripe’s."""

from __future__ import annotations

import pytest
from flask import Flask

from shop.extensions import db
from shop.kernel.money import Money
from shop.organisations.queries import operators
from shop.payments import desk, duties
from shop.payments.words_differences import ADVICE, SAID, told
from shop.payments.words_online import DifferenceKind
from tests.clocks import SettableClock
from tests.factories.ordering import a_promised_order
from tests.factories.ordering import told as told_to
from tests.factories.world import World
from tests.peers.paying import Browser, an_attempt, page, paid, the_attempt
from tests.peers.running import Stripe
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


def test_every_difference_is_told_in_a_sentence_with_what_to_do() -> None:
    assert set(SAID) == set(ADVICE) == set(DifferenceKind)
    for kind in DifferenceKind:
        said = told(kind, "261123-00001", Money.yuan(10), Money.yuan(9))
        assert "%(" not in said
        assert said.endswith((".", "。"))


def test_in_front_of_the_stand_in_what_no_report_told_of_is_found_and_named(
    world: World, stand_in: Stripe, browser_of: Browser
) -> None:
    """Nothing was delivered of a payment and of a refund; one amount is another; and one payment Stripe has not."""
    first, second, third, unheard = (an_attempt(world, a_promised_order(world)) for _ in range(4))
    for attempt in (first, second, third):
        stand_in.do("pay", session_id=attempt.stripe_id)
        desk.look_after(attempt.id)
    stand_in.do("pay", session_id=unheard.stripe_id)
    stand_in.do("refund_by_hand", intent_id=the_attempt(first.key).intent_id, amount=700)
    the_attempt(second.key).amount += Money(1)
    the_attempt(third.key).intent_id = "pi_of_nobody"
    db.session.commit()
    client = browser_of("operator.operator")
    client.post("/money/stripe/comparison")
    said = page(client, "/money/stripe/comparison")
    for sentence in (
        f"Stripe has taken ¥258.50 for order {unheard.order_number}; it is not booked here.",
        f"Stripe has given back ¥7.00 of order {first.order_number}; it is not booked here.",
        f"For order {second.order_number} Stripe has taken ¥258.50; ¥258.51 is booked here.",
        f"¥258.50 is booked here for order {third.order_number}; Stripe has no such payment.",
        "have Stripe send it again from its own pages",
    ):
        assert sentence in said, sentence
    assert "5 differences" in said
    assert told_to(operators()[0])[-1] == "stripe_differs"
