"""The life of a month as one table, and how months follow each other."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise, product

import pytest

from shop.kernel.refusals import Refused
from shop.tally.periods import MOVES, SHUT, Month, PeriodAction, PeriodState, actions_in, after

MARCH = Month(2026, 3)

LEADS_TO = {
    (PeriodState.OPEN, PeriodAction.PROPOSE_LOCK): PeriodState.LOCK_PROPOSED,
    (PeriodState.LOCK_PROPOSED, PeriodAction.APPROVE_LOCK): PeriodState.LOCKED,
    (PeriodState.LOCK_PROPOSED, PeriodAction.DROP_LOCK): PeriodState.OPEN,
    (PeriodState.LOCKED, PeriodAction.PROPOSE_UNLOCK): PeriodState.UNLOCK_PROPOSED,
    (PeriodState.UNLOCK_PROPOSED, PeriodAction.APPROVE_UNLOCK): PeriodState.OPEN,
    (PeriodState.UNLOCK_PROPOSED, PeriodAction.DROP_UNLOCK): PeriodState.LOCKED,
}


@pytest.mark.parametrize(("state", "action", "own"), list(product(PeriodState, PeriodAction, (False, True))))
def test_every_action_in_every_state_leads_where_the_table_says_or_is_refused(
    state: PeriodState, action: PeriodAction, own: bool
) -> None:
    end = LEADS_TO.get((state, action))
    assert (action in actions_in(state)) == (end is not None)
    if end is None or (own and action in (PeriodAction.APPROVE_LOCK, PeriodAction.APPROVE_UNLOCK)):
        with pytest.raises(Refused):
            after(MARCH, state, action, own=own)
    else:
        assert after(MARCH, state, action, own=own) is end


def test_a_month_stays_shut_while_its_unlocking_is_only_proposed() -> None:
    assert {PeriodState.LOCKED, PeriodState.UNLOCK_PROPOSED} == SHUT
    assert len(MOVES) == len(PeriodAction)


def test_months_follow_each_other_over_the_turn_of_the_year() -> None:
    months = list(Month(2025, 11).up_to(Month(2026, 2)))
    assert months == [(2025, 11), (2025, 12), (2026, 1), (2026, 2)]
    for earlier, later in pairwise(months):
        assert (earlier.next, later.before) == (later, earlier)
        assert earlier < later
        assert earlier.ends_at == later.begins_at
    assert list(MARCH.up_to(Month(2026, 2))) == []


def test_a_month_begins_at_midnight_in_shanghai() -> None:
    assert MARCH.begins_at == datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert Month.of_moment(MARCH.begins_at) == MARCH
    assert Month.of_moment(MARCH.begins_at - timedelta(seconds=1)) == Month(2026, 2)
    assert (MARCH.first_day, MARCH.code) == (date(2026, 3, 1), "2026-03")


@pytest.mark.parametrize(
    "code", ["", "2026", "2026-13", "2026-00", "0000-01", "2026-1", "26-01", "２０２６-01", "2026-01-01"]
)
def test_what_is_no_month_has_no_month(code: str) -> None:
    assert Month.from_code(code) is None


def test_a_month_is_read_back_from_its_code() -> None:
    assert Month.from_code(MARCH.code) == MARCH
