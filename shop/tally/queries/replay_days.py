"""Where the days of an entry stand: on its order, its consignment, its evidence; and what has to be joined for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, and_, case, func, null, select
from sqlalchemy.orm import aliased

from shop.fulfilment.models import Acceptance, AcceptanceLine, Consignment
from shop.kernel.money import Money
from shop.ordering.models import Order, OrderLine
from shop.tally.evidence import EvidenceKind
from shop.tally.models import Entry, EntryGrade, Evidence
from shop.tally.replaying import Basis
from shop.tally.words import Source

FIRST = aliased(Entry)
"""The purchase that an entry is, or that it corrects."""


def _as_it_is(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement


def _with_order(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    of_first = and_(FIRST.source == Source.ACCEPTANCE, AcceptanceLine.id == FIRST.source_id)
    return (
        statement.outerjoin(AcceptanceLine, of_first)
        .outerjoin(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
    )


def _with_consignment(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    of_first = and_(FIRST.source == Source.ACCEPTANCE, AcceptanceLine.id == FIRST.source_id)
    return (
        statement.outerjoin(AcceptanceLine, of_first)
        .outerjoin(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .outerjoin(Consignment, Consignment.id == Acceptance.consignment_id)
    )


def _with_grade(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    return statement.outerjoin(EntryGrade, EntryGrade.entry_id == FIRST.id)


def _in_full(kind: EvidenceKind) -> Any:
    """When a purchase was last moved towards being wholly invoiced or paid; nothing while it is not."""
    proved = EntryGrade.invoiced if kind is EvidenceKind.INVOICED else EntryGrade.paid
    newest = select(func.max(Evidence.at)).where(Evidence.entry_id == FIRST.id, Evidence.kind == kind)
    whole = (EntryGrade.worth > Money(0)) & (proved >= EntryGrade.worth)
    return case((whole, newest.correlate(FIRST).scalar_subquery()), else_=null())


MOMENTS: Mapping[Basis, Any] = {
    Basis.ACCEPTED: Entry.counts_on,
    Basis.ORDERED: Order.placed_at,
    Basis.SHIPPED: Consignment.shipped_at,
    Basis.INVOICED: _in_full(EvidenceKind.INVOICED),
    Basis.PAID: _in_full(EvidenceKind.PAID),
}
JOINS: Mapping[Basis, Callable[[Select[*tuple[Any, ...]]], Select[*tuple[Any, ...]]]] = {
    Basis.ACCEPTED: _as_it_is,
    Basis.ORDERED: _with_order,
    Basis.SHIPPED: _with_consignment,
    Basis.INVOICED: _with_grade,
    Basis.PAID: _with_grade,
}
