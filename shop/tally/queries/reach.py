"""Whom purchases reach: the people linked by the suppliers from whom something counted was bought."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select, true
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.organisations.models import BenefitRecord
from shop.organisations.queries.reached import Linked, linked_asked, people_reached
from shop.organisations.queries.scopes import of_suppliers
from shop.organisations.words import BenefitSource
from shop.tally.models import TotalBySupplier
from shop.tally.offline.words import OUTSIDE
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme
from shop.tally.words import VerdictState


class Reach(NamedTuple):
    """Suppliers from whom something counted was bought, each once, and whom they link.

    ``households`` and ``people`` are what the suppliers state themselves: somebody linked by two is in there twice.
    ``linked`` is counted on their rosters, everybody once. The two stand beside each other.
    """

    suppliers: int
    households: int
    people: int
    linked: Linked


def reach_of(scope: Scope, scheme_id: int | None = None, months: Collection[int] | None = None) -> Reach:
    """The reach of a scope's year (or of some of its months), by its end or by today. One query."""
    day = reach_day(scope, months)
    sellers = sellers_of(scope, scheme_id, months).subquery()
    linked = linked_asked(of_suppliers(sellers_of(scope, scheme_id, months)), day).subquery()
    later = aliased(BenefitRecord)
    stated = BenefitSource.STATED
    newest = (
        select(func.max(later.as_of))
        .where(later.supplier_id == BenefitRecord.supplier_id, later.as_of <= day, later.source == stated)
        .scalar_subquery()
    )
    record = (BenefitRecord.supplier_id == sellers.c.supplier_id) & (BenefitRecord.source == stated)
    asked = (
        select(
            func.count(),
            func.coalesce(func.sum(BenefitRecord.households), 0),
            func.coalesce(func.sum(BenefitRecord.people), 0),
            *(func.coalesce(func.max(figure), 0) for figure in linked.c),
        )
        .select_from(sellers)
        .outerjoin(BenefitRecord, record & (BenefitRecord.as_of == newest))
        .join(linked, true())
    )
    suppliers, households, people, *figures = (int(figure) for figure in db.session.execute(asked).one())
    return Reach(suppliers, households, people, Linked(*figures))


def people_reached_by(scope: Scope, scheme_id: int | None = None) -> Linked:
    """Whom a unit, a branch or a cluster reaches with what it bought in a year, everybody once. One query."""
    return people_reached(of_suppliers(sellers_of(scope, scheme_id)), reach_day(scope))


def sellers_of(scope: Scope, scheme_id: int | None = None, months: Collection[int] | None = None) -> Select[Any]:
    """The suppliers of whose accepted goods something counted in a scope's year or months of it, returns taken off."""
    sellers = (
        select(TotalBySupplier.supplier_id)
        .where(TotalBySupplier.year == scope.year, of_scheme(TotalBySupplier.scheme_id, scheme_id))
        .where(scope.covers(TotalBySupplier.unit_id, TotalBySupplier.county_code))
        .where(TotalBySupplier.verdict == VerdictState.COUNTED, TotalBySupplier.supplier_id != OUTSIDE)
        .group_by(TotalBySupplier.supplier_id)
        .having(func.sum(TotalBySupplier.amount) > Money(0))
    )
    return sellers if months is None else sellers.where(TotalBySupplier.month.in_(sorted(months)))


def bought_from(scope: Scope, scheme_id: int | None = None) -> list[tuple[int, int, Money]]:
    """What counted of each unit's purchases from each supplier, returns taken off. One query."""
    asked = (
        select(TotalBySupplier.unit_id, TotalBySupplier.supplier_id, func.sum(TotalBySupplier.amount))
        .where(TotalBySupplier.year == scope.year, of_scheme(TotalBySupplier.scheme_id, scheme_id))
        .where(scope.covers(TotalBySupplier.unit_id, TotalBySupplier.county_code))
        .where(TotalBySupplier.verdict == VerdictState.COUNTED, TotalBySupplier.supplier_id != OUTSIDE)
        .group_by(TotalBySupplier.unit_id, TotalBySupplier.supplier_id)
    )
    return [(unit_id, supplier_id, amount) for unit_id, supplier_id, amount in db.session.execute(asked)]


def reach_day(scope: Scope, months: Collection[int] | None = None) -> date:
    """The day as of which the reach of a year (or of some of its months) is told: its end, or today."""
    last = max(months or (12,))
    return min(clock.today(), date(scope.year, last, monthrange(scope.year, last)[1]))
