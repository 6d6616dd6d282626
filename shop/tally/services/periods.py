"""Locking months of the book, by two people; and what everybody asks who writes into it (DOMAIN rule 8).

Whoever counts holds the cluster's yardsticks together with others (`in_force.hold_rules`); whoever locks or unlocks a
month takes them alone (`take_book`). So a lock waits for what is being written and is known to whatever is written
after it: nothing ever comes into a month that is locked. The yardsticks are taken before anything else that a lock
touches, in the order of their ids.
"""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, func, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.tally.models import Entry, PeriodStep
from shop.tally.periods import DECIDING, MOVES, Month, PeriodAction, PeriodState, after
from shop.tally.services.in_force import hold_rules, require_decider, take_book
from shop.tally.services.sealing import seal

LAST_DECIDED = (
    select(PeriodStep.year, PeriodStep.month, PeriodStep.action)
    .where(PeriodStep.cluster_id == bindparam("cluster_id"), PeriodStep.action.in_(DECIDING))
    .order_by(PeriodStep.id.desc())
    .limit(1)
)


def hold_open_book(cluster_id: int, moment: datetime) -> None:
    """Something is about to be written into the cluster's book at a moment: its month stays open until the commit.

    Raises ``Refused`` if the month has been locked meanwhile.
    """
    hold_rules(cluster_id)
    through = locked_through(cluster_id)
    if through is not None and Month.of_moment(moment) <= through:
        raise Refused(
            _l(
                "%(month)s was locked at this moment, so nothing more can be written into it. Please try again: it "
                "then goes into the open month.",
                month=Month.of_moment(moment).named,
            )
        )


def locked_through(cluster_id: int) -> Month | None:
    """The last month that is locked: everything up to it is. One query.

    Months are locked in their order and unlocked from the last, so the newest decision says it.
    """
    with db.session.no_autoflush:
        row = db.session.execute(LAST_DECIDED, {"cluster_id": cluster_id}).first()
    if row is None:
        return None
    month = Month(row.year, row.month)
    return month if row.action is PeriodAction.APPROVE_LOCK else month.before


def first_open_day(cluster_id: int | None) -> date | None:
    """The first day into which may still be written; ``None`` while nothing is locked.

    Without a cluster: of whichever has locked most.
    """
    if cluster_id is not None:
        through = locked_through(cluster_id)
        return None if through is None else through.next.first_day
    clusters = db.session.execute(select(PeriodStep.cluster_id).distinct()).scalars()
    opened = [first_open_day(one) for one in clusters]
    return max((day for day in opened if day is not None), default=None)


def lock(cluster_id: int, through: Month, action: PeriodAction, *, by: Actor) -> list[PeriodStep]:
    """A lock of every open month up to one is proposed, approved by a second person, or dropped (of that month on)."""
    require_decider(cluster_id, by)
    take_book(cluster_id)
    states, months = states_of(cluster_id), _open_up_to(cluster_id, through)
    if action is PeriodAction.DROP_LOCK:
        months = [month for month in states if month >= through and states[month][0] is PeriodState.LOCK_PROPOSED]
    elif not through.is_over:
        raise Refused(_l("%(month)s is not over yet: only months that are over can be locked.", month=through.named))
    elif not months and through not in states:
        raise Refused(_l("Nothing was written up to %(month)s, so there is nothing to lock.", month=through.named))
    elif action is PeriodAction.PROPOSE_LOCK:
        months = [month for month in months if month not in states or states[month][0] is PeriodState.OPEN]
    steps = [_step(cluster_id, month, action, states, by=by) for month in months or [through]]
    _tell(steps, by)
    return steps


def unlock(cluster_id: int, month: Month, action: PeriodAction, reason: str = "", *, by: Actor) -> PeriodStep:
    """To unlock the last locked month is proposed with a reason, approved by a second person, or dropped."""
    require_decider(cluster_id, by)
    take_book(cluster_id)
    if action is PeriodAction.PROPOSE_UNLOCK and not reason.strip():
        raise Refused(_l("Please say why the month must be unlocked."), field="reason")
    last, states = locked_through(cluster_id), states_of(cluster_id)
    if action is not PeriodAction.DROP_UNLOCK and last is not None and month < last:
        raise Refused(
            _l(
                "Only the last locked month can be unlocked, and that is %(last)s: unlock backwards from there.",
                last=last.named,
            )
        )
    step = _step(cluster_id, month, action, states, reason.strip(), by=by)
    _tell([step], by)
    return step


def states_of(cluster_id: int) -> dict[Month, tuple[PeriodState, PeriodStep]]:
    """How each month stands that something was done to, with the step that says so, in the order of the months."""
    newest = (
        select(func.max(PeriodStep.id))
        .where(PeriodStep.cluster_id == cluster_id)
        .group_by(PeriodStep.year, PeriodStep.month)
    )
    asked = select(PeriodStep).where(PeriodStep.id.in_(newest)).order_by(PeriodStep.year, PeriodStep.month)
    return {step.of: (step.state, step) for step in db.session.execute(asked).scalars()}


def first_written(cluster_id: int) -> Month | None:
    """The month in which the book begins."""
    moment = db.session.execute(select(func.min(Entry.written_at)).where(Entry.cluster_id == cluster_id)).scalar()
    return None if moment is None else Month.of_moment(moment)


def _open_up_to(cluster_id: int, through: Month) -> list[Month]:
    """The months that are not locked, from the first one up to ``through``."""
    last = locked_through(cluster_id)
    first = last.next if last is not None else first_written(cluster_id)
    return [] if first is None else list(first.up_to(through))


def _step(
    cluster_id: int,
    month: Month,
    action: PeriodAction,
    states: dict[Month, tuple[PeriodState, PeriodStep]],
    reason: str = "",
    *,
    by: Actor,
) -> PeriodStep:
    state, before = states.get(month, (PeriodState.OPEN, None))
    proposed_by = before.by_id if before is not None and MOVES[action].second else None
    step = PeriodStep(
        cluster_id=cluster_id,
        year=month.year,
        month=month.month,
        n=before.n + 1 if before else 1,
        action=action,
        state=after(month, state, action, own=proposed_by == by.person_id),
        by_id=by.person_id,
        proposed_by_id=proposed_by,
        at=clock.now(),
        reason=reason,
    )
    if action is PeriodAction.APPROVE_LOCK:
        seal(step)
    db.session.add(step)
    db.session.flush()
    record(by, f"period.{action.value}", "period", step.id, cluster_id=cluster_id, month=month.code, reason=reason)
    return step


def _tell(steps: list[PeriodStep], by: Actor) -> None:
    last = steps[-1]
    for organisation_id in sorted({last.cluster_id, by.organisation_id}):
        tell(
            organisation_id,
            f"period_{last.action.value}",
            subject=("period", last.of.code),
            month=last.of.code,
            by=by.person_name,
        )
