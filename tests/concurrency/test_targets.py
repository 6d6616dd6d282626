"""Filings and splits at the same moment: each is decided once, one split waits, and units and rest stay the whole."""

from functools import partial

import pytest
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import writing
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import Refused
from shop.tally.filing import FilingKind
from shop.tally.models import BaseFiling, FilingStep, Scheme, TargetLine, TargetProposal, TargetSplit
from shop.tally.queries.standings import standings_for
from shop.tally.services.bases import Stated, approve_base, file_base
from shop.tally.services.filings import return_filing, withdraw_filing
from shop.tally.services.splits import Wish, approve_split, propose_split
from shop.tally.services.targets import approve_target, file_revision, file_target
from shop.tally.words import BaseFigure, BaseKind, SplitMethod, TargetForm
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.standing import CommittingWorld

pytestmark = pytest.mark.commits

HEADS = Stated(BaseFigure.HEADS, BaseKind.FILED, 432, "the register of staff")


@pytest.fixture
def officials(committing_world: CommittingWorld) -> list[Actor]:
    """Three officials of harbour, whose target is set."""
    app, world = committing_world
    with app.app_context(), writing():
        harbour = world.organisations["harbour"]
        for name in ("second", "third"):
            world.join(f"harbour.{name}", harbour, Role.OFFICIAL)
        target = file_target(
            db.session.get_one(Scheme, world.scheme_id),
            harbour,
            clock.today().year,
            TargetForm.AMOUNT,
            [Purpose.CANTEEN],
            amount=Money.yuan(150_000),
            reason="the town's part",
            by=world.actor("harbour.official"),
        )
        approve_target(target, by=world.actor("cluster.official"))
        db.session.commit()
    return actors(app, world, "harbour.official", "harbour.second", "harbour.third")


@pytest.mark.parametrize("time", range(3))
def test_a_filing_is_decided_once(committing_world: CommittingWorld, officials: list[Actor], time: int) -> None:
    app, world = committing_world
    (manager,) = actors(app, world, "school.manager")
    school = world.organisations["school"]
    with app.app_context(), writing():
        filing_id = file_base(school, clock.today().year, HEADS, by=manager).id
        db.session.commit()

    def filing() -> BaseFiling:
        return db.session.get_one(BaseFiling, filing_id)

    outcomes = all_at_once(
        app,
        [
            lambda: approve_base(filing(), by=officials[0]),
            lambda: return_filing(filing(), "of which year?", by=officials[1]),
            lambda: withdraw_filing(filing(), by=manager),
        ],
    )
    assert len(refusals(outcomes)) == 2
    assert all(isinstance(refusal, Refused) for refusal in refusals(outcomes))
    with app.app_context():
        steps = select(func.count()).where(FilingStep.kind == FilingKind.BASE, FilingStep.subject_id == filing_id)
        assert db.session.execute(steps).scalar_one() == 2


@pytest.mark.parametrize("time", range(3))
def test_one_figure_and_one_split_wait(committing_world: CommittingWorld, officials: list[Actor], time: int) -> None:
    app, world = committing_world
    (manager,) = actors(app, world, "school.manager")
    school, harbour, year = world.organisations["school"], world.organisations["harbour"], clock.today().year

    def split(amount: int, by: Actor) -> None:
        wish = Wish(SplitMethod.HAND, {school: Money.yuan(amount)}, "fair")
        propose_split(db.session.get_one(Scheme, world.scheme_id), harbour, year, wish, by=by)

    splits = [partial(split, 90_000 + number, by) for number, by in enumerate(officials)]
    assert len(refusals(all_at_once(app, splits))) == 2
    figures = [lambda: file_base(school, year, HEADS, by=manager)] * 3
    assert len(refusals(all_at_once(app, figures))) == 2
    with app.app_context():
        for table in (TargetSplit, BaseFiling):
            assert db.session.execute(select(func.count()).select_from(table)).scalar_one() == 1


@pytest.mark.parametrize("time", range(3))
def test_a_split_and_a_filing_that_are_approved_at_once_leave_nothing_over(
    committing_world: CommittingWorld, officials: list[Actor], time: int
) -> None:
    app, world = committing_world
    (manager,) = actors(app, world, "school.manager")
    school, harbour, year = world.organisations["school"], world.organisations["harbour"], clock.today().year
    with app.app_context(), writing():
        wish = Wish(SplitMethod.HAND, {school: Money.yuan(90_000)}, "fair")
        scheme = db.session.get_one(Scheme, world.scheme_id)
        split_id = propose_split(scheme, harbour, year, wish, by=officials[0]).id
        line = db.session.execute(select(TargetLine).where(TargetLine.unit_id == school)).scalar_one()
        proposal_id = file_revision(line, amount=Money.yuan(70_000), reason="fewer pupils", by=manager).id
        db.session.commit()
    outcomes = all_at_once(
        app,
        [
            lambda: approve_split(db.session.get_one(TargetSplit, split_id), by=officials[1]),
            lambda: approve_target(db.session.get_one(TargetProposal, proposal_id), by=officials[2]),
        ],
    )
    assert all(isinstance(refusal, Refused) for refusal in refusals(outcomes))
    with app.app_context():
        standing = standings_for([harbour, school], year)
        whole, part = standing[harbour], standing[school]
        # The split first and then the filing, or the filing alone: what was looked at is what was approved.
        assert part.target == Money.yuan(70_000)
        assert whole.rest == Money.yuan(80_000)
