"""A ranking that is fair to size: like with like, places shared where completions are equal."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.ranking import LEAST_TO_DIVIDE, Size, ranked
from shop.tally.standing import Standing


def unit(name: str, target: int | None, counted: int = 0) -> tuple[str, Standing]:
    return name, Standing(
        target=None if target is None else Money.yuan(target),
        counted=Money.yuan(counted),
        purposes=frozenset({Purpose.CANTEEN}),
    )


def test_the_furthest_comes_first_and_equals_share_a_place() -> None:
    (only,) = ranked([unit("a", 100, 20), unit("b", 200, 100), unit("c", 50, 25), unit("d", 10, 1), unit("e", None, 9)])
    assert only.size is Size.ALL
    assert [(place.rank, place.node) for place in only.places] == [(1, "b"), (1, "c"), (3, "a"), (4, "d")]


def test_nobody_is_ranked_where_nobody_has_a_target() -> None:
    assert ranked([unit("a", None, 5), unit("b", 0, 5)]) == []


def test_enough_units_are_ranked_in_three_classes_of_size() -> None:
    nodes = [unit(f"u{n}", 100 * (n + 1), 50) for n in range(LEAST_TO_DIVIDE)]
    large, medium, small = ranked(nodes)
    assert [one.size for one in (large, medium, small)] == [Size.LARGE, Size.MEDIUM, Size.SMALL]
    assert (small.least, small.most) == (Money.yuan(100), Money.yuan(300))
    assert [place.node for place in small.places] == ["u0", "u1", "u2"]


@pytest.mark.parametrize("count", [9, 10, 40])
def test_units_with_equal_targets_are_never_parted(count: int) -> None:
    (only,) = ranked([unit(f"u{n}", 100, n) for n in range(count)])
    assert len(only.places) == count


@given(st.lists(st.tuples(st.one_of(st.none(), st.integers(0, 30)), st.integers(0, 60)), max_size=40))
def test_every_unit_with_a_target_has_one_place_among_its_like(figures: list[tuple[int | None, int]]) -> None:
    nodes = [unit(str(n), target, counted) for n, (target, counted) in enumerate(figures)]
    classes = ranked(nodes)
    placed = [place.node for one in classes for place in one.places]
    assert sorted(placed) == sorted(name for name, standing in nodes if standing.completion is not None)
    for one in classes:
        completions = [place.completion for place in one.places]
        assert completions == sorted(completions, reverse=True)
        assert all(one.least <= place.standing.target <= one.most for place in one.places if place.standing.target)
    for larger, smaller in pairwise(classes):
        assert larger.least > smaller.most
