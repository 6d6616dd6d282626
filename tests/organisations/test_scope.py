"""Whose figures and orders an actor may see."""

from datetime import date

import pytest
from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor, Role
from shop.organisations.models import Unit
from shop.organisations.queries import units_in_scope
from shop.organisations.services import place_under, rebuild_tree, supervise
from tests.clocks import SettableClock
from tests.factories import (
    a_cluster,
    a_county_office,
    a_department,
    a_supplier,
    a_town,
    a_unit,
    an_actor,
    an_operator,
)

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture(autouse=True)
def in_2026(clock: SettableClock) -> None:
    clock.at(2026, 6, 1)


def seen_by(actor: Actor, year: int | None = None) -> set[int]:
    return set(db.session.execute(units_in_scope(actor, year)).scalars())


def test_an_official_sees_the_leaves_of_the_branch_and_no_other() -> None:
    cluster = a_cluster()
    town, other = a_town(cluster), a_town(cluster)
    unit, there, elsewhere = a_unit(town), a_unit(other), a_unit()
    assert seen_by(an_actor(cluster)) == {unit.id, there.id}
    assert seen_by(an_actor(town)) == {unit.id}
    assert elsewhere.id not in seen_by(an_actor(cluster))


def test_a_buyer_sees_their_own_unit_alone() -> None:
    town = a_town()
    unit, _ = a_unit(town), a_unit(town)
    assert seen_by(an_actor(unit)) == {unit.id}


def test_a_department_sees_itself_and_those_it_supervises_while_it_does() -> None:
    town = a_town()
    school, before, unsupervised = a_unit(town), a_unit(town), a_unit(town)
    department = a_department(town, school)
    supervise(department.id, before.id, valid_from=date(2025, 1, 1), valid_to=date(2026, 3, 31), by=None)
    official = an_actor(department, {Role.OFFICIAL})
    assert seen_by(official) == {department.id, school.id}
    assert seen_by(official, 2025) == {department.id, school.id, before.id}
    assert unsupervised.id not in seen_by(official, 2025)


def test_a_buyer_of_a_department_sees_no_more_than_any_other_buyer() -> None:
    town = a_town()
    department = a_department(town, a_unit(town))
    assert seen_by(an_actor(department)) == {department.id}


def test_a_town_sees_in_each_year_who_stood_under_it_then() -> None:
    cluster = a_cluster()
    town, new = a_town(cluster), a_town(cluster)
    unit = a_unit(town)
    place_under(unit.id, 2027, new.id, by=None)
    rebuild_tree(cluster.id, 2027)
    official = an_actor(town)
    assert seen_by(official, 2026) == {unit.id}
    assert seen_by(official, 2027) == set()


def test_the_operator_sees_all_and_the_selling_side_none() -> None:
    unit, supplier = a_unit(), a_supplier()
    assert seen_by(an_actor(an_operator())) >= {unit.id}
    assert seen_by(an_actor(supplier)) == set()
    assert seen_by(an_actor(a_county_office())) == set()


def test_the_scope_can_stand_inside_another_question_about_units() -> None:
    unit = a_unit()
    asked = select(Unit.name).where(Unit.id.in_(units_in_scope(an_actor(unit))))
    assert db.session.execute(asked).scalars().all() == [unit.name]
