"""What the entries of a scope can be filtered by."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import String, cast, literal, select, union_all

from shop.catalogue.models import Category
from shop.extensions import db
from shop.organisations.models import County, Organisation
from shop.tally.models import TotalByCategory, TotalByCounty, TotalBySupplier
from shop.tally.offline.words import OUTSIDE, OUTSIDERS
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme

ORGANISATION = Organisation.__table__


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that entries of the scope can be filtered by."""

    what: str
    key: str
    name: str
    name_english: str

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


def choices(scope: Scope, scheme_id: int | None) -> dict[str, list[Choice]]:
    """The counties, categories and suppliers that occur in the scope, by name. One query, of totals."""
    parts = []
    for what, table, column, named, key in (
        ("county", TotalByCounty, TotalByCounty.county_code, County.__table__, "code"),
        ("category", TotalByCategory, TotalByCategory.category_id, Category.__table__, "id"),
        ("supplier", TotalBySupplier, TotalBySupplier.supplier_id, ORGANISATION, "id"),
    ):
        keys = (
            select(column)
            .where(table.year == scope.year, of_scheme(table.scheme_id, scheme_id))
            .where(scope.covers(table.unit_id, getattr(table, "county_code", None)))
        )
        text = cast(named.c[key], String(20))
        parts.append(select(literal(what), text, named.c.name, named.c.name_english).where(named.c[key].in_(keys)))
    outside, said = keys.where(TotalBySupplier.supplier_id == OUTSIDE), literal(str(OUTSIDERS))
    parts.append(select(literal("supplier"), literal(str(OUTSIDE)), said, said).where(outside.exists()))
    found: dict[str, list[Choice]] = {"county": [], "category": [], "supplier": []}
    for row in db.session.execute(union_all(*parts)):
        found[row[0]].append(Choice(*row))
    for of_one_kind in found.values():
        of_one_kind.sort(key=lambda choice: choice.key)
    return found
