"""Paying online on the pages: what the buyer is offered, what the operator does, and what nobody can do twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from shop.config import Misconfigured, settings
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.organisations.queries import operators
from shop.payments import desk, duties
from shop.payments.models import OnlinePayment
from shop.payments.queries.online import attempt_locked, attempts_of, days_to_pay, deposit_of, open_of
from shop.payments.queries.owed import owed_to
from shop.payments.services.online_refunds import begin_refund
from shop.payments.services.pay_outs import pay_out
from shop.payments.verify import Read, differences
from shop.payments.words_online import OnlineKind, OnlineState, RefundState
from shop.web.headers import policy
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.ordering import a_promised_order, an_order, orders_of, refused, told
from tests.factories.ordering import a_purchase as bought
from tests.factories.payments import a_payment, balance_of, share, standing_of
from tests.factories.world import World
from tests.peers.paying import an_attempt, delivered, events_of, paid, the_attempt
from tests.peers.running import KEY, SECRET, Stripe
from tests.peers.twin import Twin

Browser = Callable[[str], SeparateClient]


def page(client: SeparateClient, address: str) -> str:
    with client.session_transaction() as session:
        session["language"] = "en"
    return str(client.get(address).get_data(as_text=True))


def proved() -> None:
    assert list(differences(Read())) == []


def test_where_no_key_is_set_the_page_says_so_and_offers_nothing(world: World, browser_of: Browser) -> None:
    order = a_promised_order(world)
    client = browser_of("school.buyer")
    said = page(client, f"/orders/{order.number}/pay")
    assert "Online payment is not set up" in said
    assert "<button" not in said.split("<main")[1].split("</main>")[0]
    answer = client.post(f"/orders/{order.number}/pay", data={"kind": "pay_now"})
    assert answer.status_code == 422
    assert not attempts_of(order.id)
    operator = browser_of("operator.operator")
    for address in ("payments", "inbox", "comparison"):
        assert "Online payment is not set up" in page(operator, f"/money/stripe/{address}")


def test_the_buyer_goes_to_stripes_page_and_comes_back_to_the_order(
    world: World, twin: Twin, browser_of: Browser
) -> None:
    order = a_promised_order(world)
    client = browser_of("school.buyer")
    answer = client.post(f"/orders/{order.number}/pay", data={"kind": "pay_now"})
    assert answer.status_code == 302
    (attempt,) = attempts_of(order.id)
    assert client.get(answer.location).location == attempt.url
    assert attempt.return_to.endswith(f"/orders/{order.number}/pay")
    assert (attempt.amount, attempt.kind) == (open_of(order), OnlineKind.PAY_NOW)
    twin.pay(str(attempt.stripe_id))
    for event in events_of(twin):
        delivered(event)
    assert "Nothing is open to be paid" in page(client, f"/orders/{order.number}/pay")
    assert client.get(answer.location).location == f"/orders/{order.number}/pay"


def test_a_form_sent_twice_is_one_attempt(world: World, twin: Twin, browser_of: Browser) -> None:
    order = a_promised_order(world)
    client = browser_of("school.buyer")
    form = {"kind": "pay_now", "once": "a" * 20}
    first, second = (client.post(f"/orders/{order.number}/pay", data=form) for _time in range(2))
    assert first.location == second.location
    assert len(twin.checkouts) == 1


def test_setting_out_again_goes_on_with_the_page_that_is_open(world: World, twin: Twin) -> None:
    order = a_promised_order(world)
    assert an_attempt(world, order).id == an_attempt(world, order).id
    assert len(twin.checkouts) == 1


def test_for_another_amount_the_open_page_is_closed_first(world: World, twin: Twin) -> None:
    order = a_promised_order(world)
    first = an_attempt(world, order)
    second = an_attempt(world, order, amount=first.amount - Money(100))
    assert (the_attempt(first.key).state, second.state) == (OnlineState.CANCELLED, OnlineState.OPEN)


def test_who_has_paid_on_the_open_page_is_not_sent_to_another(world: World, twin: Twin) -> None:
    order = a_promised_order(world)
    first = an_attempt(world, order)
    twin.pay(str(first.stripe_id))
    with pytest.raises(Exception, match="in this very moment"):
        an_attempt(world, order, amount=first.amount - Money(100))
    assert the_attempt(first.key).state is OnlineState.PAID
    assert len(twin.checkouts) == 1
    proved()


def test_who_waits_for_money_on_its_way_is_not_let_pay_again(world: World, twin: Twin, browser_of: Browser) -> None:
    order = a_promised_order(world)
    attempt = an_attempt(world, order)
    twin.pay(str(attempt.stripe_id), later=True)
    delivered(twin.events[-1])
    with refused("is on its way"):
        an_attempt(world, order)
    said = page(browser_of("school.buyer"), f"/orders/{order.number}/pay")
    assert "is on its way" in said
    assert "now</button>" not in said


def test_a_page_that_somebody_else_has_just_opened_is_not_cancelled(world: World, twin: Twin) -> None:
    """Two send the same wish at once, and Stripe answers one of them that it is at it."""
    attempt = an_attempt(world, a_promised_order(world))
    desk._cancel(attempt.id)
    assert the_attempt(attempt.key).state is OnlineState.OPEN


def test_what_stripe_turns_down_is_cancelled_and_what_it_did_not_hear_is_repeated(world: World, twin: Twin) -> None:
    order = a_promised_order(world)
    with pytest.raises(Exception, match="turned this down"):
        an_attempt(world, order, amount=Money(1))
    assert [attempt.state for attempt in attempts_of(order.id)] == [OnlineState.CANCELLED]
    twin.out_of_order = 1
    with pytest.raises(Exception, match="cannot be reached"):
        an_attempt(world, order)
    waiting = attempts_of(order.id)[0]
    assert waiting.state is OnlineState.NEW
    assert an_attempt(world, order).id == waiting.id


def test_the_worker_finds_out_what_nobody_told(world: World, twin: Twin, clock: SettableClock) -> None:
    orders = [a_promised_order(world, {"bag": 1}) for _ in range(3)]
    first, second, third = [an_attempt(world, order) for order in orders]
    twin.pay(str(first.stripe_id))
    twin.lapse(str(second.stripe_id))
    clock.set(shops_clock.now() + timedelta(hours=1))
    assert duties.look_after_attempts() == 3
    assert [the_attempt(one.key).state.value for one in (first, second, third)] == ["paid", "expired", "open"]
    assert duties.look_after_attempts() == 0
    proved()


def test_only_what_the_supplier_knows_of_and_what_still_comes_can_be_paid(world: World, twin: Twin) -> None:
    (waiting,) = orders_of(bought(world, {"sack": 20}, by="clerk"))
    with refused("Nothing is open"):
        an_attempt(world, waiting)
    assert an_attempt(world, an_order(world)).state is OnlineState.OPEN


def test_a_weighed_order_is_paid_ahead_by_its_estimate_and_the_difference_later(world: World, twin: Twin) -> None:
    order = a_confirmed_order(world)
    first = paid(world, twin, order)
    consignment = an_arrived_consignment(world, order, kilograms="104")
    an_acceptance(world, consignment)
    charged, so_far = (Money.yuan(figure) for figure in balance_of(order))
    assert open_of(order) == charged - so_far
    assert open_of(order).fen > 0
    paid(world, twin, order)
    assert balance_of(order) == (str(charged), str(charged))
    assert the_attempt(first.key).state is OnlineState.PAID
    proved()


def test_a_bill_is_for_what_was_accepted_and_is_paid_by_its_page(world: World, twin: Twin) -> None:
    order = a_confirmed_order(world)
    with refused("once something was accepted"):
        an_attempt(world, order, OnlineKind.INVOICE)
    an_acceptance(world, an_arrived_consignment(world, order))
    attempt = paid(world, twin, order, OnlineKind.INVOICE)
    assert (attempt.state, attempt.customer_id is not None) == (OnlineState.PAID, True)
    assert balance_of(order)[0] == balance_of(order)[1] == str(attempt.amount)
    proved()


def test_a_bill_is_due_when_the_order_is_and_a_day_from_now_at_least(
    world: World, twin: Twin, browser_of: Browser, clock: SettableClock
) -> None:
    order = a_confirmed_order(world)
    an_acceptance(world, an_arrived_consignment(world, order))
    assert "paid within 30 days" in page(browser_of("school.manager"), f"/orders/{order.number}/pay")
    clock.set(shops_clock.now() + timedelta(days=12))
    assert days_to_pay(order) == 18
    clock.set(shops_clock.now() + timedelta(days=40))
    assert days_to_pay(order) == 1


def test_a_bill_goes_to_an_address_and_can_be_given_up(world: World, twin: Twin, browser_of: Browser) -> None:
    order = a_confirmed_order(world)
    an_acceptance(world, an_arrived_consignment(world, order))
    client = browser_of("school.manager")
    answer = client.post(f"/orders/{order.number}/pay", data={"kind": "invoice", "email": "nobody"})
    assert answer.status_code == 422
    client.post(f"/orders/{order.number}/pay", data={"kind": "invoice", "email": "finance@school.example"})
    (attempt,) = attempts_of(order.id)
    assert str(attempt.url) in page(client, f"/orders/{order.number}/pay")
    client.post(f"/orders/{order.number}/pay/{attempt.key}/give-up")
    assert the_attempt(attempt.key).state is OnlineState.CANCELLED
    assert twin.invoice(str(attempt.stripe_id)).standing.value == "over"


def test_a_forward_order_can_be_paid_a_deposit_for(world: World, twin: Twin, browser_of: Browser) -> None:
    order = a_promised_order(world)
    assert deposit_of(order, 30) == Money(0)
    for line in order.lines:
        line.forward = True
    share_of = Money((open_of(order).fen * 30 + 50) // 100)
    assert deposit_of(order, 30) == share_of
    assert "Pay a deposit" in page(browser_of("school.buyer"), f"/orders/{order.number}/pay")
    attempt = paid(world, twin, order, OnlineKind.DEPOSIT)
    assert attempt.amount == share_of
    assert deposit_of(order, 30) == Money(0)
    assert str(open_of(order)) == str(Money(open_of(order).fen))
    paid(world, twin, order)
    assert open_of(order) == Money(0)
    proved()


def test_who_was_paid_by_transfer_meanwhile_keeps_the_online_payment_unallocated(world: World, twin: Twin) -> None:
    order = a_promised_order(world)
    attempt = an_attempt(world, order)
    half = str(Money(attempt.amount.fen // 2))
    a_payment(order, half, shares=[share(order, half)])
    twin.pay(str(attempt.stripe_id))
    for event in events_of(twin):
        delivered(event)
    assert balance_of(order)[1] == str(attempt.amount)
    assert standing_of(order)["unallocated"] == half
    proved()


def a_refund(world: World, attempt: OnlinePayment, yuan: str) -> RefundState:
    row = begin_refund(
        attempt_locked(attempt.id), Money.yuan(yuan), "two sacks were wet", by=world.actor("operator.operator")
    )
    return desk.refund_at_stripe(row.id).state


def test_the_same_form_sent_again_gives_back_once(world: World, twin: Twin) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    operator, amount = world.actor("operator.operator"), Money.yuan(30)
    for _sent in range(2):
        row = begin_refund(attempt_locked(attempt.id), amount, "wet", by=operator, key="a-key-of-this-form-0001")
        desk.refund_at_stripe(row.id)
    assert the_attempt(attempt.key).refunded == amount
    with refused("another refund before"):
        begin_refund(attempt_locked(attempt.id), Money.yuan(31), "wet", by=operator, key="a-key-of-this-form-0001")


def test_the_operator_gives_back_a_part_and_then_the_rest_and_no_more(world: World, twin: Twin) -> None:
    order = a_promised_order(world)
    attempt = paid(world, twin, order)
    assert a_refund(world, attempt, "100") is RefundState.DONE
    rest = str(the_attempt(attempt.key).refundable)
    with refused("can still be given back"):
        a_refund(world, attempt, str(Money.yuan(rest) + Money(1)))
    assert a_refund(world, attempt, rest) is RefundState.DONE
    assert (balance_of(order)[1], standing_of(order)["with_operator"]) == ("0.00", "0.00")
    for event in events_of(twin):
        delivered(event)
    assert (balance_of(order)[1], standing_of(order)["with_operator"]) == ("0.00", "0.00")
    proved()


def test_a_refund_on_its_way_is_booked_when_it_has_arrived(world: World, twin: Twin) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    twin.refunds_are = "pending"
    assert a_refund(world, attempt, "100") is RefundState.PENDING
    assert the_attempt(attempt.key).refunded == Money(0)
    twin.end_refund(next(iter(twin.refunds)), "succeeded")
    delivered(twin.events[-1])
    delivered(events_of(twin, "refund.created")[0])
    assert the_attempt(attempt.key).refunded == Money.yuan(100)
    proved()


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


def test_a_refund_that_was_booked_and_comes_back_is_left_to_a_person(world: World, twin: Twin) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    a_refund(world, attempt, "100")
    twin.end_refund(next(iter(twin.refunds)), "failed")
    event = delivered(twin.events[-1])
    assert (event.state.value, event.why.value if event.why else "") == ("refused", "came_back")
    assert told(operators()[0])[-1] == "stripe_refused"
    proved()


def test_a_refund_whose_answer_was_lost_is_asked_for_again_with_its_own_key(
    world: World, twin: Twin, clock: SettableClock
) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    twin.out_of_order = 1
    with pytest.raises(Exception, match="cannot be reached"):
        a_refund(world, attempt, "100")
    clock.set(shops_clock.now() + timedelta(minutes=11))
    assert duties.look_after_attempts() == 1
    assert duties.look_after_attempts() == 0
    assert (len(twin.refunds), the_attempt(attempt.key).refunded) == (1, Money.yuan(100))


def test_what_stripe_collected_is_owed_to_the_supplier_until_it_is_paid_out(
    world: World, twin: Twin, browser_of: Browser
) -> None:
    first, second = paid(world, twin, a_promised_order(world)), paid(world, twin, a_promised_order(world, unit="organ"))
    coop, total = world.organisations["coop"], first.amount + second.amount
    assert owed_to(coop) == total
    operator = world.actor("operator.operator")
    with refused("are owed to this supplier"):
        pay_out(coop, total + Money(1), shops_clock.today(), "T1", by=operator)
    with refused("lies ahead"):
        pay_out(coop, total, shops_clock.today() + timedelta(days=1), "T1", by=operator)
    pay_out(coop, first.amount + Money(100), shops_clock.today(), "T1", by=operator)
    with refused("noted already"):
        pay_out(coop, Money(100), shops_clock.today(), "T1", by=operator)
    assert owed_to(coop) == second.amount - Money(100)
    assert told(coop)[-1] == "paid_out"
    assert str(second.amount - Money(100)) in page(browser_of("coop.seller"), "/money/collected").replace(",", "")
    client = browser_of("operator.operator")
    form = {"amount": str(owed_to(coop)), "paid_on": shops_clock.today().isoformat(), "reference": "T2"}
    assert client.post("/money/stripe/owed/coop", data=form).status_code == 302
    assert owed_to(coop) == Money(0)
    assert "T2" in page(client, "/money/stripe/owed")
    proved()


def test_the_operator_reads_the_inbox_and_one_report_whole(world: World, twin: Twin, browser_of: Browser) -> None:
    attempt = paid(world, twin, a_promised_order(world))
    client = browser_of("operator.operator")
    listed = page(client, f"/money/stripe/inbox?q={attempt.order_number}&state=handled")
    assert "checkout.session.completed" in listed
    assert "payment_intent.succeeded" not in listed
    address = re.search(r'href="(/money/stripe/inbox/\d+)"', listed)
    assert address is not None
    whole = page(client, address[1])
    assert attempt.key in whole
    assert "Try again now" not in whole
    assert client.post(f"{address[1]}/again").status_code == 302
    shown = page(client, f"/money/stripe/payments/{attempt.key}")
    assert "Give money back" in shown
    form = {"amount": "100", "reason": "wet"}
    assert client.post(f"/money/stripe/payments/{attempt.key}/refund", data=form).status_code == 302
    assert the_attempt(attempt.key).refunded == Money.yuan(100)


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


def test_a_form_may_lead_to_stripes_page_only_where_a_key_is_set(world_app: Flask) -> None:
    assert world_app.test_client().get("/").headers["Content-Security-Policy"].count("form-action 'self';") == 1


def test_only_the_gateway_and_the_inbox_know_the_sdk() -> None:
    root = Path(desk.__file__).parents[1]
    users = [
        path
        for path in root.rglob("*.py")
        if re.search(r"^\s*(import|from) stripe\b", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert sorted(path.name for path in users) == ["gateway.py", "inbox.py"]


def test_no_secret_stands_in_the_log(
    world: World, stand_in: Stripe, browser_of: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    order = a_promised_order(world)
    client = browser_of("school.buyer")
    client.post(f"/orders/{order.number}/pay", data={"kind": "pay_now"})
    stand_in.direct("behave", out_of_order=3)
    client.post(f"/orders/{a_promised_order(world).number}/pay", data={"kind": "pay_now"})
    client.post("/webhooks/stripe", data=b"{}", headers={"Stripe-Signature": "t=1,v1=2"})
    said = capsys.readouterr()
    logged = said.out + said.err
    assert '"stripe"' in logged
    assert not [secret for secret in (KEY, SECRET, "sk_test", "whsec") if secret in logged]


def test_all_of_it_works_in_front_of_the_stand_in_process(world: World, stand_in: Stripe) -> None:
    order = a_promised_order(world)
    attempt = paid(world, stand_in, order)
    assert attempt.state is OnlineState.PAID
    assert a_refund(world, attempt, "100") is RefundState.DONE
    for event in events_of(stand_in):
        delivered(event)
    assert the_attempt(attempt.key).refunded == Money.yuan(100)
    assert duties.compare_now().differences == []
    proved()


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


def test_the_configuration_says_what_is_missing() -> None:
    kept = {"SHOP_ENV": "production", "SHOP_SECRET_KEY": "x" * 40, "SHOP_DATABASE_URL": "postgresql://db/shop"}
    complete = kept | {"SHOP_STRIPE_KEY": "k", "SHOP_STRIPE_WEBHOOK_SECRET": "s", "SHOP_DEPLOYMENT": "d"}
    assert settings(kept)["STRIPE_PAGES"] is None
    assert settings(complete)["STRIPE_PAGES"] == "https://checkout.stripe.com"
    for missing in ("SHOP_STRIPE_WEBHOOK_SECRET", "SHOP_DEPLOYMENT"):
        with pytest.raises(Misconfigured, match=missing):
            settings({name: value for name, value in complete.items() if name != missing})
    with pytest.raises(Misconfigured, match="stand-in"):
        settings(complete | {"SHOP_STRIPE_API": "http://127.0.0.1:1"})
    with pytest.raises(Misconfigured, match="SHOP_DEPOSIT_PERCENT"):
        settings(complete | {"SHOP_DEPOSIT_PERCENT": "0"})
    assert "form-action 'self' https://checkout.stripe.com;" in policy(settings(complete)["STRIPE_PAGES"])
