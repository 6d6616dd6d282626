"""A lot's life: every hand × state × deed, as the table says and as the services do; and how states are read off."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select, update

from shop.catalogue.lot_life import MOVES, Deed, Hand, LotState, Standing, check, deeds_for
from shop.catalogue.models import Lot
from shop.catalogue.queries.lots import ListFilter, Tab, lots_listed, tab_counts
from shop.catalogue.queries.sources import documented_of, purchases_of, roster_of
from shop.catalogue.services import lots as services
from shop.catalogue.services import recalls, sources
from shop.catalogue.services.lots import standing_of
from shop.catalogue.sourcing import Bought
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, ONE, Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Supplier
from shop.organisations.services.roster_corrections import strike_household
from tests.factories.fulfilment import refused
from tests.factories.rosters import a_household
from tests.factories.world import World

TODAY = date(2026, 11, 23)
ROLES = {Hand.SELLER: Role.SELLER, Hand.MANAGER: Role.MANAGER}

MAY = {
    Deed.HARVEST: ("seller manager", "awaited"),
    Deed.CORRECT: ("seller manager", "for_sale sold_out expired held recalled"),
    Deed.WRITE_OFF: ("seller manager", "for_sale sold_out expired held recalled"),
    Deed.REDATE: ("seller manager", "awaited promise_held for_sale sold_out expired held recalled"),
    Deed.DOCUMENT: ("seller manager", "for_sale sold_out expired held recalled"),
    Deed.HOLD: ("seller manager", "awaited for_sale sold_out expired"),
    Deed.RELEASE: ("manager", "promise_held held"),
    Deed.RECALL: ("seller manager operator", "for_sale sold_out expired held"),
    Deed.END_RECALL: ("manager operator", "recalled"),
}
EVERY = [(hand, state, deed) for hand in Hand for state in LotState for deed in Deed]


@pytest.fixture
def world(world: World) -> Iterator[World]:
    with force_locale("en"):
        yield world


@pytest.mark.parametrize(("hand", "state", "deed"), EVERY, ids=lambda word: word.value)
def test_the_table_says_who_may_do_what(hand: Hand, state: LotState, deed: Deed) -> None:
    hands, states = MAY[deed]
    allowed = hand.value in hands.split() and state.value in states.split()
    assert (deed in deeds_for(frozenset({hand}), state)) is allowed


@pytest.mark.parametrize(("hand", "state", "deed"), EVERY, ids=lambda word: word.value)
def test_the_services_do_what_the_table_says(world: World, hand: Hand, state: LotState, deed: Deed) -> None:
    lot = stands(world, state)
    hands, states = MAY[deed]
    by = whose(world, hand)
    if hand.value not in hands.split():
        with pytest.raises(NotYours), db.session.begin_nested():
            do(lot, deed, by)
    elif state.value not in states.split():
        with refused("is not possible"):
            do(lot, deed, by)
    elif deed is Deed.WRITE_OFF and state is LotState.SOLD_OUT:
        with refused("does not have that much"):
            do(lot, deed, by)
    else:
        do(lot, deed, by)


def whose(world: World, hand: Hand) -> Actor:
    if hand is Hand.OPERATOR:
        return world.actor("operator.operator")
    return replace(world.actor("coop.seller"), roles=frozenset({ROLES[hand]}))


def stands(world: World, state: LotState) -> Lot:
    """The first lot of potatoes, brought to a state."""
    lot = db.session.get_one(Lot, world.lots["potatoes.1"])
    seller = world.actor("coop.seller")
    if state in (LotState.AWAITED, LotState.PROMISE_HELD):
        lot.awaited, lot.promised, lot.harvest_from = True, lot.received, clock.today() + timedelta(days=3)
        lot.harvest_to = lot.harvest_from
        if state is LotState.PROMISE_HELD:
            services.hold_lot(lot.id, "hail", by=seller)
    elif state is LotState.SOLD_OUT:
        lot.reserved, lot.available = lot.available, NOTHING
    elif state is LotState.EXPIRED:
        lot.best_before = clock.today() - timedelta(days=1)
    elif state is LotState.HELD:
        services.hold_lot(lot.id, "a test is due", by=seller)
    elif state is LotState.RECALLED:
        recalls.begin_recall(lot.id, "mould", "Keep it apart.", by=seller)
    db.session.flush()
    assert standing_of(lot).state(clock.today()) is state
    return lot


def do(lot: Lot, deed: Deed, by: Actor) -> None:
    today = clock.today()
    if deed is Deed.HARVEST:
        services.confirm_harvest(lot.id, ONE, today, by=by)
    elif deed is Deed.CORRECT:
        services.correct_received(lot.id, lot.received + ONE, "weighed anew", by=by)
    elif deed is Deed.WRITE_OFF:
        services.write_off(lot.id, ONE, "frost", by=by)
    elif deed is Deed.REDATE:
        days = (lot.harvest_from, lot.harvest_to + timedelta(days=1), lot.best_before)
        services.change_dates(lot.id, *days, "misprinted", by=by)
    elif deed is Deed.DOCUMENT:
        sources.document(lot.id, [Bought(None, "Li", ONE, Money(100), today)], by=by)
    elif deed is Deed.HOLD:
        services.hold_lot(lot.id, "a test is due", by=by)
    elif deed is Deed.RELEASE:
        services.release_lot(lot.id, "the test was good", by=by)
    elif deed is Deed.RECALL:
        recalls.begin_recall(lot.id, "mould", "Keep it apart.", by=by)
    else:
        recalls.end_recall(lot.id, "all came back", by=by)


@pytest.mark.parametrize("deed", Deed, ids=lambda deed: deed.value)
def test_a_deed_of_somebody_elses_lot_is_not_theirs(world: World, deed: Deed) -> None:
    lot = db.session.get_one(Lot, world.lots["potatoes.1"])
    stranger = replace(world.actor("workshop.seller"), roles=frozenset({Role.SELLER, Role.MANAGER}))
    with pytest.raises(NotYours):
        do(lot, deed, stranger)


def test_a_household_is_struck_out_only_once_no_purchase_of_it_stands(world: World) -> None:
    lot, seller = db.session.get_one(Lot, world.lots["potatoes.1"]), world.actor("coop.seller")
    household = a_household(db.session.get_one(Supplier, lot.supplier_id), 1)
    bought = [Bought(household.id, "", ONE, Money(100), clock.today())]
    sources.document(lot.id, bought, by=seller)
    with refused(f"stands in lot {lot.code}"):
        strike_household(household, "typed twice", by=seller)
    assert not household.struck
    (purchase,), _count = purchases_of(lot.id, 1)
    sources.correct_purchase(lot.id, purchase.id, None, "it was Li's", by=seller)
    strike_household(household, "typed twice", by=seller)
    assert documented_of([lot.id])[lot.id].households == 0
    assert roster_of(lot.supplier_id).households == []
    with refused("is not on your roster"):
        sources.document(lot.id, bought, by=seller)


@pytest.mark.parametrize("state", LotState, ids=lambda state: state.value)
def test_the_list_shows_a_lot_under_the_state_that_its_page_tells(world: World, state: LotState) -> None:
    lot = stands(world, state)
    seller = world.actor("coop.seller")
    tabs = {tab for tab in Tab if lot.id in {listed.id for listed in lots_listed(seller, ListFilter(tab))}}
    usual = {LotState.AWAITED: Tab.AWAITED, LotState.RECALLED: Tab.HELD, LotState.PROMISE_HELD: Tab.HELD}
    expected = {Tab.ALL, usual.get(state) or Tab(state.value)}
    assert tabs - {Tab.TO_DOCUMENT} == expected
    assert (Tab.TO_DOCUMENT in tabs) is (state not in (LotState.AWAITED, LotState.PROMISE_HELD))
    (listed,) = [one for one in lots_listed(seller, ListFilter(Tab.ALL)) if one.id == lot.id]
    assert listed.state is state
    assert tab_counts(seller, ListFilter(Tab.ALL))[Tab.ALL] == 4


def test_what_keeps_a_lot_from_sale_most_comes_first() -> None:
    worst = Standing(awaited=True, held=True, recalled=True, available=NOTHING, best_before=date(2020, 1, 1))
    assert worst.state(TODAY) is LotState.RECALLED
    assert replace(worst, recalled=False).state(TODAY) is LotState.PROMISE_HELD
    assert replace(worst, recalled=False, awaited=False).state(TODAY) is LotState.HELD
    assert replace(worst, recalled=False, held=False).state(TODAY) is LotState.AWAITED
    here = Standing(awaited=False, held=False, recalled=False, available=NOTHING, best_before=date(2020, 1, 1))
    assert here.state(TODAY) is LotState.EXPIRED
    assert replace(here, best_before=TODAY).state(TODAY) is LotState.SOLD_OUT
    assert replace(here, best_before=None, available=ONE).state(TODAY) is LotState.FOR_SALE


@pytest.mark.parametrize(("days", "soon"), [(-1, False), (0, True), (14, True), (15, False)])
def test_a_lot_runs_out_of_date_two_weeks_before_its_day(world: World, days: int, soon: bool) -> None:
    lot = db.session.get_one(Lot, world.lots["potatoes.1"])
    lot.best_before = clock.today() + timedelta(days=days)
    lot.harvest_from = lot.harvest_to = clock.today() - timedelta(days=30)
    db.session.flush()
    assert standing_of(lot).runs_out(clock.today()) is soon
    listed = lots_listed(world.actor("coop.seller"), ListFilter(Tab.RUNNING_OUT))
    assert [one.id for one in listed] == ([lot.id] if soon else [])


def test_every_deed_is_in_the_table_and_says_how_the_lot_stands() -> None:
    assert set(MOVES) == set(Deed)
    with pytest.raises(Refused, match="Promised"), force_locale("en"):
        check(Deed.RECALL, LotState.AWAITED)


def test_a_lot_that_was_updated_meanwhile_is_read_anew_under_its_lock(world: World) -> None:
    lot = db.session.get_one(Lot, world.lots["potatoes.1"])
    assert not lot.held
    held = update(Lot).where(Lot.id == lot.id).values(held=True).execution_options(synchronize_session=False)
    db.session.execute(held)
    with refused("Held back"):
        services.hold_lot(lot.id, "again", by=world.actor("coop.seller"))
    assert db.session.execute(select(Lot.received).where(Lot.id == lot.id)).scalar_one() == Quantity.of(500)
