"""What the buyer is offered on the pages, what one attempt to pay is, and what nobody can do twice."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments import desk, duties
from shop.payments.gateway import EXTENSION
from shop.payments.models import OnlinePayment
from shop.payments.queries.online import attempts_of, open_of
from shop.payments.words_online import OnlineKind, OnlineState
from tests.clocks import SettableClock
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, an_arrived_consignment
from tests.factories.ordering import a_promised_order, an_order, orders_of, refused
from tests.factories.ordering import a_purchase as bought
from tests.factories.payments import a_payment, balance_of, share, standing_of
from tests.factories.world import World
from tests.peers.paying import Browser, an_attempt, delivered, events_of, page, paid, proved, set_up, the_attempt
from tests.peers.twin import Twin


def test_the_order_offers_online_payment_only_where_it_is_set_up(world: World, browser_of: Browser) -> None:
    address = f"/orders/{a_promised_order(world).number}"
    client = browser_of("school.buyer")
    assert f"{address}/pay" not in page(client, address)
    with set_up(client.application):
        client.application.extensions[EXTENSION] = Twin()
        assert f"{address}/pay" in page(client, address)


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


def test_the_attempts_row_alone_says_what_stripe_is_asked(world: World, twin: Twin, order: Order) -> None:
    attempt = an_attempt(world, order)
    first = attempt.stripe_id
    attempt.stripe_id, attempt.state = None, OnlineState.NEW  # a crash before Stripe's answer was kept
    db.session.commit()
    again = an_attempt(world, order)
    assert (again.id, again.stripe_id) == (attempt.id, first)
    assert db.session.execute(select(func.count()).select_from(OnlinePayment)).scalar_one() == 1
