"""Entries of the book within what an actor sees: filtered, summed, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select
from sqlalchemy.orm import aliased

from shop.catalogue.words import Measure
from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.columns import MoneyColumn, QuantityColumn
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.ordering.models import OrderLine
from shop.organisations.models import County, Organisation
from shop.tally.evidence import Grade, grade_of
from shop.tally.models import (
    Entry,
    EntryGrade,
    OfflinePurchase,
    OfflineVersion,
    Verdict,
)
from shop.tally.queries.breakdowns import Amounts
from shop.tally.queries.entry_filters import Wanted, conditions_of
from shop.tally.queries.evidence import Proved
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme
from shop.tally.words import Condition, EntryKind, Source, VerdictState

PER_PAGE = 30
ORGANISATION = Organisation.__table__
KEPT = (EntryGrade.invoiced, EntryGrade.paid)
PROVES = EntryGrade.entry_id == func.coalesce(Entry.corrects_id, Entry.id)
"""What joins an entry to how far it is proved."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as a list shows it; ``amount`` and ``quantity`` are signed, ``state`` empty while no rules judge it."""

    id: int
    counts_on: date
    kind: EntryKind
    purpose: Purpose
    measure: Measure
    amount: Money
    quantity: Quantity
    state: VerdictState | None
    failed: Condition | None
    unit: str
    unit_english: str
    supplier: str
    supplier_english: str
    county: str
    county_english: str
    product: str | None
    product_english: str | None
    worth: Money | None = None
    invoiced: Money | None = None
    paid: Money | None = None
    proof_id: int | None = None

    @property
    def proved(self) -> Proved | None:
        """What is invoiced and paid, beside the purchase alone: what corrects it does not repeat it."""
        if self.proof_id != self.id:
            return None
        return Proved(self.invoiced or Money(0), self.paid or Money(0))

    @property
    def grade(self) -> Grade:
        """How far the purchase is proved, with all that corrects it."""
        return grade_of(self.worth or Money(0), self.invoiced or Money(0), self.paid or Money(0))

    def words(self, what: str, language: str) -> str:
        """The name of ``unit``, ``supplier``, ``county`` or ``product`` in the reader's language."""
        return str(getattr(self, what if language == "zh" else f"{what}_english") or "")


SORTS: dict[str, Any] = {"day": Entry.counts_on, "amount": Entry.amount}
"""By what a list may be ordered; with a minus sign before it, downwards."""


def page_of_entries(
    scope: Scope, wanted: Wanted, scheme_id: int | None, *, page: int, sort: str = "-day"
) -> Sequence[Line]:
    """One page of the entries asked for. One query."""
    column = SORTS.get(sort.lstrip("-"), Entry.counts_on)
    order = (column.desc(), Entry.id.desc()) if sort.startswith("-") else (column.asc(), Entry.id.asc())
    ids = matching(select(Entry.id), scope, wanted, scheme_id).order_by(*order).limit(PER_PAGE)
    asked = lines_asked(scheme_id).where(Entry.id.in_(ids.offset((page - 1) * PER_PAGE))).order_by(*order)
    return [Line(*row) for row in db.session.execute(asked)]


def newest_entries(scope: Scope, scheme_id: int | None, count: int) -> Sequence[Line]:
    """The entries written last. One query."""
    ids = matching(select(Entry.id), scope, Wanted(), scheme_id).order_by(Entry.id.desc()).limit(count)
    asked = lines_asked(scheme_id).where(Entry.id.in_(ids)).order_by(Entry.id.desc())
    return [Line(*row) for row in db.session.execute(asked)]


def sum_of_entries(scope: Scope, wanted: Wanted, scheme_id: int | None) -> dict[VerdictState | None, Amounts]:
    """Fen, weight and number of all entries asked for, and what of them is proved, by verdict. One query."""
    weight = case((Entry.measure == Measure.KILOGRAM, Entry.quantity), else_=literal(Quantity(0), QuantityColumn()))
    asked = matching(
        select(Verdict.state, func.sum(Entry.amount), func.sum(weight), func.count(), *_proved()),
        scope,
        wanted,
        scheme_id,
    ).group_by(Verdict.state)
    return {state: Amounts(*amounts) for state, *amounts in db.session.execute(asked)}


def _proved() -> list[Any]:
    """What is invoiced and paid of entries; corrections share what is kept of the first."""
    nothing = literal(Money(0), MoneyColumn())
    of_first = [case((EntryGrade.entry_id == Entry.id, kept), else_=nothing) for kept in KEPT]
    return [func.sum(amount) for amount in of_first]


def reasons(scope: Scope, scheme_id: int | None) -> list[tuple[Condition, Amounts]]:
    """Why purchases of the scope are not counted, the largest amount first. One query."""
    weight = case((Entry.measure == Measure.KILOGRAM, Entry.quantity), else_=literal(Quantity(0), QuantityColumn()))
    asked = matching(
        select(Verdict.failed, func.sum(Entry.amount), func.sum(weight), func.count()),
        scope,
        Wanted(verdict=VerdictState.NOT_COUNTED),
        scheme_id,
    ).group_by(Verdict.failed)
    found = [(failed, Amounts(*amounts)) for failed, *amounts in db.session.execute(asked) if failed is not None]
    return sorted(found, key=lambda row: -row[1].amount.fen)


def matching(
    statement: Select[*tuple[Any, ...]], scope: Scope, wanted: Wanted, scheme_id: int | None
) -> Select[*tuple[Any, ...]]:
    """The statement over the entries asked for, each with the verdict in force."""
    return (
        statement.select_from(Entry)
        .outerjoin(Verdict, in_force(scheme_id))
        .outerjoin(EntryGrade, PROVES)
        .where(Entry.counts_year == scope.year, scope.covers(Entry.unit_id, Entry.origin_county))
        .where(*conditions_of(wanted, scope.year))
    )


def in_force(scheme_id: int | None) -> ColumnElement[bool]:
    """The condition that joins an entry to its newest verdict under a scheme."""
    newer = aliased(Verdict)
    newest = (
        select(func.max(newer.n))
        .where(newer.entry_id == Verdict.entry_id, newer.scheme_id == Verdict.scheme_id)
        .scalar_subquery()
    )
    return (Verdict.entry_id == Entry.id) & of_scheme(Verdict.scheme_id, scheme_id) & (Verdict.n == newest)


def lines_asked(scheme_id: int | None) -> Select[*tuple[Any, ...]]:
    """Entries with the names and the verdict that a ``Line`` has, in its order."""
    unit, supplier = ORGANISATION.alias(), ORGANISATION.alias()
    return (
        select(
            Entry.id,
            Entry.counts_on,
            Entry.kind,
            Entry.purpose,
            Entry.measure,
            Entry.amount,
            Entry.quantity,
            Verdict.state,
            Verdict.failed,
            unit.c.name,
            unit.c.name_english,
            func.coalesce(supplier.c.name, OfflineVersion.seller_name),
            func.coalesce(supplier.c.name_english, OfflineVersion.seller_name),
            County.name,
            County.name_english,
            func.coalesce(OrderLine.product_name, OfflineVersion.goods),
            func.coalesce(OrderLine.product_name_english, OfflineVersion.goods),
            EntryGrade.worth,
            EntryGrade.invoiced,
            EntryGrade.paid,
            EntryGrade.entry_id,
        )
        .select_from(Entry)
        .outerjoin(Verdict, in_force(scheme_id))
        .outerjoin(EntryGrade, PROVES)
        .join(unit, unit.c.id == Entry.unit_id)
        .outerjoin(supplier, supplier.c.id == Entry.supplier_id)
        .join(County, County.code == Entry.origin_county)
        .outerjoin(AcceptanceLine, (Entry.source == Source.ACCEPTANCE) & (AcceptanceLine.id == Entry.source_id))
        .outerjoin(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .outerjoin(OfflinePurchase, (Entry.source == Source.OFFLINE) & (OfflinePurchase.id == Entry.source_id))
        .outerjoin(
            OfflineVersion,
            (OfflineVersion.purchase_id == OfflinePurchase.id) & (OfflineVersion.n == OfflinePurchase.version),
        )
    )
