"""Certificates by the day: where a product stands, when its end is told, and what follows on; by Shanghai's days."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.catalogue.certification import (
    CertificateState,
    Reminder,
    follows_on,
    is_valid,
    overlap,
    plain_number,
    state_on,
    warning_due,
)

TODAY = date(2026, 11, 23)
NEVER, EXPIRED, COMING = CertificateState.NEVER, CertificateState.EXPIRED, CertificateState.COMING
OUT, CERTIFIED = CertificateState.RUNNING_OUT, CertificateState.CERTIFIED


@dataclass
class Span:
    valid_from: date
    valid_to: date | None


def on(days: int) -> date:
    return TODAY + timedelta(days)


def spans(*days: tuple[int, int | None]) -> list[Span]:
    return [Span(on(first), None if last is None else on(last)) for first, last in days]


@pytest.mark.parametrize(
    ("certificates", "state"),
    [
        ([], NEVER),
        ([(-100, -1)], EXPIRED),
        ([(-100, 0)], OUT),
        ([(-100, 1)], OUT),
        ([(-100, 59)], OUT),
        ([(-100, 60)], OUT),
        ([(-100, 61)], CERTIFIED),
        ([(-100, None)], CERTIFIED),
        ([(0, 0)], OUT),
        ([(0, 400)], CERTIFIED),
        ([(1, 400)], COMING),
        ([(-100, -1), (1, 400)], COMING),
        ([(-100, 10), (11, 400)], CERTIFIED),
        ([(-100, 10), (11, 40)], OUT),
        ([(-400, -200), (-100, -50)], EXPIRED),
    ],
)
def test_where_a_product_stands(certificates: list[tuple[int, int | None]], state: CertificateState) -> None:
    assert state_on(spans(*certificates), TODAY) is state


@pytest.mark.parametrize(
    ("days", "valid"), [(-2, False), (-1, False), (0, True), (1, True), (9, True), (10, True), (11, False)]
)
def test_the_first_and_the_last_day_are_valid_and_their_neighbours_are_not(days: int, valid: bool) -> None:
    assert is_valid(Span(on(0), on(10)), on(days)) is valid


AHEAD, AGAIN, NO = Reminder.AHEAD, Reminder.AGAIN, None


@pytest.mark.parametrize(
    ("days_left", "never_told", "told", "told_again"),
    [
        (62, NO, NO, NO),
        (61, NO, NO, NO),
        (60, AHEAD, NO, NO),
        (59, AHEAD, NO, NO),
        (15, AHEAD, NO, NO),
        (14, AGAIN, AGAIN, NO),
        (13, AGAIN, AGAIN, NO),
        (1, AGAIN, AGAIN, NO),
        (0, AGAIN, AGAIN, NO),
        (-1, NO, NO, NO),
    ],
)
def test_sixty_days_ahead_it_is_told_and_fourteen_days_ahead_again_once_each(
    days_left: int, never_told: Reminder | None, told: Reminder | None, told_again: Reminder | None
) -> None:
    last = on(days_left)
    assert warning_due(last, TODAY, told=False, told_again=False) is never_told
    assert warning_due(last, TODAY, told=True, told_again=False) is told
    assert warning_due(last, TODAY, told=True, told_again=True) is told_again


@pytest.mark.parametrize(("last", "first"), [(None, 0), (-100, 0), (-2, 0), (-1, 0), (0, 1), (1, 2), (30, 31)])
def test_a_renewal_follows_on_and_never_in_arrears(last: int | None, first: int) -> None:
    assert follows_on(None if last is None else on(last), TODAY) == on(first)


DAYS = st.integers(-30, 30)
ENDS = st.one_of(st.none(), DAYS)


@given(DAYS, ENDS, DAYS, ENDS)
def test_two_spans_overlap_when_they_share_a_day(first: int, last: int | None, other: int, end: int | None) -> None:
    if (last is not None and last < first) or (end is not None and end < other):
        return
    one = Span(on(first), None if last is None else on(last))
    two = Span(on(other), None if end is None else on(end))
    shared = any(is_valid(one, on(day)) and is_valid(two, on(day)) for day in range(-31, 62))
    assert overlap(one, two.valid_from, two.valid_to) is shared


@pytest.mark.parametrize(
    ("typed", "kept"),
    [(" DG-2026-001 ", "DG-2026-001"), ("ＤＧ－２０２６", "DG-2026"), ("滇帮〔2026〕1号", "滇帮〔2026〕1号")],
)
def test_a_number_is_kept_in_narrow_signs(typed: str, kept: str) -> None:
    assert plain_number(typed) == kept
