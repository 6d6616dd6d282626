"""Orders that are paid before delivery: from the checkout to Stripe and back, and what becomes of those never paid."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.ordering.paying import PayBy
from shop.ordering.services.baskets import BasketOwner, add_to_basket
from shop.ordering.services.orders import confirm, lower
from shop.payments import duties
from shop.payments.queries.online import ahead_of, attempts_of, open_of
from shop.payments.words_online import OnlineKind, OnlineState
from shop.web.once import new_key
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance, an_arrived_consignment
from tests.factories.ordering import an_order, seller_of, told
from tests.factories.payments import a_payment, balance_of, share
from tests.factories.world import World
from tests.ordering.pages import seen_by
from tests.peers.paying import (
    THIRD,
    WHOLE,
    Browser,
    an_attempt,
    as_it_is,
    delivered,
    events_of,
    page,
    paid,
    proved,
    the_attempt,
)
from tests.peers.twin import Twin


def a_checkout(world: World, client: object, packs: dict[str, int], **changes: str) -> object:
    for pack, number in packs.items():
        add_to_basket(BasketOwner(membership_id=world.memberships["school.buyer"]), world.packs[pack], number)
    form = {
        "once": new_key(),
        "seen": seen_by(world, "school.buyer"),
        "purpose": "canteen",
        "deliver_on": (shops_clock.today() + timedelta(days=5)).isoformat(),
        "address_id": str(world.addresses["school"]),
        "invoice_profile_id": str(world.profiles["school"]),
        "pay_by": "online",
    }
    return client.post("/checkout", data=form | changes)  # type: ignore[attr-defined]


def test_from_the_checkout_the_browser_is_sent_on_to_stripes_page(
    world: World, twin: Twin, browser_of: Browser
) -> None:
    client = browser_of("school.buyer")
    answer = a_checkout(world, client, {"sack": 4})
    order = db.session.execute(select(Order)).scalar_one()
    assert (answer.status_code, answer.location) == (307, f"/orders/{order.number}/pay/now")  # type: ignore[attr-defined]
    on = client.post(answer.location)  # type: ignore[attr-defined]
    (attempt,) = attempts_of(order.id)
    assert client.get(on.location).location == attempt.url
    assert (attempt.kind, str(attempt.amount)) == (OnlineKind.PAY_NOW, WHOLE)
    again = client.post(answer.location)  # type: ignore[attr-defined]
    assert again.location == on.location
    assert len(twin.checkouts) == 1


def test_what_is_on_account_or_paid_by_transfer_leads_to_the_purchase(
    world: World, twin: Twin, browser_of: Browser
) -> None:
    for way in ("on_account", "transfer"):
        answer = a_checkout(world, browser_of("school.buyer"), {"sack": 2}, pay_by=way)
        assert answer.status_code == 302  # type: ignore[attr-defined]
        assert "/purchases/" in answer.location  # type: ignore[attr-defined]


def test_of_several_suppliers_one_is_paid_after_the_other(world: World, twin: Twin, browser_of: Browser) -> None:
    client = browser_of("school.buyer")
    a_checkout(world, client, {"sack": 4, "tray": 2})
    first, second = db.session.execute(select(Order).order_by(Order.id)).scalars().all()
    paid(world, twin, first)
    assert f"Pay for the next order, {second.number}" in page(client, f"/orders/{first.number}/pay")
    paid(world, twin, second)
    assert "Pay for the next order" not in page(client, f"/orders/{first.number}/pay")


def test_stripe_out_of_reach_leaves_the_order_placed_and_the_page_offers_to_pay(
    world: World, twin: Twin, browser_of: Browser, unpaid: Order
) -> None:
    client, twin.out_of_order = browser_of("school.buyer"), 1
    answer = client.post(f"/orders/{unpaid.number}/pay/now")
    assert answer.location == f"/orders/{unpaid.number}/pay"
    said = page(client, answer.location)
    assert "cannot be reached just now" in said
    assert f"Pay ¥{WHOLE} now" in said
    assert client.post(f"/orders/{unpaid.number}/pay/now").location.endswith(attempts_of(unpaid.id)[0].key)


def test_the_supplier_is_asked_to_confirm_once_the_money_is_there(
    world: World, twin: Twin, unpaid: Order, clock: SettableClock
) -> None:
    clock.set(unpaid.placed_at + timedelta(hours=20))
    paid(world, twin, unpaid)
    order = as_it_is(unpaid)
    assert (order.pay_until, order.confirm_by) == (None, shops_clock.now() + timedelta(hours=48))
    assert "order_paid_ahead" in told(order.supplier_id)
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    db.session.commit()
    clock.set(order.placed_at + timedelta(days=9))
    assert duties.end_unpaid_orders() == 0
    assert as_it_is(order).status is Status.CONFIRMED


def test_a_transfer_lets_the_order_go_on_once_it_is_enough(world: World) -> None:
    order = an_order(world, pay_by=PayBy.TRANSFER)
    a_payment(order, "100", shares=[share(order, "100")])
    assert as_it_is(order).waits_for_money
    assert str(ahead_of(order)) == "158.50"
    a_payment(order, "158.50", shares=[share(order, "158.50")])
    assert not as_it_is(order).waits_for_money


def test_an_order_that_is_lowered_to_what_was_paid_already_goes_on_at_once(world: World) -> None:
    order = an_order(world, {"sack": 6}, pay_by=PayBy.TRANSFER)
    a_payment(order, "150", shares=[share(order, "150")])
    (line,) = order.lines
    lower(order, {line.id: 4}, by=world.actor("school.buyer"))
    assert as_it_is(order).waits_for_money
    lower(order, {line.id: 2}, by=world.actor("school.buyer"))
    assert not as_it_is(order).waits_for_money
    assert "order_paid_ahead" in told(order.supplier_id)


def test_of_a_forward_order_the_deposit_is_asked_for_and_taken_off_the_rest(
    world: World, twin: Twin, forward: Order, browser_of: Browser
) -> None:
    client = browser_of("school.buyer")
    assert f"¥{THIRD} are to be paid before delivery" in page(client, f"/orders/{forward.number}/pay")
    client.post(f"/orders/{forward.number}/pay/now")
    (attempt,) = attempts_of(forward.id)
    assert (attempt.kind, str(attempt.amount)) == (OnlineKind.DEPOSIT, THIRD)
    twin.pay(str(attempt.stripe_id))
    for event in events_of(twin):
        delivered(event)
    order = as_it_is(forward)
    assert not order.waits_for_money
    assert str(open_of(order)) == "180.95"
    assert "Deposit paid" in page(client, f"/orders/{forward.number}/pay")
    confirm(order, {}, order.deliver_on, by=seller_of(world, order))
    an_acceptance(world, an_arrived_consignment(world, order))
    assert balance_of(order) == (WHOLE, THIRD)
    rest = paid(world, twin, order)
    assert (str(rest.amount), balance_of(order)) == ("180.95", (WHOLE, WHOLE))
    proved()


def test_coming_back_before_the_report_the_page_says_so_and_asks_stripe_on_demand(
    world: World, twin: Twin, unpaid: Order, browser_of: Browser
) -> None:
    client, attempt = browser_of("school.buyer"), an_attempt(world, unpaid)
    twin.pay(str(attempt.stripe_id))
    address = f"/orders/{unpaid.number}/pay"
    said = page(client, address)
    assert "No payment has been reported yet" in said
    assert "data-waits" in said
    client.post(f"{address}/{attempt.key}/look")
    assert the_attempt(attempt.key).state is OnlineState.PAID
    said = page(client, address)
    assert "Nothing is open to be paid" in said
    assert "data-waits" not in said
    for event in events_of(twin):
        delivered(event)
    assert balance_of(unpaid)[1] == WHOLE
    proved()


def test_coming_back_without_having_paid_the_page_leads_on_to_the_page_that_is_open(
    world: World, twin: Twin, unpaid: Order, browser_of: Browser
) -> None:
    client, attempt = browser_of("school.buyer"), an_attempt(world, unpaid)
    said = page(client, f"/orders/{unpaid.number}/pay")
    assert "Go on to pay" in said
    assert "The goods are held for you until" in said
    assert f"/pay/{attempt.key}" in said
    order_page = page(client, f"/orders/{unpaid.number}")
    assert "Waiting for its payment" in order_page
    assert "Not paid yet" in page(browser_of("coop.seller"), f"/sales/{unpaid.number}")
    assert "Confirm the order</button>" not in page(browser_of("coop.seller"), f"/sales/{unpaid.number}")


def test_the_checkout_says_why_a_way_cannot_be_chosen(world: World, browser_of: Browser) -> None:
    client = browser_of("school.buyer")
    add_to_basket(BasketOwner(membership_id=world.memberships["school.buyer"]), world.packs["sack"], 4)
    said = page(client, "/checkout")
    assert "Paying online is not set up here" in said
    assert 'value="online" disabled' in said
    assert 'value="on_account" checked' in said
