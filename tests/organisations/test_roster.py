"""The roster of linked households: dated, corrected with a reason, and nobody twice in it at a time."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterChange, Supplier
from shop.organisations.queries.reached import people_reached
from shop.organisations.queries.scopes import in_township, of_suppliers
from shop.organisations.roster import Home, Person, Span
from shop.organisations.services import enter_township
from shop.organisations.services.roster import (
    add_household,
    add_person,
    end_household,
    end_person,
    people_of,
)
from shop.organisations.services.roster_corrections import (
    Correction,
    correct_household,
    correct_person,
    make_head,
    strike_household,
    strike_person,
)
from tests.clocks import SettableClock
from tests.factories import a_supplier, an_actor
from tests.factories.identities import an_id_number
from tests.factories.rosters import SINCE, a_household, a_seller, somebody

pytestmark = pytest.mark.usefixtures("db_session")

TODAY = date(2026, 11, 20)


@pytest.fixture
def coop(clock: SettableClock) -> Supplier:
    clock.at(2026, 11, 20, 9, 0)
    return a_supplier()


@pytest.fixture
def seller(coop: Supplier) -> Actor:
    return a_seller(coop)


def figures(of: Supplier, on: date = TODAY) -> tuple[int, int]:
    found = people_reached(of_suppliers([of.id]), on)
    return found.households, found.people


def refused(deed: Callable[[], object]) -> Refused:
    with pytest.raises(Refused) as fault:
        deed()
    return fault.value


def test_households_are_numbered_one_after_the_other_and_their_people_count(coop: Supplier, seller: Actor) -> None:
    first, second = a_household(coop, 1, 2, 3, by=seller), a_household(coop, 4, by=seller)
    assert (first.number, second.number) == (1, 2)
    assert [person.is_head for person in people_of(first.id)] == [True, False, False]
    assert figures(coop) == (2, 4)


def test_nothing_of_an_id_number_is_kept_but_its_hash_and_mask(coop: Supplier, seller: Actor) -> None:
    a_household(coop, 1, by=seller)
    person = db.session.execute(select(LinkedPerson)).scalar_one()
    assert person.id_masked.count("*") == 8
    assert an_id_number(1) not in repr(person.__dict__)


def test_nobody_is_in_two_households_of_one_supplier_and_is_told_where_they_stand(
    coop: Supplier, seller: Actor
) -> None:
    a_household(coop, 1, 2, by=seller)
    fault = refused(lambda: a_household(coop, 3, 2, by=seller))
    assert "stands in household 1 already" in str(fault)
    assert "李第2" in str(fault)
    assert fault.field == "id_number_2"
    household = a_household(coop, 4, by=seller)
    assert refused(lambda: add_person(household, somebody(1), SINCE, by=seller)).field == "id_number"


def test_everything_that_is_wrong_with_a_household_is_told_at_once(coop: Supplier, seller: Actor) -> None:
    people = [Person("", an_id_number(1)), Person("李明", "12"), somebody(3), somebody(3)]
    fault = refused(lambda: add_household(coop.id, Home(None), people, SINCE, by=seller))
    assert {one.field for one in (fault, *fault.others)} == {"person_name", "id_number_2", "id_number_4"}


@pytest.mark.parametrize(
    ("since", "said"), [(date(2026, 11, 21), "lies ahead"), (date(1949, 1, 1), "look at the year")]
)
def test_a_link_begins_on_a_day_that_can_be(coop: Supplier, seller: Actor, since: date, said: str) -> None:
    fault = refused(lambda: a_household(coop, 1, since=since, by=seller))
    assert (said in str(fault), fault.field) == (True, "since")


def test_who_leaves_counts_until_the_day_and_may_come_back(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, 2, by=seller)
    end_household(household, date(2026, 3, 31), "They moved away.", by=seller)
    assert figures(coop, date(2026, 3, 31)) == (1, 2)
    assert figures(coop, date(2026, 4, 1)) == (0, 0)
    assert "already" in str(refused(lambda: a_household(coop, 1, since=date(2026, 3, 31), by=seller)))
    a_household(coop, 1, 2, since=date(2026, 9, 1), by=seller)
    assert figures(coop) == (1, 2)
    assert figures(coop, date(2026, 6, 1)) == (0, 0)


def test_an_end_needs_a_reason_and_a_day_that_has_come(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, by=seller)
    assert refused(lambda: end_household(household, TODAY, " ", by=seller)).field == "reason"
    assert refused(lambda: end_household(household, date(2026, 12, 1), "Why", by=seller)).field == "until"
    assert refused(lambda: end_household(household, date(2019, 1, 1), "Why", by=seller)).field == "until"
    end_household(household, TODAY, "Why", by=seller)
    assert "ended already" in str(refused(lambda: end_household(household, TODAY, "Why", by=seller)))


def test_the_head_stays_until_somebody_else_is_the_head(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, 2, by=seller)
    head, other = people_of(household.id)
    assert "head of the household" in str(refused(lambda: end_person(household, head, TODAY, "Died.", by=seller)))
    make_head(household, other, "The father died.", by=seller)
    end_person(household, head, TODAY, "Died.", by=seller)
    assert (household.head_name, household.head_hash) == (other.name, other.id_hash)
    assert figures(coop, TODAY) == (1, 2)


def test_a_wrong_id_number_is_put_right_with_a_reason(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, 2, by=seller)
    head = people_of(household.id)[0]
    right = Correction("李大明", an_id_number(9), head.since, None)
    assert refused(lambda: correct_person(household, head, right, "", by=seller)).field == "reason"
    correct_person(household, head, right, "Two digits were swapped.", by=seller)
    assert (household.head_hash, household.head_name) == (head.id_hash, "李大明")
    same = Correction("李大明", "", head.since, None)
    assert "Nothing is different" in str(refused(lambda: correct_person(household, head, same, "Why", by=seller)))
    taken = Correction("李大明", an_id_number(2), head.since, None)
    assert refused(lambda: correct_person(household, head, taken, "Why", by=seller)).field == "id_number"


def test_the_days_of_a_household_move_those_of_its_people_with_them(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, 2, by=seller)
    later = add_person(household, somebody(3), date(2024, 5, 1), by=seller)
    correct_household(household, Home(None, "三组"), Span(date(2022, 1, 1)), "The contract is of 2022.", by=seller)
    assert [person.since for person in people_of(household.id)] == [date(2022, 1, 1)] * 2 + [date(2024, 5, 1)]
    assert later.since == date(2024, 5, 1)
    wrong = Span(date(2025, 1, 1))
    assert refused(lambda: correct_household(household, Home(None), wrong, "Why", by=seller)).field == "since"


def test_a_household_lives_in_a_township_of_the_county(coop: Supplier, seller: Actor) -> None:
    enter_township("530624101", name="翠华镇", name_english="Cuihua", by=None)
    household = a_household(coop, 1, township="530624101", village="金坪村", by=seller)
    assert people_reached(in_township("530624101"), TODAY).people == 1
    wrong = Home("442000003")
    assert refused(lambda: correct_household(household, wrong, Span(SINCE), "Why", by=seller)).field == "township"


def test_what_was_entered_by_mistake_never_counted(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, 2, by=seller)
    strike_person(household, people_of(household.id)[1], "She is of the next household.", by=seller)
    assert figures(coop) == (1, 1)
    strike_household(household, "Entered twice.", by=seller)
    assert figures(coop) == (0, 0)
    a_household(coop, 1, 2, by=seller)
    assert figures(coop) == (1, 2)


def test_every_deed_is_in_the_history_with_its_reason_and_who(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, 2, by=seller)
    end_person(household, people_of(household.id)[1], TODAY, "Married away.", by=seller)
    kept = db.session.execute(select(RosterChange).order_by(RosterChange.id)).scalars().all()
    assert [change.deed.value for change in kept] == ["added", "added", "added", "ended"]
    assert (kept[-1].reason, kept[-1].by_id) == ("Married away.", seller.person_id)
    assert (kept[-1].before["until"], kept[-1].after["until"]) == (None, TODAY.isoformat())
    assert not any(len(str(value)) == 64 for change in kept for value in (change.before | change.after).values())


def test_nobody_else_keeps_a_roster(coop: Supplier, seller: Actor) -> None:
    household = a_household(coop, 1, by=seller)
    for stranger in (a_seller(a_supplier()), an_actor(a_supplier())):
        with pytest.raises(NotYours):
            end_household(household, TODAY, "Why", by=stranger)
    assert db.session.execute(select(LinkedHousehold)).scalar_one().until is None
