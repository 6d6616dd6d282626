"""The tree of a year: who stands under whom, and since when."""

from datetime import date

import pytest

from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Unit
from shop.organisations.queries import unit_path
from shop.organisations.services import Names, approve_place, found_unit, place_under, rebuild_tree, supervise
from shop.organisations.words import UnitKind
from tests.clocks import SettableClock
from tests.factories import a_cluster, a_department, a_town, a_unit, an_actor

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture(autouse=True)
def in_2026(clock: SettableClock) -> None:
    clock.at(2026, 6, 1)


def ids(*units: Unit) -> tuple[int, ...]:
    return tuple(unit.id for unit in units)


def test_a_units_path_runs_from_the_cluster_down_to_itself() -> None:
    cluster = a_cluster()
    town = a_town(cluster)
    unit = a_unit(town)
    assert unit_path(unit.id, 2026) == ids(cluster, town, unit)
    assert unit_path(cluster.id, 2026) == ids(cluster)


def test_until_a_years_tree_is_made_the_last_one_stands() -> None:
    town = a_town()
    unit = a_unit(town)
    assert unit_path(unit.id, 2099) == unit_path(unit.id, 2026)


def test_before_its_first_tree_a_unit_stands_alone() -> None:
    unit = a_unit()
    assert unit_path(unit.id, 2010) == (unit.id,)


def test_a_new_parent_counts_from_its_january_on_and_leaves_the_years_before() -> None:
    cluster = a_cluster()
    old, new = a_town(cluster), a_town(cluster)
    unit = a_unit(old)
    place_under(unit.id, 2027, new.id, by=None)
    rebuild_tree(cluster.id, 2027)
    assert unit_path(unit.id, 2026) == ids(cluster, old, unit)
    assert unit_path(unit.id, 2027) == ids(cluster, new, unit)


def test_a_parent_does_not_change_within_a_year_that_has_begun() -> None:
    """Not even where the place was given in an earlier year and is carried over."""
    cluster = a_cluster()
    old, other = a_town(cluster), a_town(cluster)
    unit = a_unit(old)
    for year in (2025, 2026):
        for by in (None, an_actor(cluster)):
            with pytest.raises(Refused, match="1 January"):
                place_under(unit.id, year, other.id, by=by)
    rebuild_tree(cluster.id, 2026)
    assert unit_path(unit.id, 2026) == ids(cluster, old, unit)


def test_a_unit_that_stands_nowhere_yet_is_placed_in_the_running_year() -> None:
    cluster = a_cluster()
    town = a_town(cluster)
    unit = found_unit(cluster.id, Names("newcomer", "新单位", "Newcomer"), UnitKind.SCHOOL, by=None)
    first, second = an_actor(cluster), an_actor(cluster)
    approve_place(place_under(unit.id, 2026, town.id, by=first), by=second)
    assert unit_path(unit.id, 2026) == unit_path(unit.id, 2027) == ids(cluster, town, unit)


def test_a_place_that_somebody_proposes_waits_for_somebody_else() -> None:
    cluster = a_cluster()
    old, new = a_town(cluster), a_town(cluster)
    unit = a_unit(old)
    first, second = an_actor(cluster), an_actor(cluster)
    place = place_under(unit.id, 2027, new.id, by=first)
    rebuild_tree(cluster.id, 2027)
    assert unit_path(unit.id, 2027) == ids(cluster, old, unit)
    with pytest.raises(Refused, match="second person"):
        approve_place(place, by=first)
    approve_place(place, by=second)
    assert unit_path(unit.id, 2027) == ids(cluster, new, unit)
    with pytest.raises(Refused, match="already been approved"):
        approve_place(place, by=second)


@pytest.mark.parametrize("year", [2026, 2027])
def test_nobody_takes_a_unit_out_of_a_tree_by_proposing_where_it_stands(year: int) -> None:
    cluster = a_cluster()
    town = a_town(cluster)
    unit, other = a_unit(town), a_unit(town)
    first, second = an_actor(cluster), an_actor(cluster)
    with pytest.raises(Refused, match="already belongs there"):
        place_under(unit.id, year, town.id, by=first)
    approve_place(place_under(other.id, 2027, a_town(cluster).id, by=first), by=second)
    rebuild_tree(cluster.id, year)
    assert unit_path(unit.id, year) == ids(cluster, town, unit)


def test_a_second_proposal_leaves_the_approved_place_in_force_until_it_is_approved_itself() -> None:
    cluster = a_cluster()
    old, new, newer = (a_town(cluster) for _ in range(3))
    unit = a_unit(old)
    first, second = an_actor(cluster), an_actor(cluster)
    approve_place(place_under(unit.id, 2027, new.id, by=first), by=second)
    place_under(unit.id, 2027, old.id, by=second)
    proposed = place_under(unit.id, 2027, newer.id, by=second)
    rebuild_tree(cluster.id, 2027)
    assert unit_path(unit.id, 2027) == ids(cluster, new, unit)
    approve_place(proposed, by=first)
    assert unit_path(unit.id, 2027) == ids(cluster, newer, unit)


def test_only_the_clusters_officials_and_the_operator_place_units() -> None:
    cluster = a_cluster()
    old, new = a_town(cluster), a_town(cluster)
    unit = a_unit(old)
    place = place_under(unit.id, 2027, new.id, by=an_actor(cluster))
    for somebody in (an_actor(unit), an_actor(new), an_actor(a_cluster())):
        with pytest.raises(NotYours):
            place_under(unit.id, 2027, new.id, by=somebody)
        with pytest.raises(NotYours):
            approve_place(place, by=somebody)
    assert place.approved_at is None


def test_a_proposal_that_waited_into_its_year_comes_too_late(clock: SettableClock) -> None:
    cluster = a_cluster()
    old, new = a_town(cluster), a_town(cluster)
    unit = a_unit(old)
    place = place_under(unit.id, 2027, new.id, by=an_actor(cluster))
    clock.at(2027, 1, 1)
    with pytest.raises(Refused, match="1 January"):
        approve_place(place, by=an_actor(cluster))
    assert unit_path(unit.id, 2027) == ids(cluster, old, unit)


def test_a_new_place_is_found_in_the_trees_that_were_made_of_later_years_too() -> None:
    cluster = a_cluster()
    old, new = a_town(cluster), a_town(cluster)
    unit = a_unit(old)
    rebuild_tree(cluster.id, 2028)
    approve_place(place_under(unit.id, 2027, new.id, by=an_actor(cluster)), by=an_actor(cluster))
    assert unit_path(unit.id, 2028) == ids(cluster, new, unit)


def test_nobody_stands_under_what_will_stand_below_them_in_a_later_year() -> None:
    cluster = a_cluster()
    upper, lower = a_town(cluster), a_town(cluster)
    place_under(lower.id, 2028, upper.id, by=None)
    with pytest.raises(Refused, match="under itself"):
        place_under(upper.id, 2027, lower.id, by=None)
    place_under(upper.id, 2028, cluster.id, by=None)
    place_under(upper.id, 2027, lower.id, by=None)


def test_nothing_stands_under_a_unit_that_buys() -> None:
    town = a_town()
    unit, other = a_unit(town), a_unit(town)
    with pytest.raises(Refused):
        place_under(other.id, 2027, unit.id, by=None)


def test_the_cluster_stands_under_nobody() -> None:
    cluster = a_cluster()
    town = a_town(cluster)
    with pytest.raises(Refused):
        place_under(cluster.id, 2027, town.id, by=None)


def test_nobody_stands_under_what_stands_below_them() -> None:
    cluster = a_cluster()
    upper, lower = a_town(cluster), a_town(cluster)
    place_under(lower.id, 2027, upper.id, by=None)
    for parent in (upper, lower):
        with pytest.raises(Refused, match="under itself"):
            place_under(upper.id, 2027, parent.id, by=None)


def test_a_unit_of_another_cluster_is_not_there() -> None:
    unit, foreign = a_unit(), a_town()
    with pytest.raises(NotYours):
        place_under(unit.id, 2027, foreign.id, by=None)


def test_rebuilding_a_tree_twice_changes_nothing_and_no_other_tree() -> None:
    unit, other = a_unit(), a_unit()
    before = unit_path(unit.id, 2026), unit_path(other.id, 2026)
    assert unit.cluster_id is not None
    rebuild_tree(unit.cluster_id, 2026)
    rebuild_tree(unit.cluster_id, 2026)
    assert (unit_path(unit.id, 2026), unit_path(other.id, 2026)) == before


def test_only_a_department_of_the_cluster_supervises_and_never_itself() -> None:
    town = a_town()
    unit, department = a_unit(town), a_department(town)
    elsewhere = a_unit()
    for supervisor, supervised in ((unit, department), (department, elsewhere), (department, department)):
        with pytest.raises(Refused):
            supervise(supervisor.id, supervised.id, valid_from=date(2026, 1, 1), by=None)
    with pytest.raises(Refused) as refusal:
        supervise(department.id, unit.id, valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 1), by=None)
    assert refusal.value.field == "valid_to"
