"""A consignment's life: every side × state × step."""

import itertools

import pytest

from shop.fulfilment.lifecycle import STEPS, ConsignmentStatus, Side, Step, after, steps_for
from shop.kernel.refusals import Refused

S = ConsignmentStatus
ALLOWED = {
    (Side.SUPPLIER, S.PACKED): {Step.SHIP: S.SHIPPED, Step.UNPACK: S.PACKED},
    (Side.BUYER, S.SHIPPED): {Step.ARRIVE: S.ARRIVED},
    (Side.BUYER, S.ARRIVED): {Step.ACCEPT: S.ACCEPTED, Step.REFUSE: S.REFUSED},
    **{
        (Side.BUYER, status): {Step.CORRECT: status, Step.AGREE: S.ACCEPTED, Step.AGREE_TO_NOTHING: S.REFUSED}
        for status in (S.ACCEPTED, S.REFUSED)
    },
    **{
        (Side.SUPPLIER, status): {
            Step.OBJECT: status,
            Step.CORRECT: status,
            Step.AGREE: S.ACCEPTED,
            Step.AGREE_TO_NOTHING: S.REFUSED,
        }
        for status in (S.ACCEPTED, S.REFUSED)
    },
}


@pytest.mark.parametrize(("side", "status", "step"), list(itertools.product(Side, S, Step)))
def test_a_step_is_possible_only_for_that_side_in_that_state(side: Side, status: S, step: Step) -> None:
    allowed = ALLOWED.get((side, status), {})
    assert (step in steps_for(side, status)) == (step in allowed)
    if step in allowed:
        assert after(status, step, side) is allowed[step]
    else:
        with pytest.raises(Refused):
            after(status, step, side)


def test_a_bystander_may_do_nothing() -> None:
    assert all(steps_for(None, status) == [] for status in S)


def test_every_step_stands_in_the_table() -> None:
    assert set(STEPS) == set(Step)
