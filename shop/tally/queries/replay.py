"""Replaying a period: every entry of a scope once more, in pages, judged by other rules or counted on other days.

Nothing is written, and its memory does not grow with the book: entries are read in pages of `PAGE`, added up by unit,
and of those whose verdict or period changes only the ones that are shown are kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.tally.models import Entry, RuleSet, Verdict
from shop.tally.queries.anew import facts_in_force
from shop.tally.queries.entries import in_force
from shop.tally.queries.replay_days import FIRST, JOINS, MOMENTS
from shop.tally.queries.scopes import Scope
from shop.tally.replaying import Basis, Placed, replayed
from shop.tally.rules import Judgement, Rules
from shop.tally.words import Source, VerdictState

PAGE = 2_000


Scopes = Scope | Mapping[int, Scope]
"""What is replayed: a scope, or of a period over several years the scope of each: units may stand elsewhere then."""


class Asked(NamedTuple):
    """Which days, by which rules and by which of an entry's days; without rules each entry keeps those it has."""

    scheme_id: int
    first: date
    last: date
    rules: Rules | None = None
    basis: Basis = Basis.ACCEPTED


class Changed(NamedTuple):
    """An entry that counts otherwise in the replay."""

    entry_id: int
    unit_id: int
    amount: Money
    before: Placed
    after: Placed


@dataclass(slots=True)
class Sums:
    """What counts of a unit in the period: today, and in the replay."""

    today: Money = field(default_factory=Money)
    replayed: Money = field(default_factory=Money)
    entries: int = 0

    @property
    def difference(self) -> Money:
        return self.replayed - self.today


@dataclass(slots=True)
class Replayed:
    """The outcome: by unit, how many entries change, and those of them that were asked for."""

    by_unit: dict[int, Sums] = field(default_factory=dict)
    changes: int = 0
    shown: list[Changed] = field(default_factory=list)
    read: int = 0

    @property
    def whole(self) -> Sums:
        total = Sums()
        for one in self.by_unit.values():
            total.today += one.today
            total.replayed += one.replayed
            total.entries += one.entries
        return total


class _Read(NamedTuple):
    """An entry as it is read: its verdict in force, and the moment or day of the basis."""

    id: int
    unit_id: int
    amount: Money
    counts_on: date
    first_id: int
    source: Source
    facts: PurchaseFacts
    state: VerdictState
    failed: Any
    n: int
    rules: Rules
    at: datetime | date | None


def replay(scope: Scopes, asked: Asked, *, skip: int = 0, keep: int = 0) -> Replayed:
    """The whole period once more; of the entries that change, ``keep`` are kept after the first ``skip``."""
    found = Replayed()
    for row, before, after in _all(scope, asked):
        found.read += 1
        counted, counts = before.counts_in(asked.first, asked.last), after.counts_in(asked.first, asked.last)
        mine = found.by_unit.setdefault(row.unit_id, Sums()) if counted or counts else None
        if mine is not None:
            mine.today += row.amount if counted else Money(0)
            mine.replayed += row.amount if counts else Money(0)
            mine.entries += 1
        if _differs(asked, before, after):
            if skip <= found.changes < skip + keep:
                found.shown.append(Changed(row.id, row.unit_id, row.amount, before, after))
            found.changes += 1
    return found


def changes(scope: Scopes, asked: Asked) -> Iterator[Changed]:
    """Every entry that counts otherwise, one after the other, for a file."""
    for row, before, after in _all(scope, asked):
        if _differs(asked, before, after):
            yield Changed(row.id, row.unit_id, row.amount, before, after)


def _differs(asked: Asked, before: Placed, after: Placed) -> bool:
    """Whether it counts in one and not in the other, or fails for another reason, inside the period."""
    counted, counts = before.counts_in(asked.first, asked.last), after.counts_in(asked.first, asked.last)
    in_period = before.day is not None and asked.first <= before.day <= asked.last
    return counted != counts or (in_period and before.judgement != after.judgement)


def _all(scope: Scopes, asked: Asked) -> Iterator[tuple[_Read, Placed, Placed]]:
    day_of = _day_by(asked.basis)
    for rows in _pages(scope, asked):
        anew = facts_in_force(asked.scheme_id, sorted({row.first_id for row in rows if row.n > 1}))
        for row in rows:
            judgement = Judgement(row.state, row.failed)
            facts = anew.get(row.first_id, row.facts) if row.n > 1 else row.facts
            after = replayed(judgement, facts, row.rules if asked.rules is None else asked.rules)
            yield row, Placed(judgement, row.counts_on), Placed(after, day_of(row))


def _pages(scope: Scopes, asked: Asked) -> Iterator[list[_Read]]:
    statement, last = _statement(scope, asked), 0
    while True:
        asked_page = statement.where(Entry.id > last).order_by(Entry.id).limit(PAGE)
        rows = [_Read(*row) for row in db.session.execute(asked_page)]
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _statement(scope: Scopes, asked: Asked) -> Select[*tuple[Any, ...]]:
    base = (
        Entry.id,
        Entry.unit_id,
        Entry.amount,
        Entry.counts_on,
        FIRST.id,
        FIRST.source,
        Entry.facts,
        Verdict.state,
        Verdict.failed,
        Verdict.n,
        RuleSet.rules,
    )
    moment = MOMENTS[asked.basis]
    statement = (
        select(*base, moment)
        .select_from(Entry)
        .join(Verdict, in_force(asked.scheme_id))
        .join(RuleSet, RuleSet.id == Verdict.rule_set_id)
        .join(FIRST, FIRST.id == func.coalesce(Entry.corrects_id, Entry.id))
        .where(_covered(scope), *_days(asked))
    )
    return JOINS[asked.basis](statement)


def _covered(scope: Scopes) -> ColumnElement[bool]:
    """An entry belongs where its unit stood in the year it counts in; before and after the period's years, in those
    nearest to it.
    """
    if isinstance(scope, Scope):
        return scope.covers(Entry.unit_id, Entry.origin_county)
    years = sorted(scope)
    parts = []
    for year in years:
        from_here = Entry.counts_year >= year if year != years[0] else None
        to_here = Entry.counts_year <= year if year != years[-1] else None
        of_year = [condition for condition in (from_here, to_here) if condition is not None]
        parts.append(and_(scope[year].covers(Entry.unit_id, Entry.origin_county), *of_year))
    return or_(*parts)


def _days(asked: Asked) -> list[Any]:
    """What can lie in the period: goods are ordered and shipped before they are accepted, and proved after it."""
    if asked.basis is Basis.ACCEPTED:
        return [Entry.counts_on.between(asked.first, asked.last)]
    if asked.basis in (Basis.ORDERED, Basis.SHIPPED):
        return [Entry.counts_on >= asked.first]
    return [Entry.counts_on <= asked.last]


def _day_by(basis: Basis) -> Callable[[_Read], date | None]:
    """What was bought elsewhere has the day of its invoice for every basis but one: nobody here knows when it was paid
    (DOMAIN rule 2).
    """

    def day(row: _Read) -> date | None:
        elsewhere = row.source is Source.OFFLINE and basis is not Basis.PAID
        if basis is Basis.ACCEPTED or elsewhere:
            return row.counts_on
        return clock.shanghai_day(row.at) if isinstance(row.at, datetime) else None

    return day
