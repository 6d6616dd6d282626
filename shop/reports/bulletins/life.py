"""The life of a bulletin as one table; pages, services and tests read it. Pure.

What is told is frozen when it is proposed, and signed by somebody else: then it has a number for ever. A signed one is
never edited; two people withdraw it, and another takes its place.
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.reports.bulletins.words import BulletinState


class BulletinAction(Labelled):
    """A step of a bulletin."""

    PROPOSE = "propose", _l("Freeze and propose")
    TAKE_BACK = "take_back", _l("Take it back")
    RETURN = "return", _l("Return it")
    SIGN = "sign", _l("Sign")
    ASK_WITHDRAWAL = "ask_withdrawal", _l("Propose to withdraw it")
    WITHDRAW = "withdraw", _l("Withdraw it")
    KEEP = "keep", _l("Leave it in force")
    DISCARD = "discard", _l("Give it up")


class Move(NamedTuple):
    """From where to where; ``by_proposer`` says whose step it is: of who took the step before, of another, of any."""

    start: BulletinState
    end: BulletinState
    by_proposer: bool | None = None
    explained: bool = False


_S = BulletinState
MOVES: dict[BulletinAction, Move] = {
    BulletinAction.PROPOSE: Move(_S.DRAFT, _S.PROPOSED),
    BulletinAction.SIGN: Move(_S.PROPOSED, _S.SIGNED, by_proposer=False),
    BulletinAction.RETURN: Move(_S.PROPOSED, _S.DRAFT, by_proposer=False, explained=True),
    BulletinAction.TAKE_BACK: Move(_S.PROPOSED, _S.DRAFT, by_proposer=True),
    BulletinAction.ASK_WITHDRAWAL: Move(_S.SIGNED, _S.WITHDRAWING, explained=True),
    BulletinAction.WITHDRAW: Move(_S.WITHDRAWING, _S.WITHDRAWN, by_proposer=False),
    BulletinAction.KEEP: Move(_S.WITHDRAWING, _S.SIGNED),
    BulletinAction.DISCARD: Move(_S.DRAFT, _S.DISCARDED),
}

IN_FORCE = frozenset({_S.SIGNED, _S.WITHDRAWING})
PUBLISHED = IN_FORCE | {_S.WITHDRAWN}
"""What has a number, and is read by whom it was issued to."""

FROZEN = PUBLISHED | {_S.PROPOSED}
"""What stands on a snapshot."""


def actions_for(state: BulletinState, *, own: bool) -> list[BulletinAction]:
    """What somebody may do to a bulletin that stands so; ``own``: they took the step that led here."""
    return [action for action, move in MOVES.items() if move.start is state and move.by_proposer in (None, own)]


def after(state: BulletinState, action: BulletinAction, *, own: bool, reason: str = "") -> BulletinState:
    """Where a step leads. Raises ``Refused`` where it cannot be taken, or not by them, or not without a reason."""
    move = MOVES[action]
    if move.start is not state:
        raise Refused(_l("This bulletin is now “%(state)s”. Please look at it again.", state=state.label))
    if move.by_proposer is False and own:
        raise Refused(_l("You proposed this yourself: a second person must decide it."))
    if move.by_proposer and not own:
        raise Refused(_l("Only the person who proposed this can take it back."))
    if move.explained and not reason.strip():
        raise Refused(_l("Please say why."), field="reason")
    return move.end
