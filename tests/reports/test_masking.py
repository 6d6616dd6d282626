"""Small groups are not told, and cannot be found by subtraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.organisations.mechanisms import Mechanism, mechanisms_in
from shop.organisations.queries.reached import Linked
from shop.reports.masking import Told, is_small, told

W, F, H = Told.WHOLE, Told.FEW, Told.WITHHELD


def of(*people: int) -> list[Linked]:
    return [Linked(number, number) for number in people]


@pytest.mark.parametrize(
    ("people", "how"),
    [
        ((), []),
        ((10, 20), [W, W]),
        ((0, 20), [W, W]),
        ((4,), [F]),
        ((5,), [W]),
        ((4, 20, 10), [F, W, H]),
        ((4, 3, 10), [F, F, H]),
        ((1, 1, 40, 20), [F, F, W, H]),
        ((4, 0, 0), [F, W, W]),
    ],
)
def test_how_groups_are_told(people: tuple[int, ...], how: list[Told]) -> None:
    assert told(of(*people)) == how
    assert told(of(*people), sees_rosters=True) == [W] * len(how)


def test_few_households_are_few_however_many_people_they_have() -> None:
    assert told([Linked(4, 22)]) == [F]


groups = st.lists(st.integers(0, 40).map(lambda number: Linked(number, number)), max_size=8)


@given(groups)
def test_never_is_a_single_group_left_out_while_another_could_be(rows: list[Linked]) -> None:
    how = told(rows)
    assert all(one is not W for one, row in zip(how, rows, strict=True) if is_small(row))
    left_out = [one for one in how if one is not W]
    others = [row for row, one in zip(rows, how, strict=True) if one is W and row.people]
    assert len(left_out) != 1 or not others


@pytest.mark.parametrize(
    ("stated", "ways"),
    [
        (("按保底价收笋，年终再按交笋量返还盈余的六成。",), {Mechanism.PURCHASE, Mechanism.SHARE}),
        (("土地由村里统一流转，农户拿租金，也可以来地里做工拿日薪。",), {Mechanism.RENT, Mechanism.WORK}),
        (("", "Employs neighbours all year and buys their eggs."), {Mechanism.WORK, Mechanism.PURCHASE}),
        (("教农户养蜂。",), {Mechanism.OTHER}),
        ((), {Mechanism.OTHER}),
    ],
)
def test_the_ways_are_read_out_of_the_words(stated: tuple[str, ...], ways: set[Mechanism]) -> None:
    assert mechanisms_in(*stated) == ways
