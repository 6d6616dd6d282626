"""The life of what was bought elsewhere, as one table that buttons, guards, refusals and the test read. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.tally.offline.words import OfflineState

ENTERED, HELD, RETURNED = OfflineState.ENTERED, OfflineState.HELD, OfflineState.RETURNED
WITHDRAWN, VERIFIED = OfflineState.WITHDRAWN, OfflineState.VERIFIED
DISPUTED, STRUCK = OfflineState.DISPUTED, OfflineState.STRUCK


class Party(Labelled):
    """Who acts on it: whoever keeps it (the unit, or officials above who enter for it), and officials who judge it."""

    KEEPER = "keeper", _l("Whoever may enter it")
    SUPERIOR = "superior", _l("Officials one level above the unit")
    HIGHER = "higher", _l("Officials further up")


class Action(Labelled):
    """What can be done to it."""

    SEND = "send", _l("Correct and send again")
    VERIFY = "verify", _l("Verify")
    NOT_THE_SAME = "not_the_same", _l("Not the same")
    RETURN = "return", _l("Return")
    WITHDRAW = "withdraw", _l("Withdraw")
    LOWER = "lower", _l("Correct the amount")
    DISPUTE = "dispute", _l("Mark as disputed")
    UPHOLD = "uphold", _l("Uphold")
    STRIKE = "strike", _l("Strike out")


class Move(NamedTuple):
    """Who may do it (or, where it takes ``two``, propose it), from which states, and where it leads.

    ``another``: never whoever entered it, nor anybody of the unit whose figure it moves. ``reason``: a sentence has
    to say why.
    """

    by: frozenset[Party]
    start: frozenset[OfflineState]
    end: OfflineState
    reason: bool = True
    another: bool = False
    two: bool = False


def _move(
    by: set[Party],
    start: set[OfflineState],
    end: OfflineState,
    *,
    reason: bool = True,
    another: bool = False,
    two: bool = False,
) -> Move:
    return Move(frozenset(by), frozenset(start), end, reason, another, two)


ABOVE = {Party.SUPERIOR, Party.HIGHER}
ANYBODY = {Party.KEEPER, *ABOVE}
MOVES: dict[Action, Move] = {
    Action.SEND: _move({Party.KEEPER}, {RETURNED}, ENTERED, reason=False),
    Action.VERIFY: _move({Party.SUPERIOR}, {ENTERED}, VERIFIED, reason=False, another=True),
    Action.NOT_THE_SAME: _move({Party.SUPERIOR}, {HELD}, ENTERED, another=True),
    Action.RETURN: _move({Party.SUPERIOR}, {ENTERED, HELD}, RETURNED),
    Action.WITHDRAW: _move({Party.KEEPER}, {ENTERED, HELD, RETURNED}, WITHDRAWN),
    Action.LOWER: _move(ANYBODY, {VERIFIED}, VERIFIED, two=True),
    Action.DISPUTE: _move(ABOVE, {VERIFIED}, DISPUTED, two=True),
    Action.UPHOLD: _move(ABOVE, {DISPUTED}, VERIFIED, two=True),
    Action.STRIKE: _move(ANYBODY, {VERIFIED, DISPUTED}, STRUCK, two=True),
}
AGREE = frozenset(ABOVE)
"""Who may agree to what somebody else proposed, or reject it."""


OF_THE_UNIT = _l("You belong to the unit that bought it: an official who does not has to decide this.")


class ForbiddenMove(Refused):
    """It is not in a state in which this can be done."""

    def __init__(self, state: OfflineState, action: Action) -> None:
        super().__init__(
            _l(
                "“%(action)s” is not possible: this registration is now “%(state)s”.",
                action=action.label,
                state=state.label,
            )
        )


class Standing(NamedTuple):
    """Where it stands, whether whoever asks entered it themselves, and whether they belong to the unit as well.

    ``member``: by any membership, whomever they act for now, for whoever buys for a unit does not judge it either.
    """

    state: OfflineState
    own: bool = False
    member: bool = False


def why_not(parties: Collection[Party], standing: Standing, action: Action) -> Refused | None:
    """Why these parties may not do (or propose) that now; nothing when they may."""
    move = MOVES[action]
    if standing.state not in move.start or not move.by.intersection(parties):
        return ForbiddenMove(standing.state, action)
    if move.another and standing.own:
        return Refused(_l("Whoever entered it does not verify it: somebody else has to."))
    if move.another and standing.member:
        return Refused(OF_THE_UNIT)
    return None


def actions_for(parties: Collection[Party], standing: Standing) -> list[Action]:
    """What these parties may do or propose, in the table's order."""
    return [action for action in MOVES if why_not(parties, standing, action) is None]


def after(parties: Collection[Party], standing: Standing, action: Action) -> OfflineState:
    """The state an action leads to; raises ``Refused`` with the reason if they may not do it now."""
    refusal = why_not(parties, standing, action)
    if refusal is not None:
        raise refusal
    return MOVES[action].end
