"""A settlement's life as a table, and what of an order's parts is still to be paid."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from shop.kernel.money import Money, in_words, total
from shop.kernel.refusals import Refused
from shop.payments.settling import (
    MOVES,
    Mark,
    SettlementSide,
    SettlementState,
    SettlementStep,
    after,
    last_days,
    steps_for,
    still_open,
)

UNIT, SUPPLIER = SettlementSide.UNIT, SettlementSide.SUPPLIER
MARKS = [frozenset[Mark](), frozenset({Mark.INVOICED}), frozenset({Mark.INVOICED, Mark.CHECKED})]
ALLOWED = {
    ("proposer", "proposed", ""): "take-out withdraw",
    ("other", "proposed", ""): "confirm dispute clear withdraw",
    ("supplier", "confirmed", ""): "invoice",
    ("supplier", "confirmed", "invoiced"): "invoice",
    ("unit", "confirmed", "invoiced"): "check",
}
"""Whoever is not named here can do nothing there."""


def expected(side: SettlementSide, state: SettlementState, marks: frozenset[Mark], proposed: bool) -> set[str]:
    marked = " ".join(sorted(marks))
    if state is SettlementState.PROPOSED:
        return set(ALLOWED["proposer" if proposed else "other", state.value, ""].split())
    return set(ALLOWED.get((side.value, state.value, marked), "").split())


@pytest.mark.parametrize("side", SettlementSide)
@pytest.mark.parametrize("proposed", [True, False])
@pytest.mark.parametrize(("state", "marks"), [*product(SettlementState, MARKS)])
def test_every_side_may_do_what_the_table_says_and_nothing_else(
    side: SettlementSide, state: SettlementState, marks: frozenset[Mark], proposed: bool
) -> None:
    if state is SettlementState.PROPOSED and marks:
        return  # what is not agreed bears no marks
    possible = expected(side, state, marks, proposed)
    assert {step.value for step in steps_for(side, state, marks, proposed=proposed)} == possible
    for step in SettlementStep:
        if step.value in possible:
            assert after(side, state, marks, step, proposed=proposed) is (MOVES[step].end or state)
        else:
            with pytest.raises(Refused):
                after(side, state, marks, step, proposed=proposed)


def test_whoever_is_of_neither_side_may_do_nothing() -> None:
    for state, marks in product(SettlementState, MARKS):
        assert steps_for(None, state, marks, proposed=False) == []


def yuan(*amounts: str) -> list[Money]:
    return [Money.yuan(amount) for amount in amounts]


@pytest.mark.parametrize(
    ("shares", "paid", "still"),
    [
        (("100",), "0", ("100",)),
        (("100",), "40", ("60",)),
        (("100",), "100", ("0",)),
        (("100",), "120", ("0",)),
        (("100", "50"), "120", ("0", "30")),
        (("100", "-10"), "0", ("90", "0")),
        (("100", "-10"), "90", ("0", "0")),
        (("100", "-10", "30"), "95", ("0", "0", "25")),
        ((), "0", ()),
    ],
)
def test_the_oldest_part_of_an_order_is_paid_first(shares: tuple[str, ...], paid: str, still: tuple[str, ...]) -> None:
    assert still_open(yuan(*shares), Money.yuan(paid)) == yuan(*still)


def test_one_settles_up_to_today_or_to_the_end_of_a_month() -> None:
    days = [str(day) for day in last_days(date(2026, 3, 31))]
    assert days == ["2026-03-31", "2026-02-28", "2026-01-31", "2025-12-31"]


@given(
    some.lists(some.integers(-(10**6), 10**6).filter(bool), max_size=8).map(lambda fen: [Money(part) for part in fen]),
    some.integers(0, 10**7).map(Money),
)
def test_what_is_still_open_is_what_the_parts_come_to_less_what_was_paid(shares: list[Money], paid: Money) -> None:
    left = still_open(shares, paid)
    assert all(Money(0) <= part <= max(share, Money(0)) for part, share in zip(left, shares, strict=True))
    assert total(left) == max(total(shares) - paid, Money(0))


@pytest.mark.parametrize(
    ("yuan", "words"),
    [
        ("0.00", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("10.00", "壹拾元整"),
        ("100.07", "壹佰元零柒分"),
        ("1005.30", "壹仟零伍元叁角"),
        ("64902.50", "陆万肆仟玖佰零贰元伍角"),
        ("1000000.00", "壹佰万元整"),
        ("-5.10", "负伍元壹角"),
    ],
)
def test_totals_are_written_in_words_that_nobody_turns_into_others(yuan: str, words: str) -> None:
    assert in_words(Money.yuan(yuan)) == words
