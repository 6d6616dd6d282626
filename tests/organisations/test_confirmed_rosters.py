"""The supplier states, the county confirms: two numbers beside each other, and never one for the other."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.organisations.models import BenefitRecord, RosterConfirmation, Supplier
from shop.organisations.queries import actor_for, benefit_of
from shop.organisations.queries.reached import Linked, people_reached
from shop.organisations.queries.scopes import of_suppliers
from shop.organisations.services import confirm_roster, record_benefit
from shop.organisations.services.roster import add_person, end_person, people_of
from shop.organisations.services.roster_corrections import Correction, correct_person
from shop.organisations.services.roster_history import last_change
from tests.clocks import SettableClock
from tests.factories import DAGUAN, YUNLONG, a_benefit, a_county_office, a_person, a_supplier, an_actor, an_operator
from tests.factories.memberships import a_member
from tests.factories.rosters import a_household, a_seller, somebody

pytestmark = pytest.mark.usefixtures("db_session")

TODAY, LAST_YEAR = date(2026, 11, 20), date(2025, 12, 31)


@pytest.fixture
def coop(clock: SettableClock) -> Supplier:
    clock.at(2026, 11, 20, 9, 0)
    return a_supplier()


@pytest.fixture
def office(coop: Supplier) -> Actor:
    return an_actor(a_county_office(DAGUAN))


def confirmed(of: Supplier, by: Actor, as_of: date = TODAY, seen: int | None = None) -> RosterConfirmation:
    return confirm_roster(of, as_of, last_change(of.id) if seen is None else seen, by=by)


def reach(of: Supplier, on: date = TODAY) -> Linked:
    return people_reached(of_suppliers([of.id]), on)


def refused(deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as fault:
        deed()
    return fault.value


def test_what_the_county_confirms_is_in_force_and_what_the_supplier_states_stands_beside_it(
    coop: Supplier, office: Actor
) -> None:
    a_benefit(coop, households=30, people=96)
    a_household(coop, 1, 2)
    assert benefit_of([coop.id], TODAY)[coop.id].people == 96
    confirmed(coop, office)
    record = benefit_of([coop.id], TODAY)[coop.id]
    assert (record.households, record.people, record.confirmed) == (1, 2, True)
    a_benefit(coop, as_of=TODAY, households=40, people=100)
    assert benefit_of([coop.id], TODAY)[coop.id].people == 2
    assert len(db.session.execute(select(BenefitRecord)).all()) == 3


def test_a_confirmation_says_what_the_roster_said_on_its_day(coop: Supplier, office: Actor) -> None:
    household = a_household(coop, 1, 2)
    add_person(household, somebody(3), date(2026, 6, 1), by=a_seller(coop))
    assert (confirmed(coop, office, LAST_YEAR).people, reach(coop).confirmed_people) == (2, 2)
    assert (confirmed(coop, office).people, reach(coop).confirmed_people) == (3, 3)


def test_what_comes_later_is_not_confirmed_and_what_is_put_right_has_to_be_looked_at_again(
    coop: Supplier, office: Actor
) -> None:
    household, seller = a_household(coop, 1, 2, 3), a_seller(coop)
    confirmed(coop, office)
    a_household(coop, 4)
    assert reach(coop) == Linked(2, 4, 1, 3)
    person = people_of(household.id)[1]
    correct_person(household, person, Correction("李小", "", person.since, None), "Her name.", by=seller)
    assert reach(coop) == Linked(2, 4, 1, 2)
    end_person(household, people_of(household.id)[2], LAST_YEAR, "Married away.", by=seller)
    assert reach(coop) == Linked(2, 3, 1, 1)


def test_nothing_is_confirmed_that_the_office_has_not_seen(coop: Supplier, office: Actor) -> None:
    a_household(coop, 1)
    seen = last_change(coop.id)
    a_household(coop, 2)
    assert "changed while you looked" in str(refused(lambda: confirmed(coop, office, seen=seen)))


def test_each_confirmation_is_of_a_later_day_that_has_come_and_of_somebody(coop: Supplier, office: Actor) -> None:
    assert refused(lambda: confirmed(coop, office)).field == "as_of"
    a_household(coop, 1)
    assert refused(lambda: confirmed(coop, office, date(2026, 11, 21))).field == "as_of"
    assert refused(lambda: confirmed(coop, office, date(2019, 12, 31))).field == "as_of"
    confirmed(coop, office)
    assert refused(lambda: confirmed(coop, office)).field == "as_of"


def test_only_the_office_of_the_county_confirms_and_only_the_supplier_states(coop: Supplier, office: Actor) -> None:
    a_household(coop, 1)
    others = (a_seller(coop), an_actor(a_county_office(YUNLONG)), an_actor(an_operator()))
    for stranger in others:
        with pytest.raises(NotYours):
            confirmed(coop, stranger)
    figures: Any = {"households": 1, "people": 2, "mechanism": "保底", "mechanism_english": "A floor"}
    for stranger in (office, *others[1:], a_seller(a_supplier())):
        with pytest.raises(NotYours):
            record_benefit(coop.id, TODAY, **figures, by=stranger)
    assert not record_benefit(coop.id, TODAY, **figures, by=others[0]).confirmed


def test_nobody_confirms_a_roster_that_they_keep_themselves(coop: Supplier) -> None:
    both = a_person()
    keeper, official = a_member(coop, person=both), a_member(a_county_office(DAGUAN), person=both)
    a_household(coop, 1, by=actor_for(keeper.id))
    assert "somebody else" in str(refused(lambda: confirmed(coop, actor_for(official.id))))


def test_the_county_hears_once_of_many_changes_and_the_supplier_of_each_confirmation(
    coop: Supplier, office: Actor
) -> None:
    def heard() -> list[str]:
        return list(db.session.execute(select(Notice.kind).order_by(Notice.id)).scalars())

    a_household(coop, 1)
    a_household(coop, 2)
    assert heard() == ["roster_changed"]
    confirmed(coop, office)
    a_household(coop, 3)
    assert heard() == ["roster_changed", "roster_confirmed", "roster_changed"]
