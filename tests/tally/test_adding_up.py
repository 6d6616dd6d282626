"""Only what has no unit in common is added up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.tally.adding_up import Part, first_overlap

TOWN, SCHOOL = Part("n1", "town", frozenset({2, 3})), Part("n2", "school", frozenset({2}))
CLINIC, BUREAU = Part("n4", "clinic", frozenset({4})), Part("d9", "bureau", frozenset({3, 4}))


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([], None),
        ([TOWN], None),
        ([TOWN, CLINIC], None),
        ([SCHOOL, BUREAU], None),
        ([TOWN, SCHOOL], (TOWN, SCHOOL, 2)),
        ([TOWN, CLINIC, BUREAU], (TOWN, BUREAU, 3)),
    ],
)
def test_two_parts_that_share_a_unit_are_named(parts: list[Part], found: tuple[Part, Part, int] | None) -> None:
    assert first_overlap(parts) == found


@given(st.lists(st.frozensets(st.integers(1, 12), max_size=4), max_size=5))
def test_what_is_added_up_holds_no_unit_twice(sets: list[frozenset[int]]) -> None:
    parts = [Part(str(n), "", units) for n, units in enumerate(sets)]
    together = [unit for units in sets for unit in units]
    assert (first_overlap(parts) is None) == (len(together) == len(set(together)))
