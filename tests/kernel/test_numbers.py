"""Numbers that people read out: the day and five signs, guessable by nobody and drawn again by the demo alone."""

import random
import re

import pytest

from shop.kernel.clock import ClockIsReal
from shop.kernel.numbers import SIGNS, draw_from, new_number
from tests.clocks import SettableClock


def test_a_number_is_the_day_in_shanghai_and_five_signs(clock: SettableClock) -> None:
    clock.at(2026, 1, 1, 0, 30)
    assert re.fullmatch(rf"C260101-[{SIGNS}]{{5}}", new_number("C"))


def test_signs_that_can_be_mistaken_are_left_out() -> None:
    assert not set("ILOU") & set(SIGNS)
    assert len(set(SIGNS)) == 32


def test_the_demo_draws_the_same_numbers_again(clock: SettableClock) -> None:
    clock.at(2026, 11, 23)
    drawn = []
    for _time in range(2):
        draw_from(random.Random(7))
        drawn.append([new_number() for _ in range(5)])
    draw_from(None)
    assert drawn[0] == drawn[1]
    assert [new_number() for _ in range(5)] != drawn[0]


def test_nobody_directs_chance_where_figures_are_real(production: None) -> None:
    with pytest.raises(ClockIsReal):
        draw_from(random.Random(7))
