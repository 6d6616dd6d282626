"""Whom purchases reach: the people linked by the suppliers from whom something counted was bought."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.organisations.models import BenefitRecord
from shop.tally.models import TotalBySupplier
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme
from shop.tally.words import VerdictState


class Reach(NamedTuple):
    """Suppliers from whom something counted was bought, each once, and whom they declare to link.

    Somebody linked by two suppliers is declared by both and therefore in here twice.
    """

    suppliers: int
    households: int
    people: int


def reach_of(scope: Scope, scheme_id: int | None = None) -> Reach:
    """The reach of a scope's year, as declared by its end or by today. One query."""
    day = min(clock.today(), date(scope.year, 12, 31))
    sellers = (
        select(TotalBySupplier.supplier_id)
        .where(TotalBySupplier.year == scope.year, of_scheme(TotalBySupplier.scheme_id, scheme_id))
        .where(scope.covers(TotalBySupplier.unit_id, TotalBySupplier.county_code))
        .where(TotalBySupplier.verdict == VerdictState.COUNTED)
        .group_by(TotalBySupplier.supplier_id)
        .having(func.sum(TotalBySupplier.amount) > Money(0))
        .subquery()
    )
    later = aliased(BenefitRecord)
    newest = (
        select(func.max(later.as_of))
        .where(later.supplier_id == BenefitRecord.supplier_id, later.as_of <= day)
        .scalar_subquery()
    )
    asked = (
        select(
            func.count(),
            func.coalesce(func.sum(BenefitRecord.households), 0),
            func.coalesce(func.sum(BenefitRecord.people), 0),
        )
        .select_from(sellers)
        .outerjoin(
            BenefitRecord, (BenefitRecord.supplier_id == sellers.c.supplier_id) & (BenefitRecord.as_of == newest)
        )
    )
    return Reach(*(int(figure) for figure in db.session.execute(asked).one()))
