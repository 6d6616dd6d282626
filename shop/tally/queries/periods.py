"""Months of the book as they stand, with what was done to each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, literal, or_, select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.tally.models import LockedTotal, PeriodStep
from shop.tally.periods import SHUT, Month, PeriodAction, PeriodState
from shop.tally.services.periods import first_written, states_of
from shop.tally.words import VerdictState


@dataclass(frozen=True, slots=True)
class Step:
    """A step with the name of who took it."""

    step: PeriodStep
    by: str


@dataclass(frozen=True, slots=True)
class Row:
    """A month of the book; ``counted`` and ``entries`` are what it has brought, known once it is locked."""

    month: Month
    state: PeriodState
    last: Step | None = None
    counted: Money | None = None
    entries: int | None = None


def months_of_book(cluster_id: int) -> list[Row]:
    """Every month from the first in which something was written to this one, the newest first. Four queries."""
    first = first_written(cluster_id)
    if first is None:
        return []
    states, brought = states_of(cluster_id), _brought(cluster_id)
    names = _names({step.by_id for _state, step in states.values()})
    found = []
    for month in first.up_to(Month.of(clock.today())):
        state, step = states.get(month, (PeriodState.OPEN, None))
        last = Step(step, names[step.by_id]) if step else None
        counted, entries = brought.get(month, (None, None)) if state in SHUT else (None, None)
        if state in SHUT and entries is None:
            counted, entries = Money(0), 0
        found.append(Row(month, state, last, counted, entries))
    return found[::-1]


def steps_of(cluster_id: int, month: Month) -> list[Step]:
    """Everything that was done to a month, the newest first. Two queries."""
    asked = (
        select(PeriodStep)
        .where(PeriodStep.cluster_id == cluster_id, PeriodStep.year == month.year, PeriodStep.month == month.month)
        .order_by(PeriodStep.n.desc())
    )
    steps = db.session.execute(asked).scalars().all()
    names = _names({step.by_id for step in steps})
    return [Step(step, names[step.by_id]) for step in steps]


def month_for(cluster_id: int, code: str) -> Month:
    """The month of a code, if the cluster's book has it; raises ``NotYours``."""
    month, first = Month.from_code(code), first_written(cluster_id)
    if month is None or first is None or not first <= month <= Month.of(clock.today()):
        raise NotYours
    return month


def _names(ids: set[int]) -> Mapping[int, str]:
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(sorted(ids)))).all()
    return dict(rows)


def _brought(cluster_id: int) -> dict[Month, tuple[Money, int]]:
    """What each month has brought to the figures of the first yardstick, by its newest seal."""
    counted = case((LockedTotal.verdict == VerdictState.COUNTED, LockedTotal.amount), else_=_nothing())
    first_scheme = select(func.min(LockedTotal.scheme_id)).where(LockedTotal.cluster_id == cluster_id)
    asked = (
        select(PeriodStep.year, PeriodStep.month, func.sum(counted), func.sum(LockedTotal.entries))
        .join(LockedTotal, LockedTotal.step_id == PeriodStep.id)
        .where(PeriodStep.id.in_(seals(cluster_id, None)), LockedTotal.scheme_id == first_scheme.scalar_subquery())
        .group_by(PeriodStep.year, PeriodStep.month)
    )
    return {Month(year, month): (amount, int(n)) for year, month, amount, n in db.session.execute(asked)}


def _nothing() -> Any:
    return literal(Money(0), MoneyColumn())


def seals(cluster_id: int, through: Month | None) -> Select[int]:
    """The newest lock of each month, up to one."""
    asked = select(func.max(PeriodStep.id)).where(
        PeriodStep.cluster_id == cluster_id, PeriodStep.action == PeriodAction.APPROVE_LOCK
    )
    if through is not None:
        within = and_(PeriodStep.year == through.year, PeriodStep.month <= through.month)
        asked = asked.where(or_(PeriodStep.year < through.year, within))
    return asked.group_by(PeriodStep.year, PeriodStep.month)
