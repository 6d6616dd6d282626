"""The life of what is filed for a second person: a target, a base figure, a split. Pure (DOMAIN rules 6, 10).

What is returned is filed anew as a filing of its own, which names the one before; that one then is replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused

LONGEST_REASON = 300


class FilingKind(Labelled):
    """What is filed."""

    TARGET = "target", _l("Target")
    BASE = "base", _l("Base figure")
    SPLIT = "split", _l("Split of a target")


class FilingState(Labelled):
    """How far a filing has come."""

    FILED = "filed", _l("Awaiting approval")
    APPROVED = "approved", _l("Approved")
    RETURNED = "returned", _l("Returned")
    WITHDRAWN = "withdrawn", _l("Withdrawn")
    REPLACED = "replaced", _l("Filed anew")


class Step(Labelled):
    """A step in the life of a filing."""

    APPROVE = "approve", _l("Approve")
    RETURN = "return", _l("Return")
    WITHDRAW = "withdraw", _l("Withdraw")
    FILE_ANEW = "file_anew", _l("File again")


class Side(Labelled):
    """Whose step it is: those who may file such a thing, or those who may approve it."""

    FILING = "filing", _l("Who files")
    SUPERIOR = "superior", _l("Who approves")


class Move(NamedTuple):
    """Whose step it is, and from which state to which it leads."""

    by: Side
    start: FilingState
    end: FilingState


MOVES = {
    Step.APPROVE: Move(Side.SUPERIOR, FilingState.FILED, FilingState.APPROVED),
    Step.RETURN: Move(Side.SUPERIOR, FilingState.FILED, FilingState.RETURNED),
    Step.WITHDRAW: Move(Side.FILING, FilingState.FILED, FilingState.WITHDRAWN),
    Step.FILE_ANEW: Move(Side.FILING, FilingState.RETURNED, FilingState.REPLACED),
}
BY_ANOTHER = frozenset({Step.APPROVE, Step.RETURN})
"""Steps that nobody takes on what they filed themselves."""


STANDS = {
    FilingState.FILED: _l("This still awaits approval."),
    FilingState.APPROVED: _l("This has already been approved."),
    FilingState.RETURNED: _l("This has been returned meanwhile: it can be filed again."),
    FilingState.WITHDRAWN: _l("This has been withdrawn meanwhile."),
    FilingState.REPLACED: _l("This has been filed again meanwhile."),
}
"""Why a step cannot be taken any more."""


class ForbiddenStep(Refused):
    """A step that cannot be taken from where the filing stands."""

    def __init__(self, state: FilingState) -> None:
        super().__init__(STANDS[state])


def after(step: Step, state: FilingState, sides: Iterable[Side]) -> FilingState:
    """The state after a step of somebody on these sides; raises ``ForbiddenStep``."""
    if step not in steps_for(sides, state):
        raise ForbiddenStep(state)
    return MOVES[step].end


def steps_for(sides: Iterable[Side], state: FilingState, *, own: bool = False) -> list[Step]:
    """What somebody on these sides can do from a state; with ``own`` they filed it themselves."""
    among = set(sides)
    return [
        step
        for step, move in MOVES.items()
        if move.by in among and move.start is state and not (own and step in BY_ANOTHER)
    ]
