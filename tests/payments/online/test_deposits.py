"""What is paid ahead of a harvest."""

from __future__ import annotations

from shop.kernel.money import Money
from shop.payments.queries.online import deposit_of, open_of
from shop.payments.words_online import OnlineKind
from tests.factories.ordering import a_promised_order
from tests.factories.world import World
from tests.peers.paying import Browser, page, paid, proved
from tests.peers.twin import Twin


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
