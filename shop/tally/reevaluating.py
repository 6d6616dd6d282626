"""What two people may make of verdicts that the rules have given: the aims, and the life of a proposal. Pure.

A fact recorded later changes no verdict by itself, and neither does a doubt: one official proposes it for chosen
purchases, another approves, and each gets a new verdict beside the old ones (DOMAIN rules 3 and 8).
"""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.tally.words import VerdictState


class Aim(Labelled):
    """What is to become of the purchases."""

    JUDGE_ANEW = "judge_anew", _l("Judge by what is recorded now")
    DISPUTE = "dispute", _l("Put in dispute")
    DISMISS = "dismiss", _l("End the dispute: it was unfounded")
    UPHOLD = "uphold", _l("End the dispute: it does not count")


class Aimed(NamedTuple):
    """From which verdicts an aim leads where; without an ``end`` the rules say."""

    start: frozenset[VerdictState]
    end: VerdictState | None = None


JUDGED = frozenset({VerdictState.COUNTED, VerdictState.NOT_COUNTED})
DOUBTED = frozenset({VerdictState.DISPUTED})

AIMS: dict[Aim, Aimed] = {
    Aim.JUDGE_ANEW: Aimed(JUDGED),
    Aim.DISPUTE: Aimed(JUDGED, VerdictState.DISPUTED),
    Aim.DISMISS: Aimed(DOUBTED),
    Aim.UPHOLD: Aimed(DOUBTED, VerdictState.NOT_COUNTED),
}
"""What is pending is no matter of these: whoever verifies it gives its second verdict. What was bought elsewhere is
only judged anew: it is disputed, upheld and struck out on its own page."""


def aim_open(state: VerdictState, *, elsewhere: bool) -> Aim | None:
    """What may become of a purchase with this verdict by this way; nothing while it is pending, and no dispute of what
    was bought ``elsewhere``.
    """
    if state in JUDGED:
        return Aim.JUDGE_ANEW
    return Aim.DISMISS if state in DOUBTED and not elsewhere else None


class Outcome(Labelled):
    """How a proposal ended."""

    APPROVED = "approved", _l("Approved")
    DECLINED = "declined", _l("Declined")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class Answer(NamedTuple):
    """Who may end a proposal so: its author, or anybody but its author; ``explained``: with a reason."""

    by_author: bool
    explained: bool = False


MOVES: dict[Outcome, Answer] = {
    Outcome.APPROVED: Answer(by_author=False),
    Outcome.DECLINED: Answer(by_author=False, explained=True),
    Outcome.WITHDRAWN: Answer(by_author=True),
}


def answers_for(outcome: Outcome | None, *, own: bool) -> list[Outcome]:
    """How a proposal that stands so can be ended by its author (``own``) or by somebody else."""
    return [] if outcome is not None else [end for end, move in MOVES.items() if move.by_author is own]


def require_answer(outcome: Outcome | None, answer: Outcome, *, own: bool, reason: str) -> None:
    """Raises ``Refused`` where a proposal cannot be ended so, or not by them, or not without a reason."""
    if outcome is not None:
        raise Refused(_l("This has already been decided: %(outcome)s.", outcome=outcome.label))
    move = MOVES[answer]
    if own and not move.by_author:
        raise Refused(_l("Somebody other than the person who proposed this must decide it."))
    if not own and move.by_author:
        raise Refused(_l("Only the person who proposed this can withdraw it."))
    if move.explained and not reason.strip():
        raise Refused(_l("Please say why."), field="answer")
