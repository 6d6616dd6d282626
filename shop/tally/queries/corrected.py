"""A year as it was locked beside the year as it is corrected by now, and what makes the difference (DOMAIN rule 8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.organisations.models import Organisation
from shop.tally.models import Entry, LockedTotal, TotalByPurpose, Verdict
from shop.tally.periods import Month
from shop.tally.queries.periods import seals
from shop.tally.queries.scopes import Scope
from shop.tally.services.periods import locked_through
from shop.tally.services.sealing import moved
from shop.tally.words import EntryKind, VerdictState

PER_PAGE = 20
ORGANISATION = Organisation.__table__
BEFORE = aliased(Verdict)


@dataclass(slots=True)
class Compared:
    """What counts of a unit's year: as locked, written since into what is locked, into what is open, and today.

    ``as_locked`` + ``corrected`` + ``open`` = ``today``, always.
    """

    as_locked: Money = field(default_factory=Money)
    corrected: Money = field(default_factory=Money)
    open: Money = field(default_factory=Money)
    today: Money = field(default_factory=Money)

    @property
    def as_corrected(self) -> Money:
        """The months that are locked, with what was written about them since."""
        return self.as_locked + self.corrected

    def add(self, other: Compared) -> None:
        self.as_locked += other.as_locked
        self.corrected += other.corrected
        self.open += other.open
        self.today += other.today


def compared(scope: Scope, scheme_id: int, cluster_id: int) -> tuple[Month | None, dict[int, Compared]]:
    """The year of a scope by unit, with the last month that is locked. Four queries."""
    through = locked_through(cluster_id)
    found: dict[int, Compared] = {}
    for unit_id, amount in _as_locked(scope, scheme_id, cluster_id, through):
        found.setdefault(unit_id, Compared()).as_locked = amount
    for unit_id, amount in _today(scope, scheme_id):
        found.setdefault(unit_id, Compared()).today = amount
    since = moved(*_since(scope, scheme_id, cluster_id, through))
    for key, (fen, _entries) in since.items():
        if key.verdict is VerdictState.COUNTED:
            mine = found.setdefault(key.unit_id, Compared())
            if through is not None and Month(key.year, key.month) <= through:
                mine.corrected += Money(fen)
            else:
                mine.open += Money(fen)
    return through, found


def _as_locked(scope: Scope, scheme_id: int, cluster_id: int, through: Month | None) -> Any:
    if through is None:
        return ()
    asked = (
        select(LockedTotal.unit_id, func.sum(LockedTotal.amount))
        .where(LockedTotal.cluster_id == cluster_id, LockedTotal.scheme_id == scheme_id)
        .where(LockedTotal.year == scope.year, LockedTotal.verdict == VerdictState.COUNTED)
        .where(LockedTotal.step_id.in_(seals(cluster_id, through)), LockedTotal.unit_id.in_(scope.units))
        .group_by(LockedTotal.unit_id)
    )
    return db.session.execute(asked).all()


def _today(scope: Scope, scheme_id: int) -> Any:
    table = TotalByPurpose
    asked = (
        select(table.unit_id, func.sum(table.amount))
        .where(table.scheme_id == scheme_id, table.year == scope.year, table.verdict == VerdictState.COUNTED)
        .where(table.unit_id.in_(scope.units))
        .group_by(table.unit_id)
    )
    return db.session.execute(asked).all()


def _since(scope: Scope, scheme_id: int, cluster_id: int, through: Month | None) -> list[ColumnElement[bool]]:
    """The conditions for verdicts of the scope's year that were given after the last locked month."""
    conditions = [
        Verdict.cluster_id == cluster_id,
        Verdict.scheme_id == scheme_id,
        Entry.counts_year == scope.year,
        Entry.unit_id.in_(scope.units),
    ]
    return conditions if through is None else [*conditions, Verdict.at >= through.ends_at]


@dataclass(frozen=True, slots=True)
class Change:
    """Something written after the lock that changes what counts: an entry or a new verdict; ``amount`` is signed."""

    entry_id: int
    kind: EntryKind
    n: int
    at: datetime
    counts_on: date
    state: VerdictState
    before: VerdictState | None
    entered: Money
    unit: str
    unit_english: str
    supplier: str
    supplier_english: str

    @property
    def amount(self) -> Money:
        """By how much it has changed what counts."""
        return self.entered if self.state is VerdictState.COUNTED else -self.entered

    def words(self, what: str, language: str) -> str:
        return str(getattr(self, what if language == "zh" else f"{what}_english") or "")


def changes(
    scope: Scope, scheme_id: int, cluster_id: int, *, of_locked: bool, page: int, per_page: int = PER_PAGE
) -> tuple[int, Money, int, Sequence[Change]]:
    """What was written since the last lock about months that are locked, or of those that are not.

    How many changes, by how much they change what counts, which page of them, the newest first, and that page. Three
    queries.
    """
    through = locked_through(cluster_id)
    conditions = _since(scope, scheme_id, cluster_id, through)
    if through is None:
        conditions.append(Entry.id.is_(None) if of_locked else Entry.id.is_not(None))
    else:
        first_open = through.next.first_day
        conditions.append(Entry.counts_on < first_open if of_locked else Entry.counts_on >= first_open)
    return _page_of(conditions, page, per_page)


def changes_after(
    scope: Scope,
    scheme_id: int,
    cluster_id: int,
    *,
    verdict_mark: int,
    until: date,
    page: int,
    per_page: int = PER_PAGE,
) -> tuple[int, Money, int, Sequence[Change]]:
    """The same of what was written after a verdict was, about a year's days up to one. Three queries."""
    of_year = _since(scope, scheme_id, cluster_id, None)
    return _page_of([*of_year, Verdict.id > verdict_mark, Entry.counts_on <= until], page, per_page)


def _page_of(
    conditions: list[ColumnElement[bool]], page: int, per_page: int = PER_PAGE
) -> tuple[int, Money, int, Sequence[Change]]:
    counts, counted = Verdict.state == VerdictState.COUNTED, BEFORE.state == VerdictState.COUNTED
    changed = or_(and_(counts, or_(BEFORE.id.is_(None), ~counted)), and_(~counts, counted))
    conditions = [*conditions, changed]
    signed = case((counts, Entry.amount), else_=-Entry.amount)
    number, amount = db.session.execute(
        _changes(func.count(), func.sum(signed, type_=MoneyColumn())).where(*conditions)
    ).one()
    page = min(page, max(1, -(-number // per_page)))
    unit, supplier = ORGANISATION.alias(), ORGANISATION.alias()
    asked = (
        _changes(
            Entry.id,
            Entry.kind,
            Verdict.n,
            Verdict.at,
            Entry.counts_on,
            Verdict.state,
            BEFORE.state,
            Entry.amount,
            *(column for table in (unit, supplier) for column in (table.c.name, table.c.name_english)),
        )
        .join(unit, unit.c.id == Entry.unit_id)
        .outerjoin(supplier, supplier.c.id == Entry.supplier_id)
        .where(*conditions)
        .order_by(Verdict.id.desc())
        .limit(per_page)
        .offset((page - 1) * per_page)
    )
    return number, amount or Money(0), page, [Change(*row) for row in db.session.execute(asked)]


def _changes(*columns: Any) -> Select[*tuple[Any, ...]]:
    same = (BEFORE.entry_id == Verdict.entry_id) & (BEFORE.scheme_id == Verdict.scheme_id)
    return (
        select(*columns)
        .select_from(Verdict)
        .join(Entry, Entry.id == Verdict.entry_id)
        .outerjoin(BEFORE, same & (BEFORE.n == Verdict.n - 1))
    )
