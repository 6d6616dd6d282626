"""How a pairing of a unit with a body begins and ends: one table that services, buttons, refusals and tests read. Pure.

Two people begin it and two people end it: what shows officials a coverage is not one person's word.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.refusals import Refused
from shop.organisations.words import UnitKind
from shop.organisations.words_pairs import BodyKind, PairState


class PairStep(Labelled):
    """A step of a pairing after it was proposed."""

    APPROVE = "approve", _l("Approve the pairing")
    REFUSE = "refuse", _l("Refuse the pairing")
    WITHDRAW = "withdraw", _l("Withdraw this pairing")
    END = "end", _l("Propose the end")
    APPROVE_END = "approve_end", _l("Approve the end")
    KEEP = "keep", _l("Let it go on")


class Hand(Labelled):
    """Whose step it is: of those who may propose, of those who may decide, or a second one of the latter."""

    PROPOSER = "proposer", _l("Whoever may propose")
    SECOND = "second", _l("A second person who may decide")
    EITHER = "either", _l("Whoever may propose or decide")


class PairMove(NamedTuple):
    """Whose step it is, from where, where it leads, whether a reason or a last day has to be given."""

    by: Hand
    start: PairState
    end: PairState
    with_reason: bool = False
    with_day: bool = False


_PROPOSED, _PAIRED, _ENDING = PairState.PROPOSED, PairState.PAIRED, PairState.ENDING

MOVES: dict[PairStep, PairMove] = {
    PairStep.APPROVE: PairMove(Hand.SECOND, _PROPOSED, _PAIRED),
    PairStep.REFUSE: PairMove(Hand.SECOND, _PROPOSED, PairState.REFUSED, with_reason=True),
    PairStep.WITHDRAW: PairMove(Hand.PROPOSER, _PROPOSED, PairState.WITHDRAWN),
    PairStep.END: PairMove(Hand.PROPOSER, _PAIRED, _ENDING, with_day=True),
    PairStep.APPROVE_END: PairMove(Hand.SECOND, _ENDING, _PAIRED),
    PairStep.KEEP: PairMove(Hand.EITHER, _ENDING, _PAIRED),
}

TAKEN: dict[PairStep, Any] = {
    PairStep.APPROVE: _l("The pairing is approved."),
    PairStep.REFUSE: _l("The pairing is refused."),
    PairStep.WITHDRAW: _l("The proposal is withdrawn."),
    PairStep.END: _l("The end is proposed. It takes effect once another person has approved it."),
    PairStep.APPROVE_END: _l("The end is approved."),
    PairStep.KEEP: _l("The pairing goes on."),
}
"""What a step reads like once it has been taken."""

PARTNERS: dict[BodyKind, frozenset[UnitKind]] = {
    BodyKind.SCHOOL: frozenset({UnitKind.SCHOOL, UnitKind.KINDERGARTEN}),
    BodyKind.HOSPITAL: frozenset({UnitKind.HOSPITAL}),
    BodyKind.VILLAGE: frozenset({UnitKind.COMPANY}),
}
"""Like is paired with like; villages with companies (万企帮万村)."""


class ForbiddenPairStep(Refused):
    """A step that cannot be taken from where the pairing stands."""

    def __init__(self, step: PairStep, state: PairState) -> None:
        super().__init__(
            _l(
                '"%(step)s" is not possible: the state of the pairing is "%(state)s".',
                step=step.label,
                state=state.label,
            )
        )


def after(step: PairStep, state: PairState) -> PairState:
    """The state after a step; raises ``ForbiddenPairStep``."""
    move = MOVES[step]
    if state is not move.start:
        raise ForbiddenPairStep(step, state)
    return move.end


def steps_from(state: PairState, *, proposes: bool, decides: bool, first: bool) -> list[PairStep]:
    """The steps that somebody may take from here; ``first`` says that what waits was proposed by themselves."""
    hands = {Hand.PROPOSER: proposes, Hand.SECOND: decides and not first, Hand.EITHER: proposes or decides}
    return [step for step, move in MOVES.items() if move.start is state and hands[move.by]]
