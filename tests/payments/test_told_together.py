"""A whole statement tells the rest of the shop once for each payer what is paid of its orders."""

import pytest

from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.events import OrdersPaid
from shop.payments.services import shares
from tests.factories.bank import Booked, code, uploaded
from tests.factories.fulfilment import a_confirmed_order
from tests.factories.payments import balance_of
from tests.factories.world import World


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[OrdersPaid]:
    """What is told of orders from now on, in order."""
    events: list[OrdersPaid] = []
    publish = shares.publish

    def hear(event: OrdersPaid) -> None:
        events.append(event)
        publish(event)

    monkeypatch.setattr(shares, "publish", hear)
    return events


def paid(events: list[OrdersPaid]) -> list[list[tuple[int, Money]]]:
    return [[(share.order_id, share.amount) for share in event.shares] for event in events]


def orders_of(world: World, *units: str) -> list[Order]:
    return [a_confirmed_order(world, {"sack": 4}, unit=unit) for unit in units]


def test_several_lines_of_one_payer_are_told_as_one(world: World, told: list[OrdersPaid]) -> None:
    first, second = orders_of(world, "school", "school")
    uploaded(world, Booked("5", code(second)), Booked("7", code(first)), Booked("3", code(second)))
    assert paid(told) == [[(first.id, Money.yuan(7)), (second.id, Money.yuan(8))]]
    assert [balance_of(order)[1] for order in (first, second)] == ["7.00", "8.00"]


def test_two_payers_are_told_of_one_after_the_other(world: World, told: list[OrdersPaid]) -> None:
    schools, clinics = orders_of(world, "school", "clinic")
    uploaded(world, Booked("5", code(clinics), name="clinic"), Booked("7", code(schools)))
    assert paid(told) == [[(schools.id, Money.yuan(7))], [(clinics.id, Money.yuan(5))]]


def test_what_waits_or_fits_nothing_is_told_of_to_nobody(world: World, told: list[OrdersPaid]) -> None:
    (order,) = orders_of(world, "school")
    uploaded(world, Booked("5", "no code"), Booked("6", code(order), name="a stranger"))
    uploaded(world, Booked("-9", code(order), name="coop"), by="school.manager")
    assert told == []
