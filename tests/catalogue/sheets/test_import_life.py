"""Every party × state × action of an import: the table is the rule."""

from __future__ import annotations

from itertools import product

import pytest

from shop.catalogue.sheets.lifecycle import Action, ForbiddenMove, Party, actions_for, after
from shop.catalogue.words import ImportState

UPLOADED, CHECKING, CHECKED, APPLYING, APPLIED, REFUSED, CANCELLED = ImportState
ENDS = {
    (Party.SHOP, UPLOADED): {Action.CHECK: CHECKING, Action.PASS: CHECKED, Action.REFUSE: REFUSED},
    (Party.SHOP, CHECKING): {Action.CHECK: CHECKING, Action.PASS: CHECKED, Action.REFUSE: REFUSED},
    (Party.SHOP, APPLYING): {Action.REFUSE: REFUSED, Action.FINISH: APPLIED, Action.CHECK_AGAIN: CHECKED},
    (Party.SUPPLIER, UPLOADED): {Action.CANCEL: CANCELLED},
    (Party.SUPPLIER, CHECKING): {Action.CANCEL: CANCELLED},
    (Party.SUPPLIER, CHECKED): {Action.APPLY: APPLYING, Action.CANCEL: CANCELLED},
}


@pytest.mark.parametrize(("party", "state", "action"), list(product(Party, ImportState, Action)))
def test_the_table_allows_what_the_life_of_an_import_is(party: Party, state: ImportState, action: Action) -> None:
    ends = ENDS.get((party, state), {})
    assert (action in actions_for(party, state)) is (action in ends)
    if action in ends:
        assert after(party, state, action) is ends[action]
    else:
        with pytest.raises(ForbiddenMove):
            after(party, state, action)
