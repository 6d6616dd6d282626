"""The life of a choice of what is published, as one table: one official proposes, another decides. Pure."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.reports.publishing.words import ChoiceState


class ChoiceAction(Labelled):
    """A step of a proposal."""

    APPROVE = "approve", _l("Approve and publish")
    REFUSE = "refuse", _l("Refuse")
    WITHDRAW = "withdraw", _l("Withdraw")


class Move(NamedTuple):
    """From where to where; ``own`` says whether it is the proposer's step or another person's."""

    start: ChoiceState
    end: ChoiceState
    own: bool
    explained: bool = False


MOVES: dict[ChoiceAction, Move] = {
    ChoiceAction.APPROVE: Move(ChoiceState.PROPOSED, ChoiceState.APPROVED, own=False),
    ChoiceAction.REFUSE: Move(ChoiceState.PROPOSED, ChoiceState.REFUSED, own=False, explained=True),
    ChoiceAction.WITHDRAW: Move(ChoiceState.PROPOSED, ChoiceState.WITHDRAWN, own=True),
}


def actions_for(state: ChoiceState, *, own: bool) -> list[ChoiceAction]:
    """What somebody may do to a proposal that stands so; ``own``: it is theirs."""
    return [action for action, move in MOVES.items() if move.start is state and move.own is own]


def after(state: ChoiceState, action: ChoiceAction, *, own: bool, reason: str = "") -> ChoiceState:
    """Where a step leads. Raises ``Refused`` where it cannot be taken, or not by them, or not without a reason."""
    move = MOVES[action]
    if move.start is not state:
        raise Refused(_l("This proposal is now “%(state)s”. Please look at it again.", state=state.label))
    if own and not move.own:
        raise Refused(_l("You proposed this yourself: a second person must decide it."))
    if move.own and not own:
        raise Refused(_l("Only the person who proposed this can withdraw it."))
    if move.explained and not reason.strip():
        raise Refused(_l("Please say why."), field="reason")
    return move.end
