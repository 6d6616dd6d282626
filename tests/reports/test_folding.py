"""What is told only together can never be worked out: a table, and whatever chance makes of it."""

import random

import pytest

from shop.reports.publishing.folding import folded


def units(*counts: int) -> dict[int, frozenset[int]]:
    """Rows of so many units each, none in two rows."""
    return {row: frozenset(range(1000 * row, 1000 * row + count)) for row, count in enumerate(counts)}


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ((5, 6, 7), set()),
        ((), set()),
        ((4, 6, 7), {0, 1}),
        ((1, 1, 9), {0, 1, 2}),
        ((2, 3, 9), {0, 1}),
        ((0, 6, 7), {0, 1, 2}),
        ((0, 0, 7), {0, 1}),
        ((0, 3, 6, 8), {0, 1, 2}),
        ((4,), {0}),
        ((5,), set()),
    ],
)
def test_a_small_row_is_told_with_so_many_others_that_it_cannot_be_worked_out(
    counts: tuple[int, ...], hidden: set[int]
) -> None:
    assert folded(units(*counts), 5) == hidden


def test_what_has_no_name_is_folded_however_large_it_is() -> None:
    assert folded(units(9, 7, 8), 5, always={0}) == {0, 1}


def test_units_in_two_rows_are_not_counted_twice() -> None:
    same = frozenset({1, 2, 3})
    assert folded({"a": same, "b": same, "c": frozenset(range(10, 20))}, 5) == {"a", "b", "c"}


def test_whatever_there_is_no_named_row_is_small_and_no_folded_one_stands_alone() -> None:
    chance = random.Random(43)
    for _round in range(2_000):
        least = chance.randint(5, 9)
        rows = units(*(chance.choice([0, 1, 2, 4, 5, 8, 13]) for _row in range(chance.randint(0, 9))))
        hidden = folded(rows, least)
        assert all(len(rows[row]) >= least for row in rows.keys() - hidden)
        if not hidden or hidden == rows.keys():
            continue
        buying = [rows[row] for row in hidden if rows[row]]
        assert len(hidden) > 1
        assert not buying or (len(buying) > 1 and sum(map(len, buying)) >= least)
