"""The aims of judging anew and the life of a proposal, as tables."""

from itertools import product

import pytest

from shop.kernel.refusals import Refused
from shop.tally.reevaluating import AIMS, Aim, Outcome, aim_open, answers_for, require_answer
from shop.tally.words import VerdictState

COUNTED, PENDING, NOT_COUNTED, DISPUTED = (
    VerdictState.COUNTED,
    VerdictState.PENDING,
    VerdictState.NOT_COUNTED,
    VerdictState.DISPUTED,
)


@pytest.mark.parametrize(
    ("aim", "from_", "to"),
    [
        (Aim.JUDGE_ANEW, {COUNTED, NOT_COUNTED}, None),
        (Aim.DISPUTE, {COUNTED, NOT_COUNTED}, DISPUTED),
        (Aim.DISMISS, {DISPUTED}, None),
        (Aim.UPHOLD, {DISPUTED}, NOT_COUNTED),
    ],
)
def test_each_aim_begins_and_ends_where_it_says(aim: Aim, from_: set[VerdictState], to: VerdictState | None) -> None:
    assert (set(AIMS[aim].start), AIMS[aim].end) == (from_, to)
    assert PENDING not in AIMS[aim].start


MAY = {(None, Outcome.APPROVED, False), (None, Outcome.DECLINED, False), (None, Outcome.WITHDRAWN, True)}


@pytest.mark.parametrize(("stands", "answer", "own"), list(product([None, *Outcome], Outcome, [False, True])))
def test_a_proposal_is_decided_once_by_another_and_withdrawn_by_its_author(
    stands: Outcome | None, answer: Outcome, own: bool
) -> None:
    assert (answer in answers_for(stands, own=own)) == ((stands, answer, own) in MAY)
    if (stands, answer, own) in MAY:
        require_answer(stands, answer, own=own, reason="because")
    else:
        with pytest.raises(Refused):
            require_answer(stands, answer, own=own, reason="because")


def test_declining_wants_a_reason() -> None:
    with pytest.raises(Refused) as refusal:
        require_answer(None, Outcome.DECLINED, own=False, reason=" ")
    assert refusal.value.field == "answer"


@pytest.mark.parametrize(
    ("state", "elsewhere", "aim"),
    [
        (VerdictState.COUNTED, False, Aim.JUDGE_ANEW),
        (VerdictState.NOT_COUNTED, True, Aim.JUDGE_ANEW),
        (VerdictState.DISPUTED, False, Aim.DISMISS),
        (VerdictState.DISPUTED, True, None),
        (VerdictState.PENDING, False, None),
        (VerdictState.PENDING, True, None),
    ],
)
def test_what_an_entry_offers_by_its_verdict(state: VerdictState, elsewhere: bool, aim: Aim | None) -> None:
    assert aim_open(state, elsewhere=elsewhere) is aim
