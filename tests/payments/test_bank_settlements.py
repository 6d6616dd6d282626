"""A transfer with a settlement's code pays its orders: the longest due first, never more of each than was settled."""

from __future__ import annotations

from typing import Any

import pytest

from shop.extensions import db
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models import Settlement
from shop.payments.queries.settled_parts import open_of, parts_of
from shop.payments.readings import Because
from shop.payments.remittance import code_of
from shop.payments.transfer_matching import Matching
from shop.payments.verify import Read, differences
from tests.factories.bank import Booked, only_line, payments, states, uploaded
from tests.factories.fulfilment import an_acceptance, an_arrived_consignment
from tests.factories.payments import balance_of, standing_of
from tests.factories.settlements import SUPPLIER, UNIT, a_delivered_order, a_settlement, an_agreed_settlement
from tests.factories.world import World
from tests.payments.test_transfer_matching import CLAIMS, CLINICS, SCHOOLS, SIDES, line, shares


@pytest.fixture
def orders(world: World) -> list[Order]:
    """Two orders of eggs taken in: 98.00 and 139.50 yuan."""
    return [a_delivered_order(world), a_delivered_order(world, 3)]


def paid(orders: list[Order]) -> list[str]:
    return [balance_of(order)[1] for order in orders]


def transferred(world: World, settlement: Settlement, yuan: str, **said: Any) -> list[tuple[str, str]]:
    return states(uploaded(world, Booked(yuan, f"货款 {code_of(settlement.number)}", **said), by=SUPPLIER))


def off() -> list[str]:
    db.session.flush()
    return [str(difference) for difference in differences(Read())]


AMOUNTS = {
    "to the fen": ("237.50", ["98.00", "139.50"], "0.00"),
    "a part": ("100.00", ["98.00", "2.00"], "0.00"),
    "too much": ("240.00", ["98.00", "139.50"], "2.50"),
    "a fen": ("0.01", ["0.01", "0.00"], "0.00"),
}


@pytest.mark.parametrize("what", AMOUNTS)
def test_a_settlements_code_pays_its_orders(world: World, orders: list[Order], what: str) -> None:
    yuan, shares_paid, kept = AMOUNTS[what]
    settlement = an_agreed_settlement(world)
    assert transferred(world, settlement, yuan) == [("matched", "certain")]
    assert (paid(orders), standing_of(orders[0])["unallocated"]) == (shares_paid, kept)
    (parts,) = parts_of([settlement]).values()
    assert open_of(parts) == max(Money.yuan("237.50") - Money.yuan(yuan), Money(0))
    assert off() == []


def test_the_second_half_pays_what_is_left_and_the_third_is_kept(world: World, orders: list[Order]) -> None:
    settlement = an_agreed_settlement(world)
    transferred(world, settlement, "100.00")
    transferred(world, settlement, "137.50")
    assert paid(orders) == ["98.00", "139.50"]
    assert transferred(world, settlement, "5.00") == [("open", "likely")]
    assert off() == []


def test_only_what_was_settled_is_paid_with_the_settlements_code(world: World, orders: list[Order]) -> None:
    settlement = an_agreed_settlement(world)
    later = a_delivered_order(world)
    transferred(world, settlement, "300.00")
    assert (paid([*orders, later]), standing_of(later)["unallocated"]) == (["98.00", "139.50", "0.00"], "62.50")
    assert off() == []


def test_both_banks_tell_of_one_transfer_for_a_settlement(world: World, orders: list[Order]) -> None:
    settlement = an_agreed_settlement(world)
    ours = Booked("-237.50", code_of(settlement.number), name="workshop")
    assert states(uploaded(world, ours, by=UNIT)) == [("matched", "certain")]
    assert paid(orders) == ["0.00", "0.00"]
    transferred(world, settlement, "237.50")
    assert (paid(orders), payments()) == (["98.00", "139.50"], [("237.50", 2)])
    assert off() == []


def test_a_settlement_that_is_not_agreed_is_named_by_no_code(world: World, orders: list[Order]) -> None:
    settlement = a_settlement(world)
    state = only_line(uploaded(world, Booked("237.50", code_of(settlement.number), name="x"), by=SUPPLIER))
    assert (state.state.value, state.hint.value) == ("open", "none")


def test_a_settlement_of_others_is_named_by_no_code(world: World, orders: list[Order]) -> None:
    settlement = an_agreed_settlement(world)
    an_acceptance(world, an_arrived_consignment(world))
    state = only_line(uploaded(world, Booked("7.00", code_of(settlement.number), name="somebody"), by="coop.seller"))
    assert (state.state.value, state.hint.value) == ("open", "none")


SETTLED = {"S1": ((1, Money.yuan(80)), (2, Money.yuan(50))), "S2": ((4, Money.yuan(500)),)}


@pytest.mark.parametrize(
    ("transfer", "strength", "pays", "rest", "short", "because"),
    [
        (line("130", "S1", name=SCHOOLS), "certain", {1: "80.00", 2: "50.00"}, "0", "0", "settlement payer exact"),
        (line("100", "S1", name=SCHOOLS), "certain", {1: "80.00", 2: "20.00"}, "0", "30", "settlement payer under"),
        (line("60", "S1", name=SCHOOLS), "certain", {1: "60.00"}, "0", "70", "settlement payer under"),
        (line("150", "S1", name=SCHOOLS), "certain", {1: "80.00", 2: "50.00"}, "20", "0", "settlement payer over"),
        (line("130", "S1"), "likely", {1: "80.00", 2: "50.00"}, "0", "0", "settlement stranger exact"),
        (line("60", "S1", name=CLINICS), "likely", {1: "60.00"}, "0", "70", "settlement somebody_else under"),
        (line("150", "S1", "N1", name=SCHOOLS), "certain", {1: "100.00", 2: "50.00"}, "0", "0", "code payer exact"),
        (
            line("9", "S1", "S2", name=SCHOOLS),
            "possible",
            {1: "9.00"},
            "0",
            "121",
            "settlement payer several_sides under",
        ),
    ],
)
def test_a_line_with_a_settlements_code_is_read(
    transfer: object, strength: str, pays: dict[int, str], rest: str, short: str, because: str
) -> None:
    (reading,) = Matching(CLAIMS, SIDES, settlements=SETTLED).read([transfer])  # type: ignore[list-item]
    best = reading.proposals[0]
    assert (best.strength.value, shares(best), best.rest, best.short) == (
        strength,
        pays,
        Money.yuan(rest),
        Money.yuan(short),
    )
    assert best.because == tuple(Because(word) for word in because.split())
