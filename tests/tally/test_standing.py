"""How nodes stand: against their own purposes, children summing to parents, a surplus hiding nobody (DOMAIN rule 6)."""

from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.models import Unit
from shop.organisations.queries import unit_path
from shop.organisations.services import merge_into, place_under, rebuild_tree
from shop.tally.queries.standings import standings_for
from shop.tally.standing import Booked, LineFigures, Standing, stand, together
from shop.tally.words import VerdictState
from tests.clocks import SettableClock
from tests.factories import a_cluster, a_town, a_unit, an_actor, an_operator
from tests.factories.tally import a_scheme, a_target, an_entry, on_its_way, revised
from tests.statements import statements

CANTEEN, UNION, STAFF = Purpose.CANTEEN, Purpose.UNION_WELFARE, Purpose.STAFF
AMOUNTS = ("counted", "on_its_way", "not_counted", "pending", "disputed")


@dataclass
class Family:
    """A tree by its children."""

    of: dict[int, list[int]] = field(default_factory=dict)

    def children(self, node_id: int) -> list[int]:
        return self.of.get(node_id, [])

    def below(self, node_id: int) -> list[int]:
        return [node_id, *(unit for child in self.children(node_id) for unit in self.below(child))]


def counted(unit: int, yuan: int, purpose: Purpose = CANTEEN, verdict: VerdictState = VerdictState.COUNTED) -> Booked:
    return Booked(unit, purpose, verdict, Money.yuan(yuan))


def line(unit: int, yuan: int, *purposes: Purpose, first: int | None = None) -> LineFigures:
    first_yuan = yuan if first is None else first
    return LineFigures(unit, frozenset(purposes or [CANTEEN]), Money.yuan(first_yuan), Money.yuan(yuan))


def test_completion_is_what_counts_for_purposes_that_the_target_names() -> None:
    standing = stand(Family(), [1], [line(1, 200)], [counted(1, 50), counted(1, 30, UNION)])[1]
    assert (standing.counted, standing.apart, standing.towards) == (Money.yuan(80), Money.yuan(30), Money.yuan(50))
    assert standing.completion == Decimal("0.25")
    assert standing.shortfall == Money.yuan(150)


def test_a_unit_without_a_line_has_no_target_and_counts_for_its_parents() -> None:
    tree = Family({1: [2, 3]})
    standings = stand(tree, [1, 2, 3], [line(1, 100), line(3, 100)], [counted(2, 40), counted(3, 10)])
    assert (standings[2].target, standings[2].completion, standings[2].apart) == (None, None, Money(0))
    assert standings[1].completion == Decimal("0.5")


def test_a_parents_target_is_its_childrens_and_a_rest_that_may_be_negative() -> None:
    tree = Family({1: [2, 3]})
    children = [line(2, 60), line(3, 30)]
    with_rest = stand(tree, [1], [line(1, 100), *children], [])[1]
    assert (with_rest.rest, with_rest.is_over_allocated) == (Money.yuan(10), False)
    over = stand(tree, [1], [line(1, 80), *children], [])[1]
    assert (over.rest, over.is_over_allocated) == (Money.yuan(-10), True)
    assert stand(tree, [2], children, [])[2].rest is None


def test_a_surplus_hides_nobody() -> None:
    tree = Family({1: [2, 3]})
    whole = stand(tree, [1], [line(1, 200), line(2, 100), line(3, 100)], [counted(2, 180), counted(3, 20)])[1]
    assert whole.is_reached
    assert (whole.reached, whole.leaves, whole.missing) == (1, 2, Money.yuan(80))


def test_the_first_approved_target_stands_beside_the_current_one() -> None:
    standing = stand(Family(), [1], [line(1, 120, first=100), line(1, 50, UNION)], [])[1]
    assert (standing.target, standing.first_target) == (Money.yuan(170), Money.yuan(150))


def test_verdicts_are_kept_apart() -> None:
    rows = [counted(1, yuan, verdict=verdict) for yuan, verdict in enumerate(VerdictState, start=1)]
    standing = stand(Family(), [1], [], rows)[1]
    found = [standing.counted, standing.pending, standing.not_counted, standing.disputed]
    assert found == [Money.yuan(yuan) for yuan in (1, 2, 3, 4)]


def test_a_target_of_nothing_is_reached_and_has_no_completion() -> None:
    standing = stand(Family(), [1], [line(1, 0)], [])[1]
    assert (standing.is_reached, standing.completion) == (True, None)


def test_units_looked_at_together_fill_only_targets_of_their_own() -> None:
    with_target = Standing(target=Money(100), first_target=Money(90), counted=Money(70), apart=Money(10))
    without = Standing(counted=Money(500))
    both = together([with_target, without])
    assert (both.target, both.first_target, both.counted) == (Money(100), Money(90), Money(570))
    assert both.completion == Decimal("0.6")
    assert together([without]).target is None


@st.composite
def trees(draw: Any) -> tuple[Family, list[Booked], list[LineFigures]]:
    """A random tree, random purchases of its leaves, random targets anywhere."""
    size = draw(st.integers(1, 12))
    parents = {node: draw(st.integers(1, node - 1)) for node in range(2, size + 1)}
    family = Family()
    for node, parent in parents.items():
        family.of.setdefault(parent, []).append(node)
    leaves = [node for node in range(1, size + 1) if not family.children(node)]
    row = st.builds(
        Booked,
        st.sampled_from(leaves),
        st.sampled_from(Purpose),
        st.sampled_from(VerdictState),
        st.integers(-(10**6), 10**9).map(Money),
        st.booleans(),
    )
    lines = st.builds(
        LineFigures,
        st.integers(1, size),
        st.frozensets(st.sampled_from(Purpose), min_size=1),
        st.integers(0, 10**9).map(Money),
        st.integers(0, 10**9).map(Money),
    )
    return family, draw(st.lists(row, max_size=30)), draw(st.lists(lines, max_size=8))


@given(trees())
def test_in_any_tree_the_children_sum_to_their_parent(drawn: tuple[Family, list[Booked], list[LineFigures]]) -> None:
    family, rows, lines = drawn
    standings = stand(family, family.below(1), lines, rows)
    for node in family.below(1):
        children = [standings[child] for child in family.children(node)]
        if children:
            for name in (*AMOUNTS, "missing"):
                assert getattr(standings[node], name) == Money(sum(getattr(child, name).fen for child in children))
            assert standings[node].leaves == sum(child.leaves for child in children)


@pytest.mark.parametrize("seed", range(4))
def test_the_sum_over_children_is_the_parents_in_every_year_whoever_moves(seed: int, clock: SettableClock) -> None:
    """Units move to another town at a year's start, and are merged within a year."""
    chance = Random(seed)
    cluster = a_cluster()
    a_scheme(cluster)
    towns = [a_town(cluster) for _ in range(3)]
    units = [a_unit(chance.choice(towns)) for _ in range(6)]
    for unit in units:
        if chance.random() < 0.6:
            place_under(unit.id, 2027, chance.choice(towns).id, by=None)
    rebuild_tree(cluster.id, 2027)
    spent = dict.fromkeys((2025, 2026, 2027), 0)
    for _ in range(25):
        year, unit, yuan = chance.choice((2025, 2026, 2027)), chance.choice(units), chance.randint(-3, 50)
        clock.at(year, chance.randint(1, 12), chance.randint(1, 28))
        an_entry(unit, yuan, purpose=chance.choice([CANTEEN, UNION, Purpose.RESALE]))
        spent[year] += yuan
    clock.at(2026, 9, 1)
    merged, into = units[0], units[1]
    merge_into(merged.id, into.id, by=an_actor(an_operator()))
    for year, yuan in spent.items():
        whole, *parts = standings_for([cluster.id, *(town.id for town in towns)], year).values()
        assert whole.counted + whole.not_counted == Money.yuan(yuan)
        for name in AMOUNTS:
            assert getattr(whole, name) == Money(sum(getattr(part, name).fen for part in parts)), (year, name)
        for town in towns:
            below = standings_for([unit.id for unit in units if town_of(unit, year) == town.id], year)
            assert standings_for([town.id], year)[town.id].counted == Money(
                sum(standing.counted.fen for standing in below.values())
            )


def town_of(unit: Unit, year: int) -> int:
    return unit_path(unit.id, year)[-2]


def test_any_list_of_nodes_is_answered_by_three_questions() -> None:
    cluster = a_cluster()
    scheme = a_scheme(cluster)
    towns = [a_town(cluster), a_town(cluster)]
    units = [a_unit(town) for town in towns for _ in range(3)]
    revised(a_target(units[0], 100, scheme=scheme), 120)
    a_target(cluster, 500, CANTEEN, UNION, STAFF, scheme=scheme)
    for unit in units:
        an_entry(unit, 10)
        on_its_way(unit, 5)
    nodes = [cluster.id, *(town.id for town in towns), *(unit.id for unit in units)]
    db.session.flush()
    with statements() as sent:
        standings = standings_for(nodes, 2026)
    assert len(sent) == 3
    assert (standings[cluster.id].counted, standings[cluster.id].on_its_way) == (Money.yuan(60), Money.yuan(30))
    assert standings[towns[0].id].counted == Money.yuan(30)
    assert (standings[units[0].id].target, standings[units[0].id].first_target) == (Money.yuan(120), Money.yuan(100))
    assert standings[cluster.id].rest == Money.yuan(500)


def test_a_unit_that_stands_in_no_tree_stands_alone() -> None:
    assert standings_for([987654], 2026) == {987654: Standing()}
