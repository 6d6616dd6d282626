"""Months that two officials lock and unlock."""

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.organisations.models import Unit
from shop.tally.periods import Month, PeriodAction
from shop.tally.services.periods import lock, unlock
from tests.factories.memberships import an_actor


def two_officials(cluster: Unit) -> tuple[Actor, Actor]:
    return an_actor(cluster, {Role.OFFICIAL}), an_actor(cluster, {Role.OFFICIAL})


def locked_up_to(cluster: Unit, year: int, month: int) -> None:
    """Two officials lock everything up to a month, today."""
    one, other = two_officials(cluster)
    lock(cluster.id, Month(year, month), PeriodAction.PROPOSE_LOCK, by=one)
    lock(cluster.id, Month(year, month), PeriodAction.APPROVE_LOCK, by=other)
    db.session.flush()


def unlocked(cluster: Unit, year: int, month: int) -> None:
    """Two officials unlock the last locked month, today."""
    one, other = two_officials(cluster)
    unlock(cluster.id, Month(year, month), PeriodAction.PROPOSE_UNLOCK, "An invoice was forgotten.", by=one)
    unlock(cluster.id, Month(year, month), PeriodAction.APPROVE_UNLOCK, by=other)
    db.session.flush()


def month_now() -> Month:
    return Month.of(clock.today())
