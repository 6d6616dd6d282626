"""Every party × state × action of a file: the table is the rule."""

from itertools import product

import pytest

from shop.reports.lifecycle import Action, ForbiddenMove, Party, actions_for, after
from shop.reports.words import FileState

WAITING, RUNNING, READY, FAILED, GONE = FileState
ENDS = {
    (Party.SHOP, WAITING): {Action.TAKE_UP: RUNNING, Action.FAIL: FAILED},
    (Party.SHOP, RUNNING): {Action.TAKE_UP: RUNNING, Action.FINISH: READY, Action.FAIL: FAILED},
    (Party.SHOP, READY): {Action.FORGET: GONE},
    (Party.SHOP, FAILED): {Action.FORGET: GONE},
    (Party.OWNER, WAITING): {Action.CANCEL: GONE},
    (Party.OWNER, RUNNING): {Action.CANCEL: GONE},
    (Party.OWNER, READY): {Action.THROW_AWAY: GONE},
    (Party.OWNER, FAILED): {Action.THROW_AWAY: GONE},
}


@pytest.mark.parametrize(("party", "state", "action"), list(product(Party, FileState, Action)))
def test_the_table_allows_what_the_life_of_a_file_is(party: Party, state: FileState, action: Action) -> None:
    ends = ENDS.get((party, state), {})
    assert (action in actions_for(party, state)) is (action in ends)
    if action in ends:
        assert after(party, state, action) is ends[action]
    else:
        with pytest.raises(ForbiddenMove):
            after(party, state, action)
