"""What Stripe collected for suppliers, and what is paid out to them."""

from __future__ import annotations

from datetime import timedelta

from shop.kernel import clock as shops_clock
from shop.kernel.money import Money
from shop.payments.queries.owed import owed_to
from shop.payments.services.pay_outs import pay_out
from tests.factories.ordering import a_promised_order, refused, told
from tests.factories.world import World
from tests.peers.paying import Browser, page, paid, proved
from tests.peers.twin import Twin


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
