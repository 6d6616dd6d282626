"""Capacity passports: which hold, what fills them, and which wait for whom."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, extract, func, select, type_coerce

from shop.catalogue import capacity
from shop.catalogue.capacity import Used
from shop.catalogue.models import Capacity, Category, Commodity, Lot, Product
from shop.catalogue.queries.capacity_use import NOTHING_USED, Key, key_of, used_of
from shop.catalogue.words import CapacityStatus
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation, Supplier

PER_PAGE = 20

_supplier: Any = Supplier.__table__
_organisation: Any = Organisation.__table__


@dataclass(frozen=True, slots=True)
class CapacityRow:
    """A passport as lists show it, with whose it is and what fills it; ``in_force`` is the one it would replace."""

    passport: Capacity
    category: str
    category_english: str
    supplier: str
    supplier_english: str
    supplier_slug: str
    county_code: str
    used: Used = field(default=NOTHING_USED)

    def category_named(self, language: str) -> str:
        return self.category if language == "zh" else self.category_english

    def supplier_named(self, language: str) -> str:
        return self.supplier if language == "zh" else self.supplier_english

    @property
    def key(self) -> Key:
        return key_of(self.passport)

    @property
    def share(self) -> Decimal:
        return capacity.share(self.passport, self.used)

    @property
    def left(self) -> Quantity:
        return capacity.room(self.passport, self.used.whole)

    @property
    def nearly_full(self) -> bool:
        """Whether it is in force and more than nine tenths of it are gone."""
        in_force = self.passport.status is CapacityStatus.RECOMMENDED
        return in_force and capacity.is_nearly_full(self.passport, self.used)


@dataclass(frozen=True, slots=True)
class CapacityFilter:
    """What of the passports is asked for."""

    status: CapacityStatus | None = None
    year: int | None = None
    words: str = ""
    page: int = 1


def capacities_of(actor: Actor, asked: CapacityFilter, *, per_page: int = PER_PAGE) -> tuple[list[CapacityRow], int]:
    """A page of the passports the actor may see (a supplier's own, a county's, the operator all), and how many.

    The newest year first, what waits for the county before the rest. Three statements.
    """
    found = _asked(asked) & _seen_by(actor)
    whole = select(func.count()).select_from(Capacity)
    total = db.session.execute(_joined(whole).where(found)).scalar_one()
    waits = Capacity.status != CapacityStatus.DECLARED
    page = (
        capacities_asked()
        .where(found)
        .order_by(Capacity.year.desc(), waits, Category.position, Capacity.id.desc())
        .limit(per_page)
        .offset((asked.page - 1) * per_page)
    )
    return rows_of(page), total


def capacity_for(actor: Actor, capacity_id: int) -> CapacityRow:
    """One passport the actor may see; raises ``NotYours``. Two statements."""
    found = rows_of(capacities_asked().where(Capacity.id == capacity_id, _seen_by(actor)))
    if not found:
        raise NotYours
    return found[0]


def history_of(row: CapacityRow) -> Sequence[Capacity]:
    """Every declaration of the same supplier, category and measure, the newest year and declaration first."""
    mine = row.passport
    asked = select(Capacity).where(
        Capacity.supplier_id == mine.supplier_id,
        Capacity.category_id == mine.category_id,
        Capacity.measure == mine.measure,
    )
    return db.session.execute(asked.order_by(Capacity.year.desc(), Capacity.id.desc())).scalars().all()


def capacities_nearly_full(supplier_id: int, years: Iterable[int]) -> list[CapacityRow]:
    """The supplier's passports in force of these years of which little is left, the fullest first. Two statements."""
    asked = capacities_asked().where(
        Capacity.supplier_id == supplier_id,
        Capacity.status == CapacityStatus.RECOMMENDED,
        Capacity.year.in_(list(years)),
    )
    return sorted((row for row in rows_of(asked) if row.nearly_full), key=lambda row: -row.share)


def nearly_full_asked(supplier_id: int, years: Iterable[int]) -> Select[int]:
    """How many of them there are, as part of a larger statement."""
    received = (
        select(func.sum(Lot.received))
        .join(Product, Product.id == Lot.product_id)
        .join(Commodity, Commodity.id == Product.commodity_id)
        .where(
            Commodity.grown,
            Product.supplier_id == Capacity.supplier_id,
            Product.category_id == Capacity.category_id,
            Product.measure == Capacity.measure,
            extract("year", Lot.harvest_from) == Capacity.year,
        )
        .correlate(Capacity)
        .scalar_subquery()
    )
    used, expected = (type_coerce(figure, BigInteger()) for figure in (received, Capacity.expected))
    return (
        select(func.count())
        .select_from(Capacity)
        .where(
            Capacity.supplier_id == supplier_id,
            Capacity.status == CapacityStatus.RECOMMENDED,
            Capacity.year.in_(list(years)),
            used * 10 > expected * 9,
        )
    )


def capacities_waiting(county_code: str) -> int:
    """How many declarations wait for the county's office. One statement."""
    return int(db.session.execute(count_waiting(county_code)).scalar_one())


def count_waiting(county_code: str) -> Select[int]:
    """The same as a question, to be asked beside others."""
    waiting = (Capacity.status == CapacityStatus.DECLARED, _supplier.c.county_code == county_code)
    counted: Select[int] = _joined(select(func.count()).select_from(Capacity)).where(*waiting)
    return counted


def grown_categories() -> Sequence[Category]:
    """The categories in which something grows on land: what a passport can be declared for."""
    grown = select(Commodity.category_id).where(Commodity.grown)
    asked = select(Category).where(Category.id.in_(grown)).order_by(Category.position, Category.id)
    return db.session.execute(asked).scalars().all()


def capacities_asked() -> Any:
    """All passports with their names, to be narrowed down and read with `rows_of`."""
    names = (Category.name, Category.name_english, _organisation.c.name, _organisation.c.name_english)
    return _joined(select(Capacity, *names, _organisation.c.slug, _supplier.c.county_code).select_from(Capacity))


def rows_of(statement: Select[*tuple[Any, ...]]) -> list[CapacityRow]:
    """Passports asked for with their names, each with what fills it. Two statements, one when there are none."""
    found = [CapacityRow(*row) for row in db.session.execute(statement)]
    used = used_of({row.key for row in found})
    return [replace(row, used=used.get(row.key, NOTHING_USED)) for row in found]


def _joined(statement: Any) -> Any:
    return (
        statement.join(Category, Category.id == Capacity.category_id)
        .join(_supplier, _supplier.c.id == Capacity.supplier_id)
        .join(_organisation, _organisation.c.id == Capacity.supplier_id)
    )


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    if actor.is_operator:
        return Capacity.id.is_not(None)
    if actor.is_county:
        return _supplier.c.county_code == actor.county_code  # type: ignore[no-any-return]
    return Capacity.supplier_id == actor.organisation_id


def _asked(asked: CapacityFilter) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = Capacity.id.is_not(None)
    if asked.status is not None:
        condition &= Capacity.status == asked.status
    if asked.year is not None:
        condition &= Capacity.year == asked.year
    for word in asked.words.split():
        columns = (_organisation.c.name, _organisation.c.name_english, Category.name, Category.name_english)
        found = [column.icontains(word, autoescape=True) for column in columns]
        condition &= found[0] | found[1] | found[2] | found[3]
    return condition
