"""The life of a file that is made in the background, as one table read by buttons, guards, refusals and tests. Pure."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.reports.words import FileState

S = FileState


class Party(Labelled):
    """Who moves a file: whoever asked for it, or the shop, which makes it."""

    OWNER = "owner", _l("Whoever asked for it")
    SHOP = "shop", _l("The shop")


class Action(Labelled):
    """What can be done to a file."""

    TAKE_UP = "take_up", _l("Begin")
    FINISH = "finish", _l("Finish")
    FAIL = "fail", _l("Give up")
    CANCEL = "cancel", _l("Cancel this file")
    THROW_AWAY = "throw_away", _l("Throw this file away")
    FORGET = "forget", _l("Forget")


class Move(NamedTuple):
    """Who may do it, from which states, and where it leads."""

    by: Party
    start: frozenset[FileState]
    end: FileState


MOVES: dict[Action, Move] = {
    Action.TAKE_UP: Move(Party.SHOP, frozenset({S.WAITING, S.RUNNING}), S.RUNNING),
    Action.FINISH: Move(Party.SHOP, frozenset({S.RUNNING}), S.READY),
    Action.FAIL: Move(Party.SHOP, frozenset({S.WAITING, S.RUNNING}), S.FAILED),
    Action.CANCEL: Move(Party.OWNER, frozenset({S.WAITING, S.RUNNING}), S.GONE),
    Action.THROW_AWAY: Move(Party.OWNER, frozenset({S.READY, S.FAILED}), S.GONE),
    Action.FORGET: Move(Party.SHOP, frozenset({S.READY, S.FAILED}), S.GONE),
}
"""TAKE_UP from RUNNING: whoever was at it has died, and the next one begins again."""


class ForbiddenMove(Refused):
    """The file is not in a state in which this can be done."""

    def __init__(self, state: FileState, action: Action) -> None:
        super().__init__(
            _l("“%(action)s” is not possible: the file is now “%(state)s”.", action=action.label, state=state.label)
        )


def after(party: Party, state: FileState, action: Action) -> FileState:
    """The state an action leads to; raises ``ForbiddenMove`` if this party may not do it now."""
    move = MOVES[action]
    if move.by is not party or state not in move.start:
        raise ForbiddenMove(state, action)
    return move.end


def actions_for(party: Party, state: FileState) -> list[Action]:
    """What a party may do to a file as it stands, in the table's order."""
    return [action for action, move in MOVES.items() if move.by is party and state in move.start]
