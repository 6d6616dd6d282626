"""What has waited too long for an invoice or a payment, by name (DOMAIN rule 9).

What lacks an invoice the register says (`payments.queries.missing`), as it does to the bookkeepers; what lacks its
payment is known here, where payments are spread over purchases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select, type_coerce

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.ordering.models import OrderLine
from shop.organisations.models import Organisation
from shop.payments.models import InvoicedLine
from shop.payments.queries import missing
from shop.tally.evidence import PATIENCE, EvidenceKind
from shop.tally.models import Entry, EntryGrade
from shop.tally.queries.evidence import is_first_of
from shop.tally.queries.scopes import Scope
from shop.tally.words import Source

PER_PAGE = 30
ORGANISATION = Organisation.__table__
BOUGHT = Entry.__table__.alias("bought")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A purchase that has waited too long, and what of it is still to be invoiced or paid."""

    entry_id: int
    counts_on: date
    worth: Money
    missing: Money
    unit: str
    unit_english: str
    supplier: str
    supplier_english: str
    product: str | None
    product_english: str | None

    @property
    def days(self) -> int:
        return (clock.today() - self.counts_on).days

    def words(self, what: str, language: str) -> str:
        """The name of ``unit``, ``supplier`` or ``product`` in the reader's language."""
        return str(getattr(self, what if language == "zh" else f"{what}_english") or "")


def waiting_sums(scope: Scope) -> dict[EvidenceKind, tuple[int, Money]]:
    """How many purchases have waited too long for an invoice or a payment, and what is missing. Two queries."""
    uninvoiced = missing.sums_of(_uninvoiced(scope))
    unpaid = select(func.count(), func.sum(EntryGrade.worth - EntryGrade.paid, type_=MoneyColumn()))
    count, lacking = db.session.execute(unpaid.where(_unpaid(scope))).one()
    return {
        EvidenceKind.INVOICED: (uninvoiced.count, uninvoiced.missing),
        EvidenceKind.PAID: (count, lacking or Money(0)),
    }


class Late(NamedTuple):
    """So many purchases of a unit have waited too long, and what of them is still to be invoiced or paid."""

    unit_id: int
    name: str
    name_english: str
    purchases: int
    missing: Money


def late_by_unit(kind: EvidenceKind, scope: Scope) -> list[Late]:
    """The units whose purchases have waited too long, whoever lacks most first. One query."""
    if kind is EvidenceKind.INVOICED:
        unit_id, lacking, which = InvoicedLine.unit_id, missing.LACKING, _uninvoiced(scope)
    else:
        unit_id, lacking, which = EntryGrade.unit_id, EntryGrade.worth - EntryGrade.paid, _unpaid(scope)
    names = (ORGANISATION.c.name, ORGANISATION.c.name_english)
    whole = func.sum(lacking, type_=MoneyColumn())
    asked = (
        select(unit_id, *names, func.count(), whole)
        .join(ORGANISATION, ORGANISATION.c.id == unit_id)
        .where(which)
        .group_by(unit_id, *names)
        .order_by(whole.desc(), unit_id)
    )
    return [Late(*row) for row in db.session.execute(asked)]


def page_of_waiting(kind: EvidenceKind, scope: Scope, *, page: int) -> list[Waiting]:
    """A page of what has waited too long, the longest first. One query."""
    paged = _asked(kind, scope).limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    return [Waiting(*row) for row in db.session.execute(paged)]


def all_waiting(kind: EvidenceKind, scope: Scope) -> Iterator[Waiting]:
    """All of what has waited too long, read as it goes by. One query."""
    for row in db.session.execute(_asked(kind, scope), execution_options={"yield_per": 1_000}):
        yield Waiting(*row)


def _asked(kind: EvidenceKind, scope: Scope) -> Select[*tuple[Any, ...]]:
    unit, supplier = ORGANISATION.alias(), ORGANISATION.alias()
    names = [column for table in (unit, supplier) for column in (table.c.name, table.c.name_english)]
    goods = (OrderLine.product_name, OrderLine.product_name_english)
    asked = _lines(scope, names, goods) if kind is EvidenceKind.INVOICED else _grades(scope, names, goods)
    return asked.join(unit, unit.c.id == Entry.unit_id).join(supplier, supplier.c.id == Entry.supplier_id)


def _uninvoiced(scope: Scope) -> ColumnElement[bool]:
    return missing.waits_longer_than(PATIENCE[EvidenceKind.INVOICED].days) & scope.covers(InvoicedLine.unit_id)


def _unpaid(scope: Scope) -> ColumnElement[bool]:
    """What was bought elsewhere is not among it: nobody here knows when that was paid."""
    since = clock.today() - PATIENCE[EvidenceKind.PAID]
    too_long = and_(EntryGrade.counts_on < since, EntryGrade.paid < EntryGrade.worth)
    elsewhere = select(BOUGHT.c.id).where(BOUGHT.c.id == EntryGrade.entry_id, BOUGHT.c.source == Source.OFFLINE)
    return and_(scope.covers(EntryGrade.unit_id), too_long, ~elsewhere.exists())


def _lines(scope: Scope, names: Any, goods: Any) -> Select[*tuple[Any, ...]]:
    worth = type_coerce(InvoicedLine.accepted - InvoicedLine.reduced, MoneyColumn())
    lacking = type_coerce(missing.LACKING, MoneyColumn())
    return (
        select(Entry.id, Entry.counts_on, worth, lacking, *names, *goods)
        .select_from(InvoicedLine)
        .join(AcceptanceLine, AcceptanceLine.consignment_line_id == InvoicedLine.consignment_line_id)
        .join(Entry, is_first_of(AcceptanceLine.id))
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .where(_uninvoiced(scope))
        .order_by(InvoicedLine.accepted_at, InvoicedLine.consignment_line_id)
    )


def _grades(scope: Scope, names: Any, goods: Any) -> Select[*tuple[Any, ...]]:
    lacking = type_coerce(EntryGrade.worth - EntryGrade.paid, MoneyColumn())
    return (
        select(EntryGrade.entry_id, EntryGrade.counts_on, EntryGrade.worth, lacking, *names, *goods)
        .join(Entry, Entry.id == EntryGrade.entry_id)
        .outerjoin(AcceptanceLine, (Entry.source == Source.ACCEPTANCE) & (AcceptanceLine.id == Entry.source_id))
        .outerjoin(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .where(_unpaid(scope))
        .order_by(EntryGrade.counts_on, EntryGrade.entry_id)
    )
