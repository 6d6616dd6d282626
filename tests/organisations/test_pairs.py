"""Pairings of units with schools, hospitals and villages: two people begin one, two people end it."""

from datetime import date, timedelta
from itertools import product

import pytest

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import AidedBody, BodyPair, Unit
from shop.organisations.pair_life import MOVES, ForbiddenPairStep, PairStep, after, steps_from
from shop.organisations.queries.coverage import coverage
from shop.organisations.services.bodies import Entered, enter_bodies, enter_body
from shop.organisations.services.pairs import possible, propose_pair, take_pair_step
from shop.organisations.words_pairs import BodyKind, PairState
from tests.factories import DAGUAN
from tests.factories.pairs import a_body, a_paper
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("db_session")

TODAY = clock.today


@pytest.fixture
def body(world: World) -> AidedBody:
    return a_body(BodyKind.SCHOOL, county=DAGUAN)


@pytest.fixture
def school(world: World) -> Unit:
    return db.session.get_one(Unit, world.organisations["school"])


def proposed(body: AidedBody, unit: Unit, by: Actor, since: date | None = None) -> BodyPair:
    return propose_pair(body, unit, since or TODAY() - timedelta(days=30), "", a_paper(), by=by)


@pytest.mark.parametrize(("step", "state"), list(product(PairStep, PairState)))
def test_a_step_is_possible_from_where_the_table_says_and_nowhere_else(step: PairStep, state: PairState) -> None:
    if MOVES[step].start is state:
        assert after(step, state) is MOVES[step].end
    else:
        with pytest.raises(ForbiddenPairStep):
            after(step, state)


@pytest.mark.parametrize("state", list(PairState))
def test_nobody_decides_what_they_proposed_and_who_may_nothing_gets_no_button(state: PairState) -> None:
    assert steps_from(state, proposes=False, decides=False, first=False) == []
    first = steps_from(state, proposes=True, decides=True, first=True)
    assert not {PairStep.APPROVE, PairStep.REFUSE, PairStep.APPROVE_END} & set(first)


def test_two_people_begin_a_pairing_and_two_people_end_it(world: World, body: AidedBody, school: Unit) -> None:
    lead, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    pair = proposed(body, school, lead)
    assert coverage(world.cluster_id, TODAY()).schools.paired == 0
    with pytest.raises(Refused):
        take_pair_step(pair, PairStep.APPROVE, by=lead)
    take_pair_step(pair, PairStep.APPROVE, by=deputy)
    assert coverage(world.cluster_id, TODAY()).schools.paired == 1
    last = TODAY() - timedelta(days=1)
    take_pair_step(pair, PairStep.END, on=last, by=deputy)
    assert coverage(world.cluster_id, TODAY()).schools.paired == 1
    with pytest.raises(Refused):
        take_pair_step(pair, PairStep.APPROVE_END, by=deputy)
    take_pair_step(pair, PairStep.APPROVE_END, by=lead)
    assert pair.valid_to == last
    assert coverage(world.cluster_id, TODAY()).schools.paired == 0
    assert coverage(world.cluster_id, last).schools.paired == 1
    told = [entry.action for entry in trail_of("aided_body", body.id)]
    assert told == ["pair.approve_end", "pair.end", "pair.approve", "pair.proposed"]


def test_an_end_that_is_dropped_leaves_the_pairing_as_it_was(world: World, body: AidedBody, school: Unit) -> None:
    lead, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    pair = proposed(body, school, lead)
    take_pair_step(pair, PairStep.APPROVE, by=deputy)
    take_pair_step(pair, PairStep.END, on=TODAY(), by=lead)
    take_pair_step(pair, PairStep.KEEP, by=lead)
    assert (pair.state, pair.ends_on, pair.valid_to) == (PairState.PAIRED, None, None)


def test_a_refusal_gives_its_reason_and_another_proposal_may_follow(
    world: World, body: AidedBody, school: Unit
) -> None:
    lead, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    pair = proposed(body, school, lead)
    with pytest.raises(Refused) as refused:
        take_pair_step(pair, PairStep.REFUSE, reason=" ", by=deputy)
    assert refused.value.field == "reason"
    take_pair_step(pair, PairStep.REFUSE, reason="The paper is not signed.", by=deputy)
    assert (pair.state, pair.answer) == (PairState.REFUSED, "The paper is not signed.")
    assert proposed(body, school, lead).state is PairState.PROPOSED


def test_the_same_two_are_not_paired_twice_at_once(world: World, body: AidedBody, school: Unit) -> None:
    lead, deputy = world.actor("cluster.official"), world.actor("cluster.deputy")
    pair = proposed(body, school, lead)
    with pytest.raises(Refused):
        proposed(body, school, deputy)
    take_pair_step(pair, PairStep.APPROVE, by=deputy)
    with pytest.raises(Refused) as refused:
        proposed(body, school, lead)
    assert refused.value.field == "unit"


@pytest.mark.parametrize(
    ("kind", "unit", "fits"),
    [
        (BodyKind.SCHOOL, "school", True),
        (BodyKind.HOSPITAL, "clinic", True),
        (BodyKind.HOSPITAL, "school", False),
        (BodyKind.VILLAGE, "school", False),
        (BodyKind.SCHOOL, "organ", False),
    ],
)
def test_like_is_paired_with_like(world: World, kind: BodyKind, unit: str, fits: bool) -> None:
    found, by = db.session.get_one(Unit, world.organisations[unit]), world.actor("cluster.official")
    if fits:
        assert proposed(a_body(kind), found, by).state is PairState.PROPOSED
    else:
        with pytest.raises(Refused):
            proposed(a_body(kind), found, by)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("cluster.official", True),
        ("harbour.official", True),
        ("bureau.official", True),
        ("office-530624.official", True),
        ("operator.operator", True),
        ("delta.official", False),
        ("office-532922.official", False),
        ("school.manager", False),
        ("coop.seller", False),
    ],
)
def test_who_may_propose_a_pairing_of_the_school(
    world: World, body: AidedBody, school: Unit, who: str, may: bool
) -> None:
    if may:
        proposed(body, school, world.actor(who))
    else:
        with pytest.raises(NotYours):
            proposed(body, school, world.actor(who))


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("cluster.deputy", True),
        ("harbour.official", True),
        ("operator.operator", True),
        ("delta.official", False),
        ("bureau.official", False),
        ("office-530624.official", False),
    ],
)
def test_who_may_decide(world: World, body: AidedBody, school: Unit, who: str, may: bool) -> None:
    pair = proposed(body, school, world.actor("cluster.official"))
    assert (PairStep.APPROVE in possible(pair, body, school, world.actor(who))) is may
    if not may:
        with pytest.raises(NotYours):
            take_pair_step(pair, PairStep.APPROVE, by=world.actor(who))


@pytest.mark.parametrize("days", [1, -20_000], ids=["tomorrow", "long ago"])
def test_a_pairing_begins_on_a_day_that_has_come_and_on_which_the_county_was_paired(
    world: World, body: AidedBody, school: Unit, days: int
) -> None:
    with pytest.raises(Refused) as refused:
        proposed(body, school, world.actor("cluster.official"), TODAY() + timedelta(days=days))
    assert refused.value.field == "since"


def test_a_body_is_registered_once_and_many_of_them_all_or_none(world: World) -> None:
    office = world.actor("office-530624.official")
    said = Entered(BodyKind.SCHOOL, "翠竹小学", DAGUAN)
    assert enter_body(said, by=office).name_english == "Cui Zhu Xiao Xue"
    with pytest.raises(Refused):
        enter_body(said, by=office)
    many = [said, Entered(BodyKind.VILLAGE, "竹荫村", DAGUAN), Entered(BodyKind.VILLAGE, "竹荫村", DAGUAN)]
    assert enter_bodies(many, by=office) == 1
    with pytest.raises(NotYours):
        enter_bodies([Entered(BodyKind.VILLAGE, "别处村", "532922")], by=office)
    with pytest.raises(NotYours):
        enter_body(Entered(BodyKind.VILLAGE, "别处村", "532901"), by=world.actor("cluster.official"))
