"""Whom suppliers reach: everybody once in any scope, on any day, however links overlap."""

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from shop.extensions import db
from shop.organisations.models import LinkedHousehold, LinkedPerson
from shop.organisations.queries.reached import (
    Linked,
    linked_by_group,
    linked_by_township,
    people_reached,
    reached_by_supplier,
    reached_by_township,
)
from shop.organisations.queries.scopes import everybody, in_township, of_county, of_suppliers
from shop.organisations.services import enter_township
from tests.factories import DAGUAN, YUNLONG, a_supplier
from tests.factories.rosters import a_household
from tests.statements import statements

pytestmark = pytest.mark.usefixtures("db_session")

FIRST = date(2026, 1, 1)
DAYS = range(12)
PLACES = (DAGUAN, DAGUAN, YUNLONG)
TOWNSHIPS = ("530624101", "530624102", None)

link = st.tuples(
    st.sampled_from(range(len(PLACES))),  # the supplier
    st.sampled_from(range(8)),  # the person
    st.sampled_from(range(len(TOWNSHIPS))),
    st.sampled_from(DAYS),  # from
    st.one_of(st.none(), st.sampled_from(DAYS)),  # so many days long
    st.booleans(),  # confirmed
)
Link = tuple[int, int, int, int, int | None, bool]


def on(day: int) -> date:
    return FIRST + timedelta(days=day)


def live(links: Iterable[Link], day: int) -> list[Link]:
    return [one for one in links if one[3] <= day and (one[4] is None or day <= one[3] + one[4])]


def apart(links: Iterable[Link]) -> list[Link]:
    """Links of one person at one supplier that share no day, as services keep them."""
    kept: list[Link] = []
    for one in links:
        days = {day for day in DAYS if live([one], day)} | ({99} if one[4] is None else set())
        others = [
            {day for day in DAYS if live([other], day)} | ({99} if other[4] is None else set())
            for other in kept
            if other[:2] == one[:2]
        ]
        if days and not any(days & other for other in others):
            kept.append(one)
    return kept


def enter(links: list[Link], supplier_ids: list[int]) -> None:
    """Every link is a household of its own with one person, its head."""
    db.session.execute(delete(LinkedPerson))
    db.session.execute(delete(LinkedHousehold))
    households: list[dict[str, object]] = []
    people: list[dict[str, object]] = []
    for number, (supplier, person, township, since, length, _confirmed) in enumerate(links, start=1):
        span = {"since": on(since), "until": None if length is None else on(since + length)}
        shared: dict[str, object] = {"id": number, "supplier_id": supplier_ids[supplier], **span}
        hashed = f"{person:064d}"
        households.append(
            shared
            | {
                "number": number,
                "head_hash": hashed,
                "head_name": "-",
                "township_code": TOWNSHIPS[township],
                "village": "",
            }
        )
        people.append(
            shared | {"household_id": number, "id_hash": hashed, "id_masked": "-", "name": "-", "is_head": True}
        )
    if links:
        db.session.execute(insert(LinkedHousehold.__table__), households)
        db.session.execute(insert(LinkedPerson.__table__), people)


def test_the_union_is_never_more_than_the_sum_and_is_what_a_set_says_it_is() -> None:
    supplier_ids = [a_supplier(county).id for county in PLACES]
    for code in TOWNSHIPS:
        if code:
            enter_township(code, name=code, name_english=code, by=None)

    @settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
    @given(st.lists(link, max_size=25), st.sampled_from(DAYS))
    @example([(0, 1, 0, 0, None, True), (1, 1, 1, 0, None, False), (2, 1, 2, 0, 3, True)], 3)
    def holds(drawn: list[Link], day: int) -> None:
        links = apart(drawn)
        enter(links, supplier_ids)
        now = live(links, day)
        each = [people_reached(of_suppliers([supplier]), on(day)).people for supplier in supplier_ids]
        whole = people_reached(everybody(), on(day))
        assert whole.people == len({one[1] for one in now}) <= sum(each)
        assert whole.households == whole.people
        assert each == [len({one[1] for one in now if one[0] == place}) for place in range(len(PLACES))]
        two = people_reached(of_suppliers(supplier_ids[1:]), on(day)).people
        assert two == len({one[1] for one in now if one[0] in (1, 2)}) <= each[1] + each[2]
        here = people_reached(of_county(DAGUAN), on(day)).people
        assert here == len({one[1] for one in now if PLACES[one[0]] == DAGUAN})
        assert people_reached(in_township("530624101"), on(day)).people == len({one[1] for one in now if one[2] == 0})
        assert [reached_by_supplier(DAGUAN, on(day)).get(number, (0, 0))[1] for number in supplier_ids[:2]] == each[:2]
        towns = reached_by_township(DAGUAN, on(day))
        assert here <= sum(found.people for found in towns.values())
        children = {0: supplier_ids[:2], 1: supplier_ids[1:]}
        members = [(key, supplier) for key, ids in children.items() for supplier in ids]
        grouped = linked_by_group([*members, *((2, supplier) for supplier in supplier_ids)], on(day))
        below = [grouped.get(key, Linked()).people for key in children]
        assert below == [len({one[1] for one in now if one[0] in places}) for places in ((0, 1), (1, 2))]
        assert max(below) <= grouped.get(2, Linked()).people == whole.people <= sum(below)
        assert whole.people <= sum(found.people for _town, found in linked_by_township(supplier_ids, on(day)))
        assert set(towns) == {TOWNSHIPS[one[2]] for one in now if PLACES[one[0]] == DAGUAN}

    holds()


def test_the_same_person_at_two_suppliers_counts_once_in_any_scope_that_has_both() -> None:
    first, second = a_supplier(), a_supplier()
    a_household(first, 1, 2, 3)
    a_household(second, 2, 1)
    a_household(second, 4)
    today = date.today()  # noqa: DTZ011 – links have no end
    assert people_reached(of_suppliers([first.id]), today)[:2] == (1, 3)
    assert people_reached(of_suppliers([second.id]), today)[:2] == (2, 3)
    both = people_reached(of_suppliers([first.id, second.id]), today)
    assert both.people == 4
    assert both.households == 3  # the two have different heads, and so are two households


@pytest.mark.parametrize("scope", [everybody(), of_county(DAGUAN), of_suppliers([1, 2]), in_township("530624101")])
def test_each_question_is_one_statement(scope: object) -> None:
    with statements() as sent:
        people_reached(scope, FIRST)  # type: ignore[arg-type]
    assert len(sent) == 1


def test_of_nobody_there_is_nobody() -> None:
    assert sum(chain(people_reached(of_suppliers([]), FIRST))) == 0
