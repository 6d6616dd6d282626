"""A supplier's statement of a month: goods, freight, payments and refunds by unit, and no fees."""

from datetime import timedelta

import pytest

from shop.kernel import clock as shops_clock
from shop.payments.books import PaymentWay
from shop.payments.queries.statements import statement_of
from shop.payments.services.receipts import refund
from tests.clocks import SettableClock
from tests.factories.fulfilment import an_acceptance
from tests.factories.invoices import an_agreed_lower_invoice
from tests.factories.payments import a_payment, a_source, share
from tests.factories.settlements import SUPPLIER, a_delivered_order
from tests.factories.world import World
from tests.payments.conftest import Browser
from tests.payments.test_pages import text_of


def month_of(world: World, who: str = SUPPLIER) -> list[dict[str, str]]:
    names = ("goods", "reductions", "charges", "charged", "paid", "refunds", "fees", "received")
    rows = statement_of(world.actor(who), shops_clock.today())
    return [{name: str(getattr(row, name)) for name in names} for row in rows]


@pytest.mark.parametrize("way", PaymentWay)
def test_a_month_tells_what_was_charged_paid_and_given_back(world: World, way: PaymentWay) -> None:
    order = a_delivered_order(world)
    payment = a_payment(order, "100", way=way, shares=[share(order, "98")])
    refund(
        payment,
        [share(order, "8"), (None, share(order, "2").amount)],
        booked_on=shops_clock.today(),
        source=a_source(),
        by=None,
    )
    assert month_of(world) == [
        {
            "goods": "83.00",
            "reductions": "0.00",
            "charges": "15.00",
            "charged": "98.00",
            "paid": "100.00",
            "refunds": "10.00",
            "fees": "0.00",
            "received": "90.00",
        }
    ]
    assert month_of(world, "coop.seller") == []


def test_agreed_reductions_are_told_apart_from_goods(world: World) -> None:
    note = an_acceptance(world)
    worth = sum(line.amount.fen for line in note.lines)
    an_agreed_lower_invoice(world, note, 850)
    (row,) = statement_of(world.actor("coop.seller"), shops_clock.today())
    assert (row.goods.fen, str(row.reductions), row.charged.fen) == (worth, "-8.50", worth - 850 + row.charges.fen)


def test_another_month_knows_nothing_of_it(world: World, clock: SettableClock) -> None:
    order = a_delivered_order(world)
    clock.set(order.placed_at + timedelta(days=31))
    assert month_of(world) == []


def test_the_paper_is_the_suppliers_own(world: World, browser_of: Browser) -> None:
    order = a_delivered_order(world)
    a_payment(order, "98", shares=[share(order, "98")])
    page = text_of(browser_of(SUPPLIER).get("/money/statement"))
    assert "School ¥83.00 ¥0.00 ¥15.00 ¥98.00 ¥98.00 ¥0.00 ¥0.00 ¥98.00" in page
    assert "玖拾捌元整" in page
    assert "Nothing was charged or paid" in text_of(browser_of("coop.seller").get("/money/statement?until=2026-10-31"))
    assert browser_of("school.manager").get("/money/statement").status_code == 404
