"""Arrival and acceptance: what was really taken in."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from shop.catalogue.models import Lot
from shop.catalogue.words import ColdChain
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Acceptance, Consignment
from shop.fulfilment.models.acceptances import CertificateKind
from shop.fulfilment.services.acceptances import Signing, accept_goods, refuse_everything
from shop.fulfilment.services.consignments import Transport, pack_goods, record_arrival, ship_goods
from shop.fulfilment.weighing import Weighing
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.ordering.lifecycle import Party, Status
from shop.ordering.models import Order
from shop.ordering.services.orders import close_short
from shop.organisations import services as organisations
from shop.organisations.queries import actor_for
from shop.tally.models import Entry
from tests.clocks import SettableClock
from tests.factories.fulfilment import (
    SIGNED,
    a_confirmed_order,
    a_packed_consignment,
    a_shipped_consignment,
    an_acceptance,
    an_arrived_consignment,
    as_shipped,
    packings_of,
    refused,
    seller_of,
    today_plus,
)
from tests.factories.world import World


def kg(amount: str) -> Quantity:
    return Quantity.of(amount)


def accept(world: World, consignment: Consignment, signing: Signing = SIGNED, **changes: Any) -> Acceptance:
    return accept_goods(consignment, as_shipped(consignment, **changes), signing, by=world.actor("school.receiver"))


def refusal_of(world: World, consignment: Consignment, signing: Signing = SIGNED, **changes: Any) -> str | None:
    """The field beside which an acceptance is refused, without its line."""
    with refused() as refusal:
        accept(world, consignment, signing, **changes)
    field = refusal.value.field
    return field.removesuffix(f"_{consignment.lines[0].id}") if field and "signer" not in field else field


def order_of(consignment: Consignment) -> Order:
    return consignment.lines[0].order_line.order


def test_goods_arrive_before_they_are_accepted(world: World) -> None:
    consignment = a_shipped_consignment(world)
    with refused():
        accept(world, consignment)
    record_arrival(consignment, None, by=world.actor("school.receiver"))
    assert consignment.status is ConsignmentStatus.ARRIVED
    assert accept(world, consignment).n == 1


def test_goods_arrive_once(world: World) -> None:
    consignment = an_arrived_consignment(world)
    with refused():
        record_arrival(consignment, None, by=world.actor("school.receiver"))


@pytest.mark.parametrize("celsius", [None, "-60.1", "61"])
def test_cold_goods_arrive_with_a_temperature_that_can_be(world: World, celsius: str | None) -> None:
    consignment = a_shipped_consignment(world, cold_chain=ColdChain.CHILLED)
    with refused() as refusal:
        record_arrival(consignment, Decimal(celsius) if celsius else None, by=world.actor("school.receiver"))
    assert refusal.value.field == "temperature"
    record_arrival(consignment, Decimal("3.45"), by=world.actor("school.receiver"))
    assert consignment.arrival_celsius == Decimal("3.5")


def test_an_acceptance_notes_gross_tare_and_net(world: World) -> None:
    consignment = an_arrived_consignment(world)
    note = accept(
        world, consignment, gross=kg("99.4"), tare=kg("1.2"), net=kg("98.2"), accepted=kg("98.2"), temperature=215
    )
    (line,) = note.lines
    assert (str(line.gross), str(line.tare), str(line.net), str(line.accepted)) == ("99.4", "1.2", "98.2", "98.2")
    assert line.amount == Money.yuan("253.85")
    assert consignment.status is ConsignmentStatus.ACCEPTED


def test_the_order_line_learns_what_became_of_it(world: World) -> None:
    consignment = an_arrived_consignment(world)
    accept(world, consignment, accepted=kg("90"), packs_accepted=4, refused_reason="发芽")
    line = consignment.lines[0].order_line
    assert (line.packs_accepted, str(line.accepted), str(line.decided)) == (4, "90", "100")
    assert line.accepted_amount == Money.yuan("232.65")
    assert line.expected == Money(0)


def test_refused_goods_do_not_return_to_stock(world: World) -> None:
    consignment = an_arrived_consignment(world)
    before = db.session.get_one(Lot, consignment.lines[0].lot_id).available
    accept(world, consignment, accepted=kg("90"), refused_reason="发芽")
    lot = db.session.execute(
        select(Lot).where(Lot.id == consignment.lines[0].lot_id).execution_options(populate_existing=True)
    ).scalar_one()
    assert (lot.available, lot.shipped) == (before, kg("100"))


def test_a_reduced_price_lowers_the_amount_and_says_why(world: World) -> None:
    consignment = an_arrived_consignment(world)
    note = accept(world, consignment, reduced_price=UnitPrice.yuan("2.1"), reduced_reason="偏小")
    assert (note.lines[0].amount, note.lines[0].reduced_reason) == (Money.yuan(210), "偏小")
    assert refusal_of(world, an_arrived_consignment(world), reduced_price=UnitPrice.yuan("2.1")) == "reduced_reason"


def test_counted_packs_are_accepted_whole(world: World) -> None:
    consignment = an_arrived_consignment(world, a_confirmed_order(world, {"carton": 3}))
    assert refusal_of(world, consignment, accepted=kg("25"), refused_reason="受潮") == "packs_accepted"
    note = accept(world, consignment, accepted=kg("20"), packs_accepted=2, refused_reason="受潮")
    assert note.lines[0].amount == Money.yuan(2360)


def test_the_papers_of_the_goods_are_kept(world: World) -> None:
    note = an_acceptance(
        world,
        harvested_on=today_plus(-3),
        best_before=today_plus(30),
        certificate_kind=CertificateKind.PLEDGE,
        certificate_number=" 大关2026-118 ",
    )
    line = note.lines[0]
    assert (line.harvested_on, line.best_before) == (today_plus(-3), today_plus(30))
    assert (line.certificate_kind, line.certificate_number) == (CertificateKind.PLEDGE, "大关2026-118")


@pytest.mark.parametrize("signers", [(), ("", "  "), ("甲", "乙", "丙", "丁")])
def test_one_to_three_people_sign(world: World, signers: tuple[str, ...]) -> None:
    assert refusal_of(world, an_arrived_consignment(world), Signing(signers)) == "signer_1"


def test_three_people_may_sign_and_nobody_twice(world: World) -> None:
    consignment = an_arrived_consignment(world)
    assert refusal_of(world, consignment, Signing(("甲", "甲"))) == "signer_2"
    assert accept(world, consignment, Signing(("甲", "", "乙 ", "丙"))).signers == ["甲", "乙", "丙"]


def test_another_day_on_the_paper_is_stated_with_a_reason_and_moves_nothing(world: World) -> None:
    consignment = an_arrived_consignment(world)
    signed = replace(SIGNED, paper_day=today_plus(-2))
    assert refusal_of(world, consignment, signed) == "paper_day_reason"
    assert refusal_of(world, consignment, replace(signed, paper_day=today_plus(1))) == "paper_day"
    note = accept(world, consignment, replace(signed, paper_day_reason="no network in the kitchen"))
    assert (note.paper_day, clock.shanghai_day(note.accepted_at)) == (today_plus(-2), clock.today())
    assert db.session.execute(select(Entry.counts_on)).scalar_one() == clock.today()


def test_the_same_day_on_the_paper_needs_no_reason(world: World) -> None:
    assert accept(world, an_arrived_consignment(world), replace(SIGNED, paper_day=clock.today())).paper_day is None


def test_every_line_is_spoken_of(world: World) -> None:
    consignment = an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "carton": 1}))
    weighings = as_shipped(consignment)
    weighings.popitem()
    with refused("every line"):
        accept_goods(consignment, weighings, SIGNED, by=world.actor("school.receiver"))


def test_when_everything_is_refused_nothing_is_in_the_book(world: World) -> None:
    consignment = an_arrived_consignment(world)
    with refused() as refusal:
        refuse_everything(consignment, " ", SIGNED, by=world.actor("school.receiver"))
    assert refusal.value.field == "reason"
    note = refuse_everything(consignment, "冻坏了", SIGNED, by=world.actor("school.receiver"))
    assert consignment.status is ConsignmentStatus.REFUSED
    assert (note.lines[0].refused, note.lines[0].amount) == (kg("100"), Money(0))
    assert db.session.execute(select(func.count()).select_from(Entry)).scalar_one() == 0
    assert order_of(consignment).status is Status.CLOSED


def test_goods_are_accepted_once(world: World) -> None:
    consignment = an_arrived_consignment(world)
    accept(world, consignment)
    with refused():
        accept(world, consignment)


def test_an_order_closes_by_itself_when_all_is_decided(world: World) -> None:
    order = a_confirmed_order(world)
    for packs in (1, 3):
        consignment = pack_goods(packings_of(order.lines[0], packs), Transport(), by=seller_of(world, order))
        ship_goods(consignment, by=seller_of(world, order))
        record_arrival(consignment, None, by=world.actor("school.receiver"))
        assert order.status is Status.CONFIRMED
        accept(world, consignment)
    assert order.status is Status.CLOSED


def test_what_is_on_the_road_when_an_order_is_closed_short_is_still_taken_in(world: World) -> None:
    order = a_confirmed_order(world)
    consignment = pack_goods(packings_of(order.lines[0], 1), Transport(), by=seller_of(world, order))
    ship_goods(consignment, by=seller_of(world, order))
    close_short(order, "the rest spoiled", Party.SUPPLIER, by=seller_of(world, order))
    record_arrival(consignment, None, by=world.actor("school.receiver"))
    assert accept(world, consignment).lines[0].amount == Money.yuan("64.63")


def test_nobody_ships_and_accepts_the_same_goods(world: World) -> None:
    """Rule 10, whatever memberships a person holds."""
    order = a_confirmed_order(world)
    seller = seller_of(world, order)
    both = organisations.join(seller.person_id, world.organisations["school"], [Role.RECEIVER], by=None)
    consignment = a_packed_consignment(world, order)
    ship_goods(consignment, by=seller)
    with refused("other side"):
        record_arrival(consignment, None, by=actor_for(both.id))
    record_arrival(consignment, None, by=world.actor("school.receiver"))
    with refused("other side"):
        accept_goods(consignment, as_shipped(consignment), SIGNED, by=actor_for(both.id))


def test_goods_accepted_after_midnight_in_shanghai_count_on_the_new_day(world: World, clock: SettableClock) -> None:
    consignment = an_arrived_consignment(world)
    tomorrow = today_plus(1)
    clock.at(tomorrow.year, tomorrow.month, tomorrow.day, 0, 30)
    accept(world, consignment)
    assert db.session.execute(select(Entry.counts_on)).scalar_one() == tomorrow


def test_a_line_of_which_nothing_came_is_neither_accepted_nor_refused(world: World) -> None:
    consignment = an_arrived_consignment(world, a_confirmed_order(world, {"sack": 4, "carton": 1}))
    weighings = as_shipped(consignment)
    weighings[consignment.lines[1].id] = Weighing(net=NOTHING, accepted=NOTHING, packs_accepted=0)
    note = accept_goods(consignment, weighings, SIGNED, by=world.actor("school.receiver"))
    assert [str(line.accepted) for line in note.lines] == ["100", "0"]
