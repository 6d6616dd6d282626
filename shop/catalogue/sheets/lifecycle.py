"""The life of an import as one table, read by buttons, guards, refusals and the exhaustive test. Pure."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import ImportState
from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused

S = ImportState


class Party(Labelled):
    """Who moves an import: the supplier whose sheet it is, or the shop, which works on it."""

    SUPPLIER = "supplier", _l("Supplier")
    SHOP = "shop", _l("The shop")


class Action(Labelled):
    """What can be done to an import."""

    CHECK = "check", _l("Check")
    PASS = "pass", _l("Found right")
    REFUSE = "refuse", _l("Refuse")
    APPLY = "apply", _l("Apply")
    FINISH = "finish", _l("Applied")
    CHECK_AGAIN = "check_again", _l("Check again")
    CANCEL = "cancel", _l("Cancel this import")


class Move(NamedTuple):
    """Who may do it, from which states, and where it leads."""

    by: Party
    start: frozenset[ImportState]
    end: ImportState


MOVES: dict[Action, Move] = {
    Action.CHECK: Move(Party.SHOP, frozenset({S.UPLOADED, S.CHECKING}), S.CHECKING),
    Action.PASS: Move(Party.SHOP, frozenset({S.UPLOADED, S.CHECKING}), S.CHECKED),
    Action.REFUSE: Move(Party.SHOP, frozenset({S.UPLOADED, S.CHECKING, S.APPLYING}), S.REFUSED),
    Action.APPLY: Move(Party.SUPPLIER, frozenset({S.CHECKED}), S.APPLYING),
    Action.FINISH: Move(Party.SHOP, frozenset({S.APPLYING}), S.APPLIED),
    Action.CHECK_AGAIN: Move(Party.SHOP, frozenset({S.APPLYING}), S.CHECKED),
    Action.CANCEL: Move(Party.SUPPLIER, frozenset({S.UPLOADED, S.CHECKING, S.CHECKED}), S.CANCELLED),
}
"""CHECK from CHECKING: whoever was at it has died. CHECK_AGAIN: the shelf has changed since somebody saw the counts."""


class ForbiddenMove(Refused):
    """The import is not in a state in which this can be done."""

    def __init__(self, state: ImportState, action: Action) -> None:
        super().__init__(
            _l(
                "“%(action)s” is not possible: the import is now “%(state)s”.",
                action=action.label,
                state=state.label,
            )
        )


def after(party: Party, state: ImportState, action: Action) -> ImportState:
    """The state an action leads to; raises ``ForbiddenMove`` if this party may not do it now."""
    move = MOVES[action]
    if move.by is not party or state not in move.start:
        raise ForbiddenMove(state, action)
    return move.end


def actions_for(party: Party, state: ImportState) -> list[Action]:
    """What a party may do to an import as it stands, in the table's order."""
    return [action for action, move in MOVES.items() if move.by is party and state in move.start]
