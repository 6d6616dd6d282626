"""The life of a filing: every side × state × step, and who stands on which side (DOMAIN rules 6 and 10)."""

from itertools import product

import pytest

from shop.kernel.actor import Actor, Role
from shop.kernel.refusals import NotYours, Refused
from shop.tally.filing import BY_ANOTHER, MOVES, FilingKind, FilingState, ForbiddenStep, Side, Step, after, steps_for
from shop.tally.models import BaseFiling
from shop.tally.policies import sides_of
from shop.tally.services.bases import approve_base
from shop.tally.services.filings import return_filing, steps_of, take, withdraw_filing
from tests.factories import a_cluster, a_department, a_town, a_unit, an_actor, an_operator
from tests.factories.tally import superior_of
from tests.factories.targets import a_filed_base


@pytest.mark.parametrize(("side", "state", "step"), list(product(Side, FilingState, Step)))
def test_a_step_is_taken_from_where_the_table_says_by_whose_it_is(side: Side, state: FilingState, step: Step) -> None:
    move = MOVES[step]
    if (side, state) == (move.by, move.start):
        assert after(step, state, [side]) is move.end
        assert step in steps_for([side], state)
    else:
        with pytest.raises(ForbiddenStep):
            after(step, state, [side])
        assert step not in steps_for([side], state)


@pytest.mark.parametrize("state", FilingState)
def test_nobody_is_offered_to_decide_on_their_own(state: FilingState) -> None:
    assert BY_ANOTHER.isdisjoint(steps_for(Side, state, own=True))


def test_who_stands_where(db_session: object) -> None:
    cluster = a_cluster()
    town, other = a_town(cluster), a_town(cluster)
    unit = a_unit(town)
    path = (cluster.id, town.id, unit.id)
    files, decides = [Side.FILING], [Side.FILING, Side.SUPERIOR]
    table: list[tuple[Actor, list[Side]]] = [
        (an_actor(unit, {Role.BUYER}), files),
        (an_actor(unit, {Role.FINANCE}), files),
        (an_actor(town, {Role.OFFICIAL}), decides),
        (an_actor(cluster, {Role.OFFICIAL}), files),
        (an_actor(other, {Role.OFFICIAL}), []),
        (an_actor(a_department(town, unit), {Role.OFFICIAL}), []),
        (an_actor(an_operator()), []),
    ]
    for somebody, sides in table:
        assert sides_of(somebody, FilingKind.TARGET, path) == sides
        assert sides_of(somebody, FilingKind.BASE, path) == sides
        assert sides_of(somebody, FilingKind.SPLIT, path) == []
    assert sides_of(an_actor(town, {Role.OFFICIAL}), FilingKind.SPLIT, path[:2]) == decides
    assert sides_of(an_actor(cluster, {Role.OFFICIAL}), FilingKind.SPLIT, path[:2]) == []


def states(filing: BaseFiling) -> list[FilingState]:
    return [step.state for step in steps_of(filing)]


def test_what_is_returned_says_why_and_is_filed_again_once(db_session: object) -> None:
    unit = a_unit()
    filing = a_filed_base(unit)
    with pytest.raises(Refused) as refusal:
        return_filing(filing, "  ", by=superior_of(unit, 2026))
    assert refusal.value.field == "reason"
    return_filing(filing, "the accounts are missing", by=superior_of(unit, 2026))
    assert states(filing) == [FilingState.FILED, FilingState.RETURNED]
    assert steps_of(filing)[-1].reason == "the accounts are missing"
    anew = a_filed_base(unit, 90_000_000, follows=filing)
    assert states(filing)[-1] is FilingState.REPLACED
    assert states(anew) == [FilingState.FILED]
    withdraw_filing(anew, by=an_actor(unit))
    with pytest.raises(Refused, match="filed again meanwhile"):
        a_filed_base(unit, 80_000_000, follows=filing)


def test_nobody_decides_on_what_they_filed(db_session: object) -> None:
    unit = a_unit()
    superior = superior_of(unit, 2026)
    filing = a_filed_base(unit, by=superior)
    for step in BY_ANOTHER:
        with pytest.raises(Refused, match="somebody other"):
            take(filing, step, by=superior)
    approve_base(filing, by=superior_of(unit, 2026))


def test_what_is_decided_is_not_decided_again(db_session: object) -> None:
    unit = a_unit()
    filing = a_filed_base(unit)
    approve_base(filing, by=superior_of(unit, 2026))
    with pytest.raises(Refused, match="already been approved"):
        return_filing(filing, "too late", by=superior_of(unit, 2026))
    with pytest.raises(Refused, match="already been approved"):
        withdraw_filing(filing, by=an_actor(unit))


def test_those_who_have_no_part_in_it_do_not_see_it(db_session: object) -> None:
    unit = a_unit()
    filing = a_filed_base(unit)
    for somebody in (an_actor(a_unit()), an_actor(an_operator()), an_actor(a_town(), {Role.OFFICIAL})):
        with pytest.raises(NotYours):
            withdraw_filing(filing, by=somebody)
    with pytest.raises(NotYours):
        approve_base(filing, by=an_actor(unit, {Role.MANAGER}))
