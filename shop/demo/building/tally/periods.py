"""Months of the demo's book that were locked, one of them twice; what two officials judged anew; next year's rules."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.purposes import Purpose
from shop.tally.models import Entry, Reevaluation, Scheme
from shop.tally.periods import Month, PeriodAction
from shop.tally.queries.candidates import candidates
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.rules import Rules
from shop.tally.services.periods import first_written, lock, locked_through, unlock
from shop.tally.services.reevaluations import decide_reevaluation, propose_reevaluation
from shop.tally.services.schemes import propose_rules
from shop.tally.words import Condition, Source, VerdictState

FORGOTTEN = "发现一张6月的验收单更正尚未双方确认，需补记后再锁。"
DOUBTED = "抽查时未见到货照片，单位说明前先存疑。"
SHOWN = "单位补交了到货照片和过磅单，存疑不成立。"
DOUBTED_AGAIN = "同一车辆同日两次送货，请核对过磅单。"
PROPOSE, APPROVE = PeriodAction.PROPOSE_LOCK, PeriodAction.APPROVE_LOCK
SUMMER = 6
LARGEST = 20
DOUBTED_IN, SETTLED_IN = 8, 9


def plan_periods(stage: Stage) -> None:
    """Each month is locked in the first days of the next; of the last month the lock is proposed and waits."""
    last = Month.of(clock.shanghai_day(stage.timeline.end)).before
    for month in Month(stage.facts.last_year, 1).up_to(last):
        _plan(stage, month.next.first_day + timedelta(days=3), 9, partial(_lock, stage, month, PROPOSE))
        if month < last:
            _plan(stage, month.next.first_day + timedelta(days=5), 15, partial(_lock, stage, month, APPROVE))
    year = stage.facts.this_year
    _plan(stage, date(year, SUMMER + 1, 13), 10, partial(_unlock, stage, Month(year, SUMMER)))
    _plan(stage, date(year, SUMMER + 1, 17), 10, partial(_lock, stage, Month(year, SUMMER), PROPOSE))
    _plan(stage, date(year, SUMMER + 1, 18), 10, partial(_lock, stage, Month(year, SUMMER), APPROVE))
    _plan(stage, date(year, DOUBTED_IN, 20), 11, partial(_doubt, stage))
    _plan(stage, date(year, SETTLED_IN, 12), 11, partial(_settle, stage, 0))
    end = clock.shanghai_day(stage.timeline.end)
    _plan(stage, end - timedelta(days=9), 11, partial(_settle, stage, 1))
    _plan(stage, end - timedelta(days=3), 16, partial(_doubt_again, stage))
    _plan(stage, end - timedelta(days=5), 16, partial(_propose_next_rules, stage))


def _plan(stage: Stage, day: date, hour: int, deed: partial[None]) -> None:
    stage.timeline.plan(clock.at_shanghai(day, hour, 20), deed)


def _two(stage: Stage) -> tuple[Actor, Actor]:
    """The cluster's official, and another one."""
    key = stage.facts.cluster.key
    one = stage.somebody(key, Role.OFFICIAL)
    return one, stage.who(key, Role.OFFICIAL, but=one) or one


def _cluster(stage: Stage) -> int:
    return stage.unit_ids[stage.facts.cluster.key]


def _lock(stage: Stage, month: Month, action: PeriodAction) -> None:
    """Nothing is locked before the book begins, nor what is locked already."""
    first, through = first_written(_cluster(stage)), locked_through(_cluster(stage))
    if first is None or month < first or (through is not None and month <= through):
        return
    one, other = _two(stage)
    lock(_cluster(stage), month, action, by=other if action is PROPOSE else one)


def _unlock(stage: Stage, month: Month) -> None:
    if locked_through(_cluster(stage)) != month:
        return
    one, other = _two(stage)
    unlock(_cluster(stage), month, PeriodAction.PROPOSE_UNLOCK, FORGOTTEN, by=one)
    unlock(_cluster(stage), month, PeriodAction.APPROVE_UNLOCK, by=other)


def _scheme(stage: Stage) -> Scheme:
    asked = select(Scheme).where(Scheme.cluster_id == _cluster(stage)).order_by(Scheme.id).limit(1)
    return db.session.execute(asked).scalar_one()


def _purchases(stage: Stage, month: Month, count: int) -> list[int]:
    """The largest purchases that count in a month."""
    asked = (
        select(Entry.id)
        .where(Entry.cluster_id == _cluster(stage), Entry.source == Source.ACCEPTANCE, Entry.corrects_id.is_(None))
        .where(Entry.counts_on >= month.first_day, Entry.counts_on < month.next.first_day)
        .order_by(Entry.amount.desc(), Entry.id)
        .limit(LARGEST)
    )
    ids = db.session.execute(asked).scalars().all()
    found = candidates(_scheme(stage), Aim.DISPUTE, ids=ids)
    return [one.entry.id for one in found if one.verdict.state is VerdictState.COUNTED][:count]


def _doubt(stage: Stage) -> None:
    """Purchases of June are put in dispute, long after the month was locked."""
    one, other = _two(stage)
    ids = _purchases(stage, Month(stage.facts.this_year, SUMMER), 3)
    if ids:
        proposed = propose_reevaluation(_scheme(stage), Aim.DISPUTE, ids, DOUBTED, by=one)
        decide_reevaluation(proposed, Outcome.APPROVED, by=other)


def _settle(stage: Stage, place: int) -> None:
    """One of them is shown to be right; the last one stays in dispute."""
    one, other = _two(stage)
    first = db.session.execute(select(Reevaluation).order_by(Reevaluation.id).limit(1)).scalars().first()
    if first is not None and place < len(first.lines):
        proposed = propose_reevaluation(_scheme(stage), Aim.DISMISS, [first.lines[place].entry_id], SHOWN, by=other)
        decide_reevaluation(proposed, Outcome.APPROVED, by=one)


def _doubt_again(stage: Stage) -> None:
    """Something waits for a second person: whoever tries the demo as the cluster's official."""
    _one, other = _two(stage)
    ids = _purchases(stage, Month.of(clock.today()).before, 3)
    if ids:
        propose_reevaluation(_scheme(stage), Aim.DISPUTE, ids, DOUBTED_AGAIN, by=other)


def _propose_next_rules(stage: Stage) -> None:
    """From next year on what the staff buy for themselves is to count no more, and a certificate may have run out."""
    _one, other = _two(stage)
    conditions = tuple(condition for condition in Condition if condition is not Condition.CERTIFICATE_VALID)
    rules = Rules(conditions=conditions, purposes=frozenset({Purpose.CANTEEN, Purpose.UNION_WELFARE}))
    propose_rules(_scheme(stage), rules, date(stage.facts.this_year + 1, 1, 1), by=other)
