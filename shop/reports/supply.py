"""A supplier at a glance: what waits, what runs out, what is to be completed, and what was accepted this month.

One statement, however much there is: the desk shows several lists beside it and keeps to its number.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, distinct, func, select

from shop.catalogue.queries.capacity import nearly_full_asked
from shop.catalogue.queries.certificates import expired_asked, running_out_asked
from shop.catalogue.queries.lots import to_complete_asked
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.columns import MoneyColumn, QuantityColumn
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.ordering.models import OrderLine
from shop.ordering.queries.sales import to_confirm_asked, to_ship_asked
from shop.organisations.queries.documents import running_out_asked as documents_asked
from shop.tally.models import Entry
from shop.tally.words import Source

WITHIN = timedelta(days=60)
"""What ends within so many days is told of on the desk."""


@dataclass(frozen=True, slots=True)
class Month:
    """What buyers accepted in a month, less what was corrected in it: yuan, kilograms, and of how many orders."""

    first: date
    amount: Money
    weight: Quantity
    orders: int


@dataclass(frozen=True, slots=True)
class Glance:
    """Counts of what a supplier has to see to, and three months side by side: this one, the last, a year ago."""

    to_confirm: int
    to_ship: int
    certificates: int
    expired: int
    documents: int
    lots: int
    capacities: int
    months: tuple[Month, ...]


def at_a_glance(actor: Actor) -> Glance:
    """The supplier's own figures. One statement."""
    today = clock.today()
    months = months_beside(today)
    counts = (
        to_confirm_asked(actor),
        to_ship_asked(actor),
        running_out_asked(actor, today),
        expired_asked(actor, today),
        documents_asked(actor.organisation_id, today, today + WITHIN),
        to_complete_asked(actor, today),
        nearly_full_asked(actor.organisation_id, [today.year, today.year + 1]),
    )
    figures = [column for first in months for column in _accepted(actor.organisation_id, first)]
    row = db.session.execute(select(*_scalars([*counts, *figures]))).one()
    said = len(counts)
    confirm, ship, certificates, expired, documents, lots, capacities = row[:said]
    return Glance(confirm, ship, certificates, expired, documents, lots, capacities, months=_months(months, row[said:]))


def months_beside(today: date) -> tuple[date, date, date]:
    """The first days of this month, of the last one, and of the same month a year ago."""
    this = today.replace(day=1)
    return this, (this - timedelta(days=1)).replace(day=1), this.replace(year=this.year - 1)


def _months(firsts: Iterable[date], figures: Any) -> tuple[Month, ...]:
    return tuple(
        Month(first, figures[3 * at] or Money(0), figures[3 * at + 1] or NOTHING, int(figures[3 * at + 2]))
        for at, first in enumerate(firsts)
    )


def _scalars(statements: Iterable[Any]) -> list[Any]:
    return [statement.scalar_subquery() for statement in statements]


def _accepted(supplier_id: int, first: date) -> tuple[Any, Any, Any]:
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    mine: ColumnElement[bool] = (
        (Entry.supplier_id == supplier_id)
        & Entry.counts_on.between(first, last)
        & Entry.source.in_((Source.ACCEPTANCE, Source.INVOICE))
    )
    orders = (
        select(func.count(distinct(OrderLine.order_id)))
        .select_from(Entry)
        .join(AcceptanceLine, AcceptanceLine.id == Entry.source_id)
        .join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .where(mine, Entry.source == Source.ACCEPTANCE)
    )
    return (
        select(func.sum(Entry.amount, type_=MoneyColumn())).where(mine),
        select(func.sum(Entry.quantity, type_=QuantityColumn())).where(mine, Entry.measure == Measure.KILOGRAM),
        orders,
    )
