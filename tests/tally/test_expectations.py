"""What is on its way: by the year it would count in, under the verdict it would get."""

from dataclasses import replace
from datetime import date

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.models import Unit
from shop.tally.models import OnItsWay, Scheme
from shop.tally.queries.standings import standings_for
from shop.tally.rules import Rules
from shop.tally.verify import first_difference
from shop.tally.words import VerdictState
from tests.clocks import SettableClock
from tests.factories import a_unit
from tests.factories.fulfilment import a_confirmed_order
from tests.factories.tally import TUOCHA, a_scheme, facts_of, laid_down, on_its_way
from tests.factories.world import World


def coming(unit: Unit, year: int) -> Money:
    return standings_for([unit.id], year)[unit.id].on_its_way


def by_verdict() -> dict[VerdictState, Money]:
    rows = db.session.execute(select(OnItsWay)).scalars()
    return {row.verdict: row.amount for row in rows}


def test_what_is_ordered_is_on_its_way_until_it_is_accepted_or_given_up() -> None:
    unit = a_unit()
    a_scheme(unit)
    on_its_way(unit, 100)
    on_its_way(unit, -40)
    assert coming(unit, 2026) == Money.yuan(60)


def test_what_would_not_count_is_not_on_its_way_to_the_target() -> None:
    unit = a_unit()
    a_scheme(unit)
    on_its_way(unit, 100, facts=facts_of(unit, TUOCHA))
    assert coming(unit, 2026) == Money(0)


def test_what_was_due_last_year_and_has_not_come_will_count_this_year(clock: SettableClock) -> None:
    unit = a_unit()
    a_scheme(unit)
    on_its_way(unit, 100, deliver_on=date(2026, 12, 30))
    on_its_way(unit, 7, deliver_on=date(2027, 1, 4))
    assert (coming(unit, 2026), coming(unit, 2027)) == (Money.yuan(100), Money.yuan(7))
    clock.at(2027, 1, 2)
    assert (coming(unit, 2026), coming(unit, 2027)) == (Money(0), Money.yuan(107))


def test_new_rules_judge_what_is_on_its_way_anew(world: World) -> None:
    order = a_confirmed_order(world)
    (line,) = order.lines
    assert by_verdict() == {VerdictState.COUNTED: line.expected}
    nothing_for_canteens = replace(Rules(), purposes=frozenset({Purpose.STAFF}))
    laid_down(db.session.get_one(Scheme, world.scheme_id), nothing_for_canteens, order.deliver_on)
    assert by_verdict() == {VerdictState.NOT_COUNTED: line.expected}
    assert first_difference() is None
