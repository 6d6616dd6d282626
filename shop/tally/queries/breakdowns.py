"""What is in the totals of a scope, along one dimension: one query each, and never an entry."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import Null, Select, func, null, select

from shop.catalogue.models import Category
from shop.extensions import db
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.organisations.models import County, Organisation, Supplier
from shop.tally.models import TotalByCategory, TotalByCertificate, TotalByCounty, TotalByPurpose, TotalBySupplier
from shop.tally.offline.words import OUTSIDE, OUTSIDERS
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme
from shop.tally.words import VerdictState

ORGANISATION, SUPPLIER = Organisation.__table__.c, Supplier.__table__.c


class Dimension(Labelled):
    """Along what a figure is broken down."""

    MONTH = "months", _l("Month")
    COUNTY = "counties", _l("County")
    CATEGORY = "categories", _l("Category")
    PURPOSE = "purposes", _l("Purpose")
    SUPPLIER = "suppliers", _l("Supplier")
    SUPPLIER_KIND = "kinds", _l("Kind of supplier")
    CERTIFIED = "certified", _l("Certificate")
    CHANNEL = "channels", _l("Channel")


OUTSIDE_OF_ALL = {(Dimension.SUPPLIER, OUTSIDE), (Dimension.SUPPLIER_KIND, None)}
"""The rows of what was bought of sellers whom the register does not know."""


@dataclass(slots=True)
class Amounts:
    """Fen, grams (of what is weighed) and the number of entries; of lists of entries also what is invoiced and paid."""

    amount: Money = field(default_factory=Money)
    weight: Quantity = field(default_factory=Quantity)
    entries: int = 0
    invoiced: Money = field(default_factory=Money)
    paid: Money = field(default_factory=Money)

    def add(self, other: Amounts) -> None:
        self.amount += other.amount
        self.weight += other.weight
        self.entries += other.entries
        self.invoiced += other.invoiced
        self.paid += other.paid


@dataclass(slots=True)
class Part:
    """One row of a breakdown: what it is of, and the amounts by verdict."""

    key: Any
    name: str = ""
    name_english: str = ""
    by_verdict: dict[VerdictState, Amounts] = field(default_factory=dict)

    def named(self, language: str) -> str:
        if isinstance(self.key, Labelled):
            return str(self.key.label)
        return self.name if language == "zh" else self.name_english

    def of(self, *verdicts: VerdictState) -> Amounts:
        """The sum of the verdicts named, or of all."""
        found = Amounts()
        for verdict in verdicts or VerdictState:
            found.add(self.by_verdict.get(verdict, Amounts()))
        return found


def breakdown(
    dimension: Dimension, scope: Scope, scheme_id: int | None = None, months: Collection[int] | None = None
) -> list[Part]:
    """The rows along a dimension; months in their order, everything else by the counted amount, the largest first.

    ``months`` are those of the year that are looked at, all unless told otherwise.
    """
    parts: dict[Any, Part] = {}
    asked = _asked(dimension, scope, scheme_id, months)
    for key, name, name_english, verdict, amount, weight, entries in db.session.execute(asked):
        if (dimension, key) in OUTSIDE_OF_ALL:
            part = parts.setdefault(key, Part(key, str(OUTSIDERS), str(OUTSIDERS)))
        else:
            part = parts.setdefault(key, Part(key, name or "", name_english or ""))
        part.by_verdict[verdict] = Amounts(amount, weight, int(entries))
    if dimension is Dimension.MONTH:
        return [parts.get(month, Part(month)) for month in range(1, 13)]
    counted = VerdictState.COUNTED
    return sorted(parts.values(), key=lambda part: (-part.of(counted).amount.fen, -part.of().amount.fen, str(part.key)))


def summed(parts: Iterable[Part]) -> Part:
    """The total row of a breakdown."""
    whole = Part("")
    for part in parts:
        for verdict, amounts in part.by_verdict.items():
            whole.by_verdict.setdefault(verdict, Amounts()).add(amounts)
    return whole


def months_towards(
    scope: Scope, purposes: Collection[Purpose], scheme_id: int | None = None
) -> list[tuple[Part, Money]]:
    """The twelve months of a year, each with what of it counts towards a target that names these purposes.

    Without purposes everything that counts does. One query.
    """
    parts = {month: Part(month) for month in range(1, 13)}
    towards = dict.fromkeys(parts, Money(0))
    asked = _sums(TotalByPurpose, (TotalByPurpose.month, TotalByPurpose.purpose), scope, scheme_id)
    for month, purpose, verdict, *amounts in db.session.execute(asked):
        found = Amounts(*amounts)
        parts[month].by_verdict.setdefault(verdict, Amounts()).add(found)
        if verdict is VerdictState.COUNTED and (not purposes or purpose in purposes):
            towards[month] += found.amount
    return [(parts[month], towards[month]) for month in parts]


def _asked(
    dimension: Dimension, scope: Scope, scheme_id: int | None, months: Collection[int] | None
) -> Select[*tuple[Any, ...]]:
    named: tuple[Any, ...]
    match dimension:
        case Dimension.COUNTY:
            named = (TotalByCounty.county_code, County.name, County.name_english)
            return _sums(TotalByCounty, named, scope, scheme_id, months).join(
                County, County.code == TotalByCounty.county_code
            )
        case Dimension.CATEGORY:
            named = (TotalByCategory.category_id, Category.name, Category.name_english)
            category = Category.id == TotalByCategory.category_id
            return _sums(TotalByCategory, named, scope, scheme_id, months).join(Category, category)
        case Dimension.SUPPLIER:
            named = (TotalBySupplier.supplier_id, ORGANISATION.name, ORGANISATION.name_english)
            supplier = ORGANISATION.id == TotalBySupplier.supplier_id
            return _sums(TotalBySupplier, named, scope, scheme_id, months).outerjoin(Organisation.__table__, supplier)
        case Dimension.SUPPLIER_KIND:
            named, supplier = (SUPPLIER.supplier_kind, null(), null()), SUPPLIER.id == TotalBySupplier.supplier_id
            return _sums(TotalBySupplier, named, scope, scheme_id, months).outerjoin(Supplier.__table__, supplier)
        case Dimension.CERTIFIED:
            return _sums(TotalByCertificate, (TotalByCertificate.certified, null(), null()), scope, scheme_id, months)
        case Dimension.CHANNEL:
            return _sums(TotalByPurpose, (TotalByPurpose.channel, null(), null()), scope, scheme_id, months)
        case Dimension.PURPOSE:
            return _sums(TotalByPurpose, (TotalByPurpose.purpose, null(), null()), scope, scheme_id, months)
        case Dimension.MONTH:
            return _sums(TotalByCounty, (TotalByCounty.month, null(), null()), scope, scheme_id, months)


def _sums(
    table: Any, named: tuple[Any, ...], scope: Scope, scheme_id: int | None, months: Collection[int] | None = None
) -> Select[*tuple[Any, ...]]:
    summed_up = (
        select(*named, table.verdict, func.sum(table.amount), func.sum(table.weight), func.sum(table.entries))
        .select_from(table)
        .where(table.year == scope.year, of_scheme(table.scheme_id, scheme_id))
        .where(scope.covers(table.unit_id, getattr(table, "county_code", None)))
        .group_by(*(column for column in named if not isinstance(column, Null)), table.verdict)
    )
    return summed_up if months is None else summed_up.where(table.month.in_(sorted(months)))
