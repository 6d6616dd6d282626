"""What of purchases is invoiced and paid: of an order's entries, and of a scope."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, ColumnElement, Select, and_, bindparam, func, not_, or_, select, true, type_coerce
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.ordering.models import OrderLine
from shop.payments.models import OrderBalance
from shop.tally.evidence import Grade
from shop.tally.models import Entry, EntryGrade, Evidence, TotalByEvidence, Verdict
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme
from shop.tally.words import Source, VerdictState

LATER = Entry.__table__.alias("later")
NEWER = Verdict.__table__.alias("newer")
TAKEN_IN = AcceptanceLine.__table__.alias("taken_in")
ORDERED = OrderLine.__table__.alias("ordered")


class Chain(NamedTuple):
    """A purchase with all that corrects it: what it has come to now, beside what is kept of it.

    ``kept_worth`` is empty as long as nothing is kept. ``order_paid`` is what is paid of its order altogether.
    """

    order_id: int
    consignment_line_id: int
    entry_id: int
    cluster_id: int
    unit_id: int
    counts_on: date
    county_code: str
    first: Money
    corrected: Money | None
    kept_worth: Money | None
    invoiced: Money | None
    paid: Money | None
    order_paid: Money | None

    @property
    def worth(self) -> Money:
        return self.first + (self.corrected or Money(0))


def chains(condition: ColumnElement[bool]) -> list[Chain]:
    """The purchases of orders, the oldest first, an order after the other. One query."""
    corrected = select(func.sum(LATER.c.amount)).where(LATER.c.corrects_id == Entry.id).correlate(Entry)
    statement: Select[*tuple[Any, ...]] = (
        select(
            OrderLine.order_id,
            AcceptanceLine.consignment_line_id,
            Entry.id,
            Entry.cluster_id,
            Entry.unit_id,
            Entry.counts_on,
            Entry.origin_county,
            Entry.amount,
            type_coerce(corrected.scalar_subquery(), MoneyColumn()),
            EntryGrade.worth,
            EntryGrade.invoiced,
            EntryGrade.paid,
            OrderBalance.paid,
        )
        .select_from(OrderLine)
        .join(AcceptanceLine, AcceptanceLine.order_line_id == OrderLine.id)
        .join(Entry, is_first_of(AcceptanceLine.id))
        .outerjoin(EntryGrade, EntryGrade.entry_id == Entry.id)
        .outerjoin(OrderBalance, OrderBalance.order_id == OrderLine.order_id)
        .where(condition)
        .order_by(OrderLine.order_id, Entry.id)
    )
    return [Chain(*row) for row in db.session.execute(statement)]


def of_orders(order_ids: Sequence[int]) -> ColumnElement[bool]:
    """The condition for the purchases of some orders.

    It says twice what it means: without figures about its tables SQLite would begin with every entry there is.
    """
    lines = select(TAKEN_IN.c.id).join(ORDERED, ORDERED.c.id == TAKEN_IN.c.order_line_id)
    return OrderLine.order_id.in_(order_ids) & Entry.source_id.in_(lines.where(ORDERED.c.order_id.in_(order_ids)))


def is_first_of(acceptance_line_id: Any) -> ColumnElement[bool]:
    """The condition under which an entry is the purchase that was written from an acceptance line."""
    return and_(Entry.source == Source.ACCEPTANCE, Entry.source_id == acceptance_line_id, Entry.corrects_id.is_(None))


_OTHER, _NAMED = aliased(AcceptanceLine), aliased(AcceptanceLine)
_NAMED_HERE: BindParameter[Any] = bindparam("ids", expanding=True)
PURCHASES_OF = (
    select(AcceptanceLine.id, Entry.id)
    .join(_OTHER, _OTHER.consignment_line_id == AcceptanceLine.consignment_line_id)
    .join(Entry, is_first_of(_OTHER.id))
    .where(
        AcceptanceLine.id.in_(_NAMED_HERE),
        Entry.source_id.in_(
            select(TAKEN_IN.c.id)
            .join(_NAMED, _NAMED.consignment_line_id == TAKEN_IN.c.consignment_line_id)
            .where(_NAMED.id.in_(_NAMED_HERE))
        ),
    )
)


def purchases_of(acceptance_line_ids: Sequence[int]) -> dict[int, int]:
    """The first entry of what acceptance lines took in, whether or not they are corrections. One query."""
    return dict(db.session.execute(PURCHASES_OF, {"ids": sorted(set(acceptance_line_ids))}).all())


def verdicts_on(condition: ColumnElement[bool]) -> dict[int, list[tuple[int, VerdictState]]]:
    """The verdicts in force on entries, by entry: scheme and state. One query."""
    same = (NEWER.c.entry_id == Verdict.entry_id) & (NEWER.c.scheme_id == Verdict.scheme_id)
    newest = select(func.max(NEWER.c.n)).where(same).correlate(Verdict)
    statement = select(Verdict.entry_id, Verdict.scheme_id, Verdict.state).where(
        condition, Verdict.n == newest.scalar_subquery()
    )
    found: dict[int, list[tuple[int, VerdictState]]] = {}
    for entry_id, scheme_id, state in db.session.execute(statement):
        found.setdefault(entry_id, []).append((scheme_id, state))
    return found


def is_graded(grade: Grade) -> ColumnElement[bool]:
    """The condition under which an entry has a grade (`grade_of`); what nothing is kept of is accepted."""
    whole_paid = and_(EntryGrade.worth > Money(0), EntryGrade.paid >= EntryGrade.worth)
    whole_invoiced = and_(EntryGrade.worth > Money(0), EntryGrade.invoiced >= EntryGrade.worth)
    if grade is Grade.PAID:
        return whole_paid
    if grade is Grade.INVOICED:
        return and_(whole_invoiced, EntryGrade.paid < EntryGrade.worth)
    return func.coalesce(not_(or_(whole_paid, whole_invoiced)), true())


class Proved(NamedTuple):
    """What of that which counts is invoiced, and what is paid."""

    invoiced: Money
    paid: Money


def proved_in(scope: Scope, scheme_id: int | None = None) -> Proved:
    """What counts in a scope as far as it is proved. One query, of totals."""
    table = TotalByEvidence
    statement = (
        select(func.sum(table.invoiced), func.sum(table.paid))
        .where(table.year == scope.year, of_scheme(table.scheme_id, scheme_id))
        .where(table.verdict == VerdictState.COUNTED, scope.covers(table.unit_id, table.county_code))
    )
    invoiced, paid = db.session.execute(statement).one()
    return Proved(invoiced or Money(0), paid or Money(0))


def evidence_of(entry: Entry) -> tuple[EntryGrade | None, Sequence[Evidence]]:
    """How far an entry (with what corrects it) is proved, and since when. Two queries."""
    first = entry.corrects_id or entry.id
    statement = select(Evidence).where(Evidence.entry_id == first).order_by(Evidence.id)
    return db.session.get(EntryGrade, first), db.session.execute(statement).scalars().all()
