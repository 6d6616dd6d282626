"""A unit that stands under another town from January on: its papers stay with whom it stood under in their own year."""

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.services.consignments import Transport, pack_goods, record_arrival, ship_goods
from shop.fulfilment.services.corrections import agree_to_correction, propose_correction
from shop.kernel.calendar import shanghai_year, shanghai_years_end
from shop.kernel.quantity import Quantity
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order, Purchase
from shop.ordering.services.orders import close_short
from shop.organisations.models import Supervision
from shop.organisations.services import place_under, rebuild_tree
from shop.tally.models import Entry
from tests.clocks import SettableClock
from tests.factories import fulfilment as goods
from tests.factories import sign_in
from tests.factories.world import World


@pytest.fixture(autouse=True)
def to_delta_in_2027(world: World) -> None:
    """The school of the harbour goes to the delta."""
    place_under(world.organisations["school"], 2027, world.organisations["delta"], by=None)
    rebuild_tree(world.cluster_id, 2027)


def papers(note: Acceptance) -> dict[str, str]:
    """The addresses of an acceptance and of everything it hangs on."""
    line = note.consignment.lines[0].order_line
    order = db.session.get_one(Order, line.order_id)
    purchase = db.session.get_one(Purchase, order.purchase_id)
    entry = db.session.execute(
        select(Entry.id).where(Entry.source_id.in_([line.id for line in note.lines]))
    ).scalar_one()
    return {
        "entry": f"/entries/{entry}",
        "acceptance": f"/acceptances/{note.number}",
        "order": f"/orders/{order.number}",
        "purchase": f"/purchases/{purchase.number}",
    }


def opened(app: Flask, world: World, name: str, addresses: dict[str, str]) -> set[str]:
    client = app.test_client()
    sign_in(client, world.actor(name))
    return {paper for paper, address in addresses.items() if client.get(address).status_code == 200}


def test_last_years_papers_stay_with_the_town_of_last_year(
    world_app: Flask, world: World, clock: SettableClock
) -> None:
    old = papers(goods.an_acceptance(world))
    clock.at(2027, 1, 10)
    assert opened(world_app, world, "harbour.official", old) == set(old)
    assert opened(world_app, world, "delta.official", old) == set()
    assert opened(world_app, world, "cluster.official", old) == set(old)
    assert opened(world_app, world, "school.buyer", old) == set(old)


def test_this_years_papers_belong_to_the_town_of_this_year(
    world_app: Flask, world: World, clock: SettableClock
) -> None:
    clock.at(2027, 1, 10)
    new = papers(goods.an_acceptance(world))
    assert opened(world_app, world, "delta.official", new) == set(new)
    assert opened(world_app, world, "harbour.official", new) == set()


def test_an_order_across_new_year_is_both_towns_and_its_entry_the_new_ones(
    world_app: Flask, world: World, clock: SettableClock
) -> None:
    consignment = goods.an_arrived_consignment(world, goods.a_confirmed_order(world))
    clock.at(2027, 1, 1, 0, 30)
    across = papers(goods.an_acceptance(world, consignment))
    assert opened(world_app, world, "delta.official", across) == set(across)
    assert opened(world_app, world, "harbour.official", across) == {"order", "purchase"}


def test_an_order_closed_short_before_new_year_opens_for_the_town_that_its_last_truck_counts_for(
    world_app: Flask, world: World, clock: SettableClock
) -> None:
    order = goods.a_confirmed_order(world)
    consignment = pack_goods(goods.packings_of(order.lines[0], 3), Transport(), by=goods.seller_of(world, order))
    ship_goods(consignment, by=goods.seller_of(world, order))
    close_short(order, "hail", Party.SUPPLIER, by=goods.seller_of(world, order))
    clock.at(2027, 1, 2)
    record_arrival(consignment, None, by=world.actor("school.receiver"))
    across = papers(goods.an_acceptance(world, consignment))
    assert opened(world_app, world, "delta.official", across) == set(across)
    assert opened(world_app, world, "harbour.official", across) == {"order", "purchase"}


def test_a_correction_agreed_in_the_new_year_stays_with_the_town_of_its_entry(
    world_app: Flask, world: World, clock: SettableClock
) -> None:
    note = goods.an_acceptance(world)
    clock.at(2027, 1, 10)
    less = goods.as_shipped(note.consignment, accepted=Quantity.of(90), refused_reason="wet")
    proposal = propose_correction(note, less, "wet", Side.BUYER, by=world.actor("school.receiver"))
    corrected = papers(agree_to_correction(proposal, Side.SUPPLIER, by=world.actor("coop.seller")))
    assert opened(world_app, world, "harbour.official", corrected) == set(corrected)
    assert opened(world_app, world, "delta.official", corrected) == set()


def test_whoever_supervised_until_new_year_opens_what_was_before(
    world_app: Flask, world: World, clock: SettableClock
) -> None:
    supervision = db.session.execute(select(Supervision)).scalar_one()
    supervision.valid_to = date(2026, 12, 31)
    old = papers(goods.an_acceptance(world))
    clock.at(2027, 1, 10)
    new = papers(goods.an_acceptance(world))
    assert opened(world_app, world, "bureau.official", old) == set(old)
    assert opened(world_app, world, "bureau.official", new) == set()


@pytest.mark.parametrize(
    ("hour", "year"), [((2026, 12, 31, 23, 59), 2026), ((2027, 1, 1, 0, 0), 2027), ((2027, 1, 1, 9, 0), 2027)]
)
def test_the_database_knows_shanghais_year_of_a_moment(
    world: World, clock: SettableClock, hour: tuple[int, ...], year: int
) -> None:
    clock.at(*hour)
    order = goods.placed_orders(world, {"sack": 4}, deliver_on=date(2027, 2, 1))[0]
    asked = select(shanghai_year(Order.placed_at), shanghai_years_end(Order.placed_at)).where(Order.id == order.id)
    assert tuple(db.session.execute(asked).one()) == (year, date(year, 12, 31))
