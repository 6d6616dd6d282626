"""Goods are counted while a month is locked: what is written is in the sealed month, or it is refused."""

from collections.abc import Callable
from datetime import date
from threading import Event
from typing import Any

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import writing
from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.organisations.models import Unit
from shop.tally.models import Entry, LockedTotal, PeriodStep
from shop.tally.periods import Month, PeriodAction
from shop.tally.services.periods import lock
from tests.concurrency.crowd import actors, all_at_once, refusals
from tests.factories.standing import CommittingWorld
from tests.factories.tally import an_entry

pytestmark = pytest.mark.commits

NOVEMBER = Month(2026, 11)
LAST_DAY = date(2026, 11, 30)
LONG_ENOUGH = 1.0
"""Seconds after which whoever waits is taken to be kept out, as they should be."""


@pytest.fixture
def approver(committing_world: CommittingWorld) -> Actor:
    """It is December; one official has proposed to lock November, and another is about to approve it."""
    app, world = committing_world
    with app.app_context(), writing():
        world.join("cluster.second", world.organisations["cluster"], Role.OFFICIAL)
        db.session.commit()
    (one, other) = actors(app, world, "cluster.official", "cluster.second")
    with app.app_context(), writing():
        an_entry(db.session.get_one(Unit, world.organisations["school"]), "1", on=date(2026, 11, 24))
        clock.set_to(clock.at_shanghai(date(2026, 12, 1), 9))
        lock(world.organisations["cluster"], NOVEMBER, PeriodAction.PROPOSE_LOCK, by=one)
        db.session.commit()
    return other


def counting(committing_world: CommittingWorld, meanwhile: Callable[[], object] = lambda: None) -> Callable[[], int]:
    """Goods that were accepted on the last day of the month are written into the book."""

    def count() -> int:
        entry = an_entry(db.session.get_one(Unit, committing_world.world.organisations["school"]), on=LAST_DAY)
        meanwhile()
        return entry.id

    return count


def locking(
    committing_world: CommittingWorld, approver: Actor, meanwhile: Callable[[], object] = lambda: None
) -> Callable[[], Any]:
    def approve() -> Any:
        steps = lock(committing_world.world.organisations["cluster"], NOVEMBER, PeriodAction.APPROVE_LOCK, by=approver)
        meanwhile()
        return [step.id for step in steps]

    return approve


def sealed_and_written(committing_world: CommittingWorld) -> tuple[Money, Money]:
    """What the locked month says was written in it, and what stands in the book as written in it."""
    with committing_world.app.app_context():
        sealed = db.session.execute(select(func.sum(LockedTotal.amount))).scalar_one()
        written = select(func.sum(Entry.amount)).where(Entry.written_at < NOVEMBER.ends_at)
        return sealed, db.session.execute(written).scalar_one()


def test_a_lock_waits_for_what_is_being_written_and_seals_it_too(
    committing_world: CommittingWorld, approver: Actor
) -> None:
    counted, locked = Event(), Event()

    def pause() -> None:
        counted.set()
        assert not locked.wait(LONG_ENOUGH), "the month was locked beside what is being written into it"

    def lock_once_counted() -> Any:
        assert counted.wait(30)
        return locking(committing_world, approver, locked.set)()

    outcomes = all_at_once(committing_world.app, [counting(committing_world, pause), lock_once_counted])
    assert refusals(outcomes) == []
    sealed, written = sealed_and_written(committing_world)
    assert sealed == written == Money.yuan(101)


def test_what_arrives_while_a_month_is_being_locked_waits_and_is_refused(
    committing_world: CommittingWorld, approver: Actor
) -> None:
    locked, counted = Event(), Event()

    def pause() -> None:
        locked.set()
        assert not counted.wait(LONG_ENOUGH), "something was written into a month beside its lock"

    def count_once_locked() -> int:
        assert locked.wait(30)
        return counting(committing_world, counted.set)()

    outcomes = all_at_once(committing_world.app, [locking(committing_world, approver, pause), count_once_locked])
    (refusal,) = refusals(outcomes)
    assert isinstance(refusal, Refused)
    with committing_world.app.app_context(), force_locale("en"):
        assert "Nov 2026 was locked at this moment" in str(refusal)
    sealed, written = sealed_and_written(committing_world)
    assert sealed == written == Money.yuan(1)


def test_in_a_crowd_everything_is_either_sealed_or_refused(committing_world: CommittingWorld, approver: Actor) -> None:
    deeds = [counting(committing_world) for _each in range(4)]
    outcomes = all_at_once(committing_world.app, [*deeds[:2], locking(committing_world, approver), *deeds[2:]])
    assert all(isinstance(outcome, Refused) for outcome in refusals(outcomes)), outcomes
    sealed, written = sealed_and_written(committing_world)
    counted = 4 - len(refusals(outcomes))
    assert sealed == written == Money.yuan(1 + 100 * counted)


def test_a_month_is_locked_once_however_many_approve_it_at_once(
    committing_world: CommittingWorld, approver: Actor
) -> None:
    outcomes = all_at_once(committing_world.app, [locking(committing_world, approver)] * 3)
    assert len(refusals(outcomes)) == 2
    with committing_world.app.app_context():
        asked = select(func.count()).select_from(PeriodStep).where(PeriodStep.action == PeriodAction.APPROVE_LOCK)
        assert db.session.execute(asked).scalar_one() == 1
