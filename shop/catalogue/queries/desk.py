"""A supplier's own listings, and those that wait for somebody who looks at them: a page at a time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import ColumnElement, Date, Select, bindparam, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from shop.catalogue.completeness import Facts, Lack, lacks
from shop.catalogue.dressing import packs_of, sellable
from shop.catalogue.facts import certificate_in_force
from shop.catalogue.goods import PackOffer
from shop.catalogue.models import (
    Category,
    Certification,
    GoodsPaper,
    ListingChange,
    Lot,
    Pack,
    PriceTier,
    Product,
)
from shop.catalogue.models.photos import ProductPhoto
from shop.catalogue.pricing import per_measure
from shop.catalogue.season import short_place
from shop.catalogue.taxes import chosen
from shop.catalogue.words import ChangeOutcome, GoodsKind, Measure, ProductStatus, TaxRate
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.columns import QuantityColumn
from shop.kernel.enums import Labelled
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.organisations.models import County, Organisation, Supplier
from shop.organisations.words import SupplierKind, SupplierStatus, Taxpayer

PER_PAGE = 20
_supplier: Any = Supplier.__table__
_organisation: Any = Organisation.__table__


class Need(Labelled):
    """What a supplier may look for among its listings."""

    RETURNED = "returned", _l("Returned to us")
    CHANGING = "changing", _l("A change waits for review")
    UNSTOCKED = "unstocked", _l("Nothing in stock")
    UNCERTIFIED = "uncertified", _l("No certificate valid today")
    UNPRICED = "unpriced", _l("No pack with a price")


@dataclass(frozen=True, slots=True)
class ListFilter:
    """What of the listings is asked for: a state (or all), words in a name, a category, something to see to."""

    status: ProductStatus | None = None
    words: str = ""
    category_id: int | None = None
    need: Need | None = None
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but the state was asked for."""
        return bool(self.words or self.category_id or self.need)


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


def counts(supplier_id: int, asked: ListFilter, day: date) -> dict[ProductStatus, int]:
    """How many listings of each state the list would show. One query."""
    statement = select(Product.status, func.count()).where(_asked(supplier_id, asked, day)).group_by(Product.status)
    found = {status: int(count) for status, count in db.session.execute(statement)}
    return {status: found.get(status, 0) for status in ProductStatus}


def listed(supplier_id: int, asked: ListFilter, day: date) -> list[Listed]:
    """One page of a supplier's listings, what was listed last first. Two queries."""
    which = _asked(supplier_id, asked, day)
    if asked.status is not None:
        which &= Product.status == asked.status
    newest = _rows(day).where(which).order_by(Product.id.desc())
    return with_packs(db.session.execute(newest.limit(PER_PAGE).offset((asked.page - 1) * PER_PAGE)))


def own_categories(supplier_id: int) -> list[Category]:
    """The categories in which a supplier lists anything. One query."""
    used = exists().where(Product.category_id == Category.id, Product.supplier_id == supplier_id)
    return list(db.session.execute(select(Category).where(used).order_by(Category.position, Category.id)).scalars())


def waiting_count(actor: Actor) -> int:
    """How many listings wait for somebody to look at them. One query."""
    return int(db.session.execute(count_waiting(actor)).scalar_one())


def count_waiting(actor: Actor) -> Select[int]:
    """The same as a question, to be asked beside others."""
    return select(func.count()).select_from(Product).where(_waits(actor))


def waiting(actor: Actor, page: int, day: date) -> list[Listed]:
    """Listings and changes that wait for the actor, who has waited longest first. Two queries."""
    since = func.coalesce(Product.submitted_at, _since())
    oldest = _rows(day).where(_waits(actor)).order_by(since, Product.id)
    return with_packs(db.session.execute(oldest.limit(PER_PAGE).offset((page - 1) * PER_PAGE)))


def listing_row(product_id: int, day: date) -> Listed:
    """One listing as a list shows it, without its packs. One query."""
    return Listed(*db.session.execute(_rows(day).where(Product.id == product_id)).one())


def with_packs(rows: Any) -> list[Listed]:
    """Rows of `_rows` with the packs that are sold. One query, and none for nothing."""
    found = [Listed(*row) for row in rows]
    if not found:
        return []
    packs: Mapping[int, tuple[PackOffer, ...]] = packs_of(Product.id.in_([row.id for row in found]))
    return [replace(row, packs=packs.get(row.id, ())) for row in found]


def _asked(supplier_id: int, asked: ListFilter, day: date) -> ColumnElement[bool]:
    which: ColumnElement[bool] = Product.supplier_id == supplier_id
    if asked.category_id is not None:
        which &= Product.category_id == asked.category_id
    if asked.need is not None:
        which &= _needs(asked.need, day)
    if asked.words:
        columns = (Product.name, Product.name_english, Product.search_words, Product.slug, Product.article)
        which &= or_(*(column.icontains(asked.words, autoescape=True) for column in columns))
    return which


def _needs(need: Need, day: date) -> ColumnElement[bool]:
    if need is Need.RETURNED:
        return (Product.status == ProductStatus.DRAFT) & (Product.review_note != "")
    if need is Need.CHANGING:
        return exists().where(ListingChange.product_id == Product.id, ListingChange.outcome == ChangeOutcome.WAITING)
    if need is Need.UNSTOCKED:
        return ~exists().where(Lot.product_id == Product.id, sellable(day))
    if need is Need.UNPRICED:
        return ~exists().where(Pack.product_id == Product.id, Pack.active, PriceTier.pack_id == Pack.id)
    other = aliased(Certification)
    valid = or_(other.valid_to.is_(None), other.valid_to >= day) & (other.valid_from <= day)
    return ~exists().where(other.product_id == Product.id, other.approved_at.is_not(None), valid)


def _waits(actor: Actor) -> ColumnElement[bool]:
    changing = exists().where(ListingChange.product_id == Product.id, ListingChange.outcome == ChangeOutcome.WAITING)
    which = or_(Product.status == ProductStatus.SUBMITTED, changing)
    return which if actor.is_operator else which & (Product.county_code == actor.county_code)


def _since() -> Any:
    return (
        select(ListingChange.proposed_at)
        .where(ListingChange.product_id == Product.id, ListingChange.outcome == ChangeOutcome.WAITING)
        .scalar_subquery()
    )


def _count(table: Any, *which: ColumnElement[bool]) -> Any:
    return select(func.count()).where(table.product_id == Product.id, *which).scalar_subquery()


def _rows(day: date) -> Any:
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
        *(Product.submitted_at, waiting_id, _since(), stock),
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
