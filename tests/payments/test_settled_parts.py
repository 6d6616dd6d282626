"""What of a settlement is still to be paid."""

from shop.extensions import db
from shop.kernel.money import Money
from shop.payments.models import OrderBalance
from shop.payments.queries.settled_parts import open_of, parts_of
from tests.factories.payments import a_payment, share
from tests.factories.settlements import (
    a_delivered_order,
    an_agreed_settlement,
)
from tests.factories.world import World
from tests.payments.settled import corrected


def test_what_is_paid_is_derived_from_the_orders(world: World) -> None:
    order = a_delivered_order(world)
    settlement = an_agreed_settlement(world)

    def left() -> str:
        db.session.flush()
        return str(open_of(parts_of([settlement])[settlement.id]))

    assert left() == "98.00"
    a_payment(order, "60", shares=[share(order, "60")])
    assert left() == "38.00"
    a_payment(order, "38", shares=[share(order, "38")])
    assert left() == "0.00"


def test_two_settlements_of_one_order_are_open_for_what_the_order_owes(world: World) -> None:
    order = a_delivered_order(world)
    first = an_agreed_settlement(world)
    a_payment(order, "50", shares=[share(order, "50")])
    corrected(world, 30)
    second = an_agreed_settlement(world)
    parts = parts_of([first, second])
    assert [str(open_of(parts[row.id])) for row in (first, second)] == ["6.50", "0.00"]
    assert db.session.get_one(OrderBalance, order.id, populate_existing=True).open == Money.yuan("6.50")
