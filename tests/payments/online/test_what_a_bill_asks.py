"""A bill that Stripe sends asks for what is owed on account: what was accepted and is not paid."""

import pytest

from shop.fulfilment.services.consignments import Transport, pack_goods, record_arrival, ship_goods
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.queries.online import billable, open_of
from shop.payments.words_online import OnlineKind
from tests.factories.fulfilment import a_confirmed_order, an_acceptance, packings_of, seller_of
from tests.factories.invoices import an_agreed_lower_invoice
from tests.factories.ordering import refused
from tests.factories.payments import a_payment, balance_of, share
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.peers.paying import an_attempt, page, paid
from tests.peers.twin import Twin


@pytest.fixture
def order(world: World) -> Order:
    """Four sacks were ordered; two of them came and were accepted."""
    order = a_confirmed_order(world)
    truck = pack_goods(packings_of(order.lines[0], 2), Transport(), by=seller_of(world, order))
    ship_goods(truck, by=seller_of(world, order))
    record_arrival(truck, None, by=world.actor("school.receiver"))
    an_acceptance(world, truck)
    return order


def charged_of(order: Order) -> Money:
    return Money.yuan(balance_of(order)[0])


def test_it_asks_for_nothing_that_is_not_accepted_yet(
    world: World, twin: Twin, browser_of: Browser, order: Order
) -> None:
    charged = charged_of(order)
    assert charged < open_of(order)
    assert f"The bill is over ¥{charged}" in page(browser_of("school.manager"), f"/orders/{order.number}/pay")
    assert paid(world, twin, order, OnlineKind.INVOICE).amount == charged
    with refused("Nothing is open"):
        an_attempt(world, order, OnlineKind.INVOICE)
    assert "Send the bill" not in page(browser_of("school.manager"), f"/orders/{order.number}/pay")
    assert an_attempt(world, order).amount == open_of(order)


@pytest.mark.parametrize(("so_far", "left"), [("20", 20), ("0", 0)])
def test_it_takes_off_what_was_paid(world: World, twin: Twin, order: Order, so_far: str, left: int) -> None:
    if left:
        a_payment(order, so_far, shares=[share(order, so_far)])
    assert an_attempt(world, order, OnlineKind.INVOICE).amount == charged_of(order) - Money.yuan(left)


def test_it_takes_off_what_both_sides_agreed_to_invoice_lower(world: World, twin: Twin) -> None:
    note = an_acceptance(world)
    invoice = an_agreed_lower_invoice(world, note, 850)
    order = note.consignment.lines[0].order_line.order
    assert billable(order) == charged_of(order) == invoice.total
