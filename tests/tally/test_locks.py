"""Months are locked by two people, in their order, and nothing comes into a locked month (DOMAIN rule 8)."""

from datetime import date

import pytest
from sqlalchemy import func, select

from shop.audit.queries import trail_of
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.refusals import NotYours, Refused
from shop.notices.models import Notice
from shop.organisations.models import Unit
from shop.tally.models import LockedTotal, PeriodStep
from shop.tally.periods import Month, PeriodAction, PeriodState
from shop.tally.services.periods import first_open_day, hold_open_book, lock, locked_through, states_of, unlock
from shop.tally.words import VerdictState
from tests.clocks import SettableClock
from tests.factories import a_cluster, a_town, a_unit, an_actor, an_operator
from tests.factories.periods import locked_up_to, two_officials, unlocked
from tests.factories.tally import a_scheme, an_entry

PROPOSE, APPROVE, DROP = PeriodAction.PROPOSE_LOCK, PeriodAction.APPROVE_LOCK, PeriodAction.DROP_LOCK
APRIL, MAY, JUNE = Month(2026, 4), Month(2026, 5), Month(2026, 6)


@pytest.fixture
def cluster(db_session: object) -> Unit:
    """Its book begins in March; today is 1 June."""
    cluster = a_cluster()
    a_scheme(cluster)
    unit = a_unit(a_town(cluster))
    an_entry(unit, "100", on=date(2026, 3, 5))
    an_entry(unit, "30", on=date(2026, 5, 31))
    return cluster


def states(cluster: Unit) -> dict[str, PeriodState]:
    return {month.code: state for month, (state, _step) in states_of(cluster.id).items()}


def test_a_month_is_locked_with_all_before_it_once_a_second_person_approves(cluster: Unit) -> None:
    one, other = two_officials(cluster)
    lock(cluster.id, APRIL, PROPOSE, by=one)
    assert set(states(cluster).values()) == {PeriodState.LOCK_PROPOSED}
    assert locked_through(cluster.id) is None
    assert first_open_day(cluster.id) is None
    lock(cluster.id, APRIL, APPROVE, by=other)
    assert states(cluster) == {"2026-03": PeriodState.LOCKED, "2026-04": PeriodState.LOCKED}
    assert locked_through(cluster.id) == APRIL
    assert first_open_day(cluster.id) == first_open_day(None) == date(2026, 5, 1)


def test_nobody_approves_a_lock_of_their_own(cluster: Unit) -> None:
    one, _other = two_officials(cluster)
    lock(cluster.id, APRIL, PROPOSE, by=one)
    with pytest.raises(Refused, match="somebody other"):
        lock(cluster.id, APRIL, APPROVE, by=one)


def test_a_month_is_not_locked_before_it_is_over_nor_before_the_book_begins(cluster: Unit) -> None:
    one, _other = two_officials(cluster)
    with pytest.raises(Refused, match="Jun 2026 is not over yet"):
        lock(cluster.id, JUNE, PROPOSE, by=one)
    with pytest.raises(Refused, match="nothing to lock"):
        lock(cluster.id, Month(2026, 2), PROPOSE, by=one)
    with pytest.raises(Refused, match="Mar 2026 is “Not locked”"):
        lock(cluster.id, APRIL, APPROVE, by=one)


def test_a_lock_that_is_proposed_already_is_not_proposed_twice_but_may_reach_further(cluster: Unit) -> None:
    one, other = two_officials(cluster)
    lock(cluster.id, APRIL, PROPOSE, by=one)
    with pytest.raises(Refused, match="waits for a second person"):
        lock(cluster.id, APRIL, PROPOSE, by=other)
    assert [step.of for step in lock(cluster.id, MAY, PROPOSE, by=other)] == [MAY]
    lock(cluster.id, APRIL, APPROVE, by=other)
    lock(cluster.id, MAY, APPROVE, by=one)
    assert locked_through(cluster.id) == MAY


def test_a_proposed_lock_is_dropped_with_those_after_it(cluster: Unit) -> None:
    one, other = two_officials(cluster)
    lock(cluster.id, MAY, PROPOSE, by=one)
    lock(cluster.id, APRIL, DROP, by=other)
    assert states(cluster) == {
        "2026-03": PeriodState.LOCK_PROPOSED,
        "2026-04": PeriodState.OPEN,
        "2026-05": PeriodState.OPEN,
    }
    with pytest.raises(Refused, match="is “Not locked”"):
        lock(cluster.id, APRIL, DROP, by=other)
    with pytest.raises(Refused, match="is “Not locked”"):
        lock(cluster.id, MAY, APPROVE, by=other)


def test_only_the_last_locked_month_is_unlocked_with_a_reason_and_by_two(cluster: Unit) -> None:
    locked_up_to(cluster, 2026, 5)
    one, other = two_officials(cluster)
    with pytest.raises(Refused, match="Only the last locked month"):
        unlock(cluster.id, APRIL, PeriodAction.PROPOSE_UNLOCK, "why", by=one)
    with pytest.raises(Refused) as refusal:
        unlock(cluster.id, MAY, PeriodAction.PROPOSE_UNLOCK, " ", by=one)
    assert refusal.value.field == "reason"
    unlock(cluster.id, MAY, PeriodAction.PROPOSE_UNLOCK, "An invoice was forgotten.", by=one)
    assert locked_through(cluster.id) == MAY
    with pytest.raises(Refused, match="somebody other"):
        unlock(cluster.id, MAY, PeriodAction.APPROVE_UNLOCK, by=one)
    unlock(cluster.id, MAY, PeriodAction.APPROVE_UNLOCK, by=other)
    assert locked_through(cluster.id) == APRIL
    assert first_open_day(cluster.id) == date(2026, 5, 1)


def test_the_very_first_month_is_unlocked_too(cluster: Unit) -> None:
    locked_up_to(cluster, 2026, 3)
    unlocked(cluster, 2026, 3)
    locked_up_to(cluster, 2026, 4)
    assert locked_through(cluster.id) == APRIL


def test_a_month_stays_locked_when_its_unlocking_is_dropped(cluster: Unit) -> None:
    locked_up_to(cluster, 2026, 5)
    one, _other = two_officials(cluster)
    unlock(cluster.id, MAY, PeriodAction.PROPOSE_UNLOCK, "why", by=one)
    unlock(cluster.id, MAY, PeriodAction.DROP_UNLOCK, by=one)
    assert states(cluster)["2026-05"] is PeriodState.LOCKED
    assert locked_through(cluster.id) == MAY


def test_whoever_decides_no_rules_locks_no_months(cluster: Unit) -> None:
    town = a_town(cluster)
    others = [an_actor(a_unit(town)), an_actor(town, {Role.OFFICIAL}), an_actor(a_cluster(), {Role.OFFICIAL})]
    for somebody in (*others, an_actor(an_operator()), an_actor(cluster, {Role.MANAGER})):
        with pytest.raises(NotYours):
            lock(cluster.id, APRIL, PROPOSE, by=somebody)
        with pytest.raises(NotYours):
            unlock(cluster.id, APRIL, PeriodAction.PROPOSE_UNLOCK, "why", by=somebody)


def test_a_cluster_without_a_yardstick_has_no_book_to_lock(db_session: object) -> None:
    cluster = a_cluster()
    with pytest.raises(NotYours):
        lock(cluster.id, APRIL, PROPOSE, by=an_actor(cluster, {Role.OFFICIAL}))


def test_nothing_is_written_into_a_locked_month_and_the_refusal_says_what_to_do(cluster: Unit) -> None:
    locked_up_to(cluster, 2026, 5)
    unit = a_unit(a_town(cluster))
    with pytest.raises(Refused, match=r"May 2026 was locked at this moment.*try again"):
        an_entry(unit, on=date(2026, 5, 31))
    hold_open_book(cluster.id, clock.now())
    assert an_entry(unit).counts_on == date(2026, 6, 1)


def test_another_clusters_book_stays_open(cluster: Unit) -> None:
    locked_up_to(cluster, 2026, 5)
    other = a_cluster()
    a_scheme(other)
    assert an_entry(a_unit(a_town(other)), on=date(2026, 5, 31)).counts_on == date(2026, 5, 31)


def test_what_a_month_has_brought_is_kept_under_a_digest(cluster: Unit) -> None:
    locked_up_to(cluster, 2026, 5)
    asked = select(LockedTotal.year, LockedTotal.month, LockedTotal.verdict, LockedTotal.amount, LockedTotal.entries)
    rows = [(year, month, verdict, amount.fen, n) for year, month, verdict, amount, n in db.session.execute(asked)]
    assert rows == [(2026, 3, VerdictState.COUNTED, 10_000, 1), (2026, 5, VerdictState.COUNTED, 3_000, 1)]
    digests = db.session.execute(select(PeriodStep.digest).where(PeriodStep.action == APPROVE)).scalars().all()
    assert len(set(digests)) == 3
    assert {len(digest) for digest in digests} == {64}


def test_a_month_that_is_unlocked_and_locked_again_is_sealed_anew(cluster: Unit, clock: SettableClock) -> None:
    locked_up_to(cluster, 2026, 5)
    unlocked(cluster, 2026, 5)
    an_entry(a_unit(a_town(cluster)), "7", on=date(2026, 5, 30))
    locked_up_to(cluster, 2026, 5)
    per_step = select(func.sum(LockedTotal.amount)).where(LockedTotal.month == 5).group_by(LockedTotal.step_id)
    assert sorted(amount.fen for amount in db.session.execute(per_step).scalars()) == [3_000, 3_700]


def test_the_trail_and_the_notices_name_the_month_and_who_did_it(cluster: Unit) -> None:
    one, other = two_officials(cluster)
    steps = lock(cluster.id, Month(2026, 3), PROPOSE, by=one)
    lock(cluster.id, Month(2026, 3), APPROVE, by=other)
    db.session.flush()
    assert [entry.person_id for entry in trail_of("period", steps[0].id)] == [one.person_id]
    told = (
        db.session.execute(
            select(Notice.kind).where(Notice.organisation_id == cluster.id, Notice.kind.startswith("period_"))
        )
        .scalars()
        .all()
    )
    assert told == ["period_propose_lock", "period_approve_lock"]
