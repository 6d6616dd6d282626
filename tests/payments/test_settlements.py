"""Settling: what waits is proposed, questioned, agreed, invoiced and checked; every line once, and to the fen."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.append_only import RowIsAppendOnly
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.payments.services import settled_lines, settlements
from shop.payments.settling import SettlementState
from tests.clocks import SettableClock
from tests.factories.fulfilment import refused
from tests.factories.settlements import (
    SUPPLIER,
    UNIT,
    a_delivered_order,
    a_settlement,
    an_agreed_settlement,
    kept_lines,
)
from tests.factories.world import World
from tests.payments.settled import told, waiting


@pytest.mark.parametrize(("by", "other"), [(SUPPLIER, UNIT), (UNIT, SUPPLIER)])
def test_either_side_proposes_and_the_other_agrees(world: World, by: str, other: str) -> None:
    order = a_delivered_order(world)
    second = a_delivered_order(world, 1)
    assert waiting(world) == [("154.50", 4)]
    settlement = a_settlement(world, by)
    assert settlement.number.startswith("S")
    assert (str(settlement.goods), str(settlement.charges)) == ("124.50", "30.00")
    assert (settlement.profile_title, settlement.supplier_name) == ("school", "workshop")
    assert waiting(world) == []
    with refused("is not possible"):
        settlements.confirm(settlement, by=world.actor(by))
    settlements.confirm(settlement, by=world.actor(other))
    assert settlement.state is SettlementState.CONFIRMED
    assert [line.order_id for line in kept_lines(settlement)] == [order.id, order.id, second.id, second.id]
    assert told(settlement.number) == ["settlement_proposed", "settlement_confirmed"]


def test_nothing_is_settled_twice(world: World) -> None:
    a_delivered_order(world)
    a_settlement(world)
    with refused("Nothing that was accepted"):
        a_settlement(world, UNIT)


def test_only_what_was_accepted_up_to_the_day_is_settled(world: World, clock: SettableClock) -> None:
    first = a_delivered_order(world)
    clock.set(first.placed_at + timedelta(days=2))
    a_delivered_order(world)
    settlement = a_settlement(world, until=first.placed_at.date())
    assert {line.order_id for line in kept_lines(settlement)} == {first.id}
    assert waiting(world) == [("98.00", 2)]


def test_a_settlement_does_not_end_tomorrow(world: World) -> None:
    a_delivered_order(world)
    with refused("today at the latest"):
        a_settlement(world, until=clock.today() + timedelta(days=1))


@pytest.mark.parametrize("who", ["school.buyer", "organ.manager", "coop.seller", "operator.operator"])
def test_whoever_keeps_no_accounts_of_the_two_settles_nothing(world: World, who: str) -> None:
    a_delivered_order(world)
    with pytest.raises(NotYours):
        a_settlement(world, who)
    settlement = a_settlement(world)
    with pytest.raises(NotYours):
        settlements.withdraw(settlement, "no", by=world.actor(who))


def test_the_invoice_profile_is_one_of_the_unit(world: World) -> None:
    a_delivered_order(world)
    with pytest.raises(NotYours):
        a_settlement(world, profile_id=world.profiles["organ"])


def test_nobody_agrees_for_both_sides(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    seller = world.actor(SUPPLIER)
    with refused("acted for the other side"):
        settlements.confirm(settlement, by=replace(world.actor(UNIT), person_id=seller.person_id))


def test_a_settlement_without_lines_is_agreed_by_nobody(world: World) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    for line in kept_lines(settlement):
        settled_lines.take_out(settlement, line.id, by=world.actor(SUPPLIER))
    with refused("All its lines were taken out"):
        settlements.confirm(settlement, by=world.actor(UNIT))


def test_whoever_agrees_agrees_to_what_the_page_showed(world: World) -> None:
    a_delivered_order(world)
    with refused("Meanwhile it comes to 98.00 yuan and not to 97.00"):
        a_settlement(world, seen=Money.yuan(97))
    settlement = a_settlement(world, seen=Money.yuan(98))
    settled_lines.take_out(settlement, kept_lines(settlement)[0].id, by=world.actor(SUPPLIER))
    with refused("Meanwhile it comes to 15.00 yuan"):
        settlements.confirm(settlement, seen=Money.yuan(98), by=world.actor(UNIT))


@pytest.mark.parametrize("who", [UNIT, SUPPLIER])
def test_what_is_withdrawn_waits_again(world: World, who: str) -> None:
    a_delivered_order(world)
    settlement = a_settlement(world)
    with refused("give a reason"):
        settlements.withdraw(settlement, "", by=world.actor(who))
    settlements.withdraw(settlement, "wrong month", by=world.actor(who))
    assert settlement.state is SettlementState.WITHDRAWN
    assert waiting(world) == [("98.00", 2)]
    assert str(a_settlement(world).total) == "98.00"


def test_what_is_agreed_never_changes(world: World) -> None:
    a_delivered_order(world)
    settlement = an_agreed_settlement(world)
    line = kept_lines(settlement)[0]
    for deed in (
        lambda: settled_lines.take_out(settlement, line.id, by=world.actor(SUPPLIER)),
        lambda: settlements.withdraw(settlement, "no", by=world.actor(UNIT)),
        lambda: settled_lines.dispute(settlement, line.id, "no", by=world.actor(UNIT)),
    ):
        with refused("is not possible"):
            deed()
    line.amount = Money(1)
    with pytest.raises(RowIsAppendOnly):
        db.session.flush()
