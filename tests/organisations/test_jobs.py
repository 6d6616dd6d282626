"""Workshops' jobs are stated by the workshop or its county, with a paper, and never rewritten."""

from datetime import date, timedelta

import pytest

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.append_only import RowIsAppendOnly
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Supplier
from shop.organisations.queries.jobs import jobs_of, newest_jobs
from shop.organisations.services.jobs import state_jobs
from shop.organisations.words_pairs import JobsBy
from tests.factories.pairs import a_paper
from tests.factories.world import World

pytestmark = pytest.mark.usefixtures("db_session")


def the(world: World, slug: str) -> Supplier:
    return db.session.get_one(Supplier, world.organisations[slug])


def test_the_newest_statement_up_to_a_day_holds(world: World) -> None:
    workshop, today = the(world, "workshop"), clock.today()
    for days, jobs, who in (
        (60, 20, "workshop.seller"),
        (10, 26, "office-532922.official"),
        (10, 25, "workshop.seller"),
    ):
        state_jobs(workshop, today - timedelta(days=days), jobs, 5, a_paper(), by=world.actor(who))
    assert newest_jobs([workshop.id], today)[workshop.id].jobs == 25
    assert newest_jobs([workshop.id], today - timedelta(days=11))[workshop.id].jobs == 20
    assert newest_jobs([workshop.id], date(2020, 1, 1)) == {}
    assert [one.stated_by for one in jobs_of(workshop.id)] == [JobsBy.WORKSHOP, JobsBy.COUNTY, JobsBy.WORKSHOP]


def test_a_statement_is_never_rewritten(world: World) -> None:
    stated = state_jobs(the(world, "workshop"), clock.today(), 20, 5, a_paper(), by=world.actor("workshop.seller"))
    stated.jobs = 200
    with pytest.raises(RowIsAppendOnly):
        db.session.flush()
    db.session.rollback()


@pytest.mark.parametrize(
    ("jobs", "linked", "days", "field"),
    [(-1, 0, 0, "jobs"), (100_001, 0, 0, "jobs"), (5, 6, 0, "linked"), (5, -1, 0, "linked"), (5, 1, 1, "as_of")],
)
def test_what_cannot_be_is_refused_beside_its_field(
    world: World, jobs: int, linked: int, days: int, field: str
) -> None:
    as_of = clock.today() + timedelta(days=days)
    with pytest.raises(Refused) as refused:
        state_jobs(the(world, "workshop"), as_of, jobs, linked, a_paper(), by=world.actor("workshop.seller"))
    assert refused.value.field == field


@pytest.mark.parametrize("who", ["coop.seller", "office-530624.official", "cluster.official", "operator.operator"])
def test_nobody_else_states_them(world: World, who: str) -> None:
    with pytest.raises(NotYours):
        state_jobs(the(world, "workshop"), clock.today(), 5, 1, a_paper(), by=world.actor(who))


def test_a_cooperative_states_no_jobs(world: World) -> None:
    with pytest.raises(Refused):
        state_jobs(the(world, "coop"), clock.today(), 5, 1, a_paper(), by=world.actor("coop.seller"))
