"""Proposals to judge purchases anew: a list, and one with all that it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select, type_coerce
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation
from shop.tally.models import Entry, Reevaluation, ReevaluationLine, Scheme, Verdict
from shop.tally.reevaluating import Outcome
from shop.tally.words import VerdictState

PER_PAGE = 20
ORGANISATION = Organisation.__table__
WAITING = "waiting"
LATER = Entry.__table__.alias("later")


@dataclass(frozen=True, slots=True)
class Row:
    """A proposal with the names of who proposed and who decided it, and how many purchases it is about."""

    reevaluation: Reevaluation
    scheme: Scheme
    proposed_by: str
    decided_by: str | None
    purchases: int


@dataclass(frozen=True, slots=True)
class Line:
    """A purchase of a proposal: what it has come to, and its verdict before and after."""

    line: ReevaluationLine
    entry: Entry
    before: Verdict
    corrected: Money | None
    unit: str
    unit_english: str
    supplier: str | None
    supplier_english: str | None

    @property
    def worth(self) -> Money:
        return self.entry.amount + (self.corrected or Money(0))

    @property
    def moves(self) -> Money:
        """By how much it changes what counts."""
        counted = VerdictState.COUNTED
        return Money(self.worth.fen * ((self.line.state is counted) - (self.before.state is counted)))

    def words(self, what: str, language: str) -> str:
        return str(getattr(self, what if language == "zh" else f"{what}_english") or "")


def page_of(
    cluster_id: int, state: str | None, text: str, page: int, *, per_page: int = PER_PAGE
) -> tuple[int, Sequence[Row]]:
    """How many proposals there are, and a page of them, the newest first. Two queries."""
    conditions = [Reevaluation.cluster_id == cluster_id, *_filters(state, text)]
    total = db.session.execute(select(func.count()).select_from(Reevaluation).where(*conditions)).scalar_one()
    rows = _rows().where(*conditions).order_by(Reevaluation.id.desc()).limit(per_page).offset((page - 1) * per_page)
    return total, [Row(*row) for row in db.session.execute(rows)]


def reevaluation_for(cluster_id: int, number: str) -> Row:
    """One proposal by its number; raises ``NotYours``."""
    row = db.session.execute(
        _rows().where(Reevaluation.cluster_id == cluster_id, Reevaluation.number == number)
    ).one_or_none()
    if row is None:
        raise NotYours
    return Row(*row)


def lines_of(reevaluation_id: int) -> Sequence[Line]:
    """The purchases of a proposal. One query."""
    unit, supplier = ORGANISATION.alias(), ORGANISATION.alias()
    corrected = select(func.sum(LATER.c.amount)).where(LATER.c.corrects_id == Entry.id).correlate(Entry)
    asked: Select[*tuple[Any, ...]] = (
        select(
            ReevaluationLine,
            Entry,
            Verdict,
            type_coerce(corrected.scalar_subquery(), MoneyColumn()),
            *(column for table in (unit, supplier) for column in (table.c.name, table.c.name_english)),
        )
        .select_from(ReevaluationLine)
        .join(Entry, Entry.id == ReevaluationLine.entry_id)
        .join(Verdict, Verdict.id == ReevaluationLine.before_id)
        .join(unit, unit.c.id == Entry.unit_id)
        .outerjoin(supplier, supplier.c.id == Entry.supplier_id)
        .where(ReevaluationLine.reevaluation_id == reevaluation_id)
        .order_by(ReevaluationLine.entry_id)
    )
    return [Line(*row) for row in db.session.execute(asked)]


def waiting_of(cluster_id: int) -> int:
    """How many proposals wait for a decision."""
    asked = select(func.count()).select_from(Reevaluation)
    return db.session.execute(
        asked.where(Reevaluation.cluster_id == cluster_id, Reevaluation.outcome.is_(None))
    ).scalar_one()


def _rows() -> Select[*tuple[Any, ...]]:
    first, second = aliased(Person), aliased(Person)
    count = select(func.count()).where(ReevaluationLine.reevaluation_id == Reevaluation.id).correlate(Reevaluation)
    return (
        select(Reevaluation, Scheme, first.name, second.name, count.scalar_subquery())
        .select_from(Reevaluation)
        .join(Scheme, Scheme.id == Reevaluation.scheme_id)
        .join(first, first.id == Reevaluation.proposed_by_id)
        .outerjoin(second, second.id == Reevaluation.decided_by_id)
    )


def _filters(state: str | None, text: str) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if state == WAITING:
        conditions.append(Reevaluation.outcome.is_(None))
    elif state is not None:
        conditions.append(Reevaluation.outcome == Outcome(state))
    if text:
        conditions.append(
            or_(
                Reevaluation.number.icontains(text, autoescape=True),
                Reevaluation.reason.icontains(text, autoescape=True),
            )
        )
    return conditions
