"""A listing as every list of them shows it, with what is wrong with it and what waits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, func, literal, select

from shop.catalogue.completeness import Facts, Lack, lacks
from shop.catalogue.dressing import packs_of, sellable
from shop.catalogue.facts import certificate_in_force
from shop.catalogue.goods import PackOffer
from shop.catalogue.models import Category, Certification, GoodsPaper, ListingChange, Lot, Product
from shop.catalogue.models.photos import ProductPhoto
from shop.catalogue.pricing import per_measure
from shop.catalogue.season import short_place
from shop.catalogue.taxes import chosen
from shop.catalogue.words import ChangeOutcome, GoodsKind, Measure, ProductStatus, TaxRate
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.columns import QuantityColumn
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.organisations.models import County, Organisation, Supplier
from shop.organisations.words import SupplierKind, SupplierStatus, Taxpayer

_supplier: Any = Supplier.__table__
_organisation: Any = Organisation.__table__


@dataclass(frozen=True, slots=True)
class Listed:
    """A listing as a list shows it. ``stock`` is what can be ordered today; ``change_id`` a change that waits."""

    id: int
    slug: str
    supplier_id: int
    supplier: str
    supplier_english: str
    name: str
    name_english: str
    character: str
    drawing: str | None
    tint: str
    county: str
    county_english: str
    measure: Measure
    status: ProductStatus
    returned: bool
    barred: bool
    commodity: bool
    described: bool
    stored: bool
    goods_kind: GoodsKind | None
    tax_rate: TaxRate
    tax_ground: str
    taxpayer: Taxpayer
    seller_kind: SupplierKind
    seller_status: SupplierStatus
    submitted_at: Any
    change_id: int | None
    changed_at: Any
    stock: Quantity
    certificate: str | None
    certificate_from: date | None
    certificate_to: date | None
    photos: int
    papers: int
    packs: tuple[PackOffer, ...] = ()

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    @property
    def seal(self) -> str:
        """The county as its seal says it."""
        return short_place(self.county)[:3]

    @property
    def cheapest(self) -> UnitPrice | None:
        """The lowest price of one kilogram or piece; nothing while none is set."""
        prices = [per_measure(price, pack.basis) for pack in self.packs for _start, price in pack.tiers]
        return min(prices, default=None)

    @property
    def wrong(self) -> list[Lack]:
        """What is wrong with it today."""
        tax = chosen(self.goods_kind, self.tax_rate, self.tax_ground, self.taxpayer, self.seller_kind)
        facts = Facts(
            status=self.status,
            returned=self.returned,
            barred=self.barred,
            priced=bool(self.packs),
            tax_open=None if self.goods_kind is None else tax is not None,
            stocked=self.stock > NOTHING,
            certified=self.certificate is not None,
            certificate_to=self.certificate_to,
            commodity=self.commodity,
            described=self.described,
            stored=self.stored,
            photos=self.photos,
        )
        return lacks(facts, clock.today())


def listing_row(product_id: int, day: date) -> Listed:
    """One listing as a list shows it, without its packs. One query."""
    return Listed(*db.session.execute(rows_on(day).where(Product.id == product_id)).one())


def with_packs(rows: Any) -> list[Listed]:
    """Rows of `rows_on` with the packs that are sold. One query, and none for nothing."""
    found = [Listed(*row) for row in rows]
    if not found:
        return []
    packs: Mapping[int, tuple[PackOffer, ...]] = packs_of(Product.id.in_([row.id for row in found]))
    return [replace(row, packs=packs.get(row.id, ())) for row in found]


def waits_since() -> Any:
    return (
        select(ListingChange.proposed_at)
        .where(ListingChange.product_id == Product.id, ListingChange.outcome == ChangeOutcome.WAITING)
        .scalar_subquery()
    )


def _count(table: Any, *which: ColumnElement[bool]) -> Any:
    return select(func.count()).where(table.product_id == Product.id, *which).scalar_subquery()


def rows_on(day: date) -> Any:
    waiting_id = (
        select(ListingChange.id)
        .where(ListingChange.product_id == Product.id, ListingChange.outcome == ChangeOutcome.WAITING)
        .scalar_subquery()
    )
    stock = (
        select(func.coalesce(func.sum(Lot.available, type_=QuantityColumn()), literal(NOTHING, QuantityColumn())))
        .where(Lot.product_id == Product.id, sellable(bindparam("day", day, type_=Date)))
        .scalar_subquery()
    )
    columns = (
        *(Product.id, Product.slug, Product.supplier_id, _organisation.c.name, _organisation.c.name_english),
        *(Product.name, Product.name_english, Product.character, Product.drawing, Category.tint),
        *(County.name, County.name_english, Product.measure, Product.status, Product.review_note != ""),
        *(Product.barred, Product.commodity_id.is_not(None), Product.description != "", Product.storage != ""),
        *(Product.goods_kind, Product.tax_rate, Product.tax_ground, _supplier.c.taxpayer, _supplier.c.supplier_kind),
        _supplier.c.status,
        *(Product.submitted_at, waiting_id, waits_since(), stock),
        *(Certification.catalogue_number, Certification.valid_from, Certification.valid_to),
        *(_count(ProductPhoto), _count(GoodsPaper, GoodsPaper.ended_at.is_(None))),
    )
    return (
        select(*columns)
        .select_from(Product)
        .join(Category, Category.id == Product.category_id)
        .join(County, County.code == Product.county_code)
        .join(_supplier, _supplier.c.id == Product.supplier_id)
        .join(_organisation, _organisation.c.id == _supplier.c.id)
        .outerjoin(Certification, Certification.id == certificate_in_force(Product.id, day))
    )
