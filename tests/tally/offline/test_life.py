"""The life of what was bought elsewhere: every party, state and action against the table."""

import itertools
from collections.abc import Iterator

import pytest

from shop.kernel.refusals import Refused
from shop.tally.offline.life import MOVES, Action, Party, Standing, actions_for, after, why_not
from shop.tally.offline.words import OfflineState

HAPPENS = {
    ("keeper", "returned"): "send withdraw",
    ("keeper", "entered"): "withdraw",
    ("keeper", "held"): "withdraw",
    ("keeper", "verified"): "lower strike",
    ("keeper", "disputed"): "strike",
    ("superior", "entered"): "verify return",
    ("superior", "held"): "not_the_same return",
    ("superior", "verified"): "lower dispute strike",
    ("superior", "disputed"): "uphold strike",
    ("higher", "verified"): "lower dispute strike",
    ("higher", "disputed"): "uphold strike",
}


def everything() -> Iterator[tuple[Party, OfflineState, Action, bool, bool]]:
    return itertools.product(Party, OfflineState, Action, (False, True), (False, True))


@pytest.mark.parametrize(("party", "state", "action", "own", "member"), list(everything()))
def test_who_may_do_what_when(party: Party, state: OfflineState, action: Action, own: bool, member: bool) -> None:
    may = action.value in HAPPENS.get((party.value, state.value), "").split()
    may = may and not ((own or member) and action in (Action.VERIFY, Action.NOT_THE_SAME))
    standing = Standing(state, own, member)
    assert (why_not({party}, standing, action) is None) is may
    assert (action in actions_for({party}, standing)) is may
    if may:
        assert after({party}, standing, action) is MOVES[action].end
    else:
        with pytest.raises(Refused):
            after({party}, standing, action)


def test_nobody_does_anything_to_what_is_over() -> None:
    for state in (OfflineState.WITHDRAWN, OfflineState.STRUCK):
        assert actions_for(set(Party), Standing(state)) == []


def test_what_is_verified_changes_by_two_people_alone() -> None:
    settled = {OfflineState.VERIFIED, OfflineState.DISPUTED}
    assert {move.two for move in MOVES.values() if move.start & settled} == {True}
    assert {move.two for move in MOVES.values() if not move.start & settled} == {False}
