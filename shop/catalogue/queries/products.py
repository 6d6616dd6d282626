"""One product with everything its page tells."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, bindparam, select
from sqlalchemy.orm import aliased

from shop.catalogue.dressing import KIND, PLACE, SELLER, packs_of, parted, sellable, seller_of
from shop.catalogue.facts import Certificate, certificate_in_force
from shop.catalogue.fair_price import Bought
from shop.catalogue.goods import Good, Kind, PackOffer, Place, Seller
from shop.catalogue.models import Category, Certification, Lot, Product
from shop.catalogue.queries.fair_price import paid_to_households
from shop.catalogue.queries.goods_papers import PaperTold, papers_column, papers_told
from shop.catalogue.window import Window
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours
from shop.organisations.models import BenefitRecord, County, Organisation, Supplier, Township
from shop.organisations.queries.suppliers import in_force_last

_supplier: Any = Supplier.__table__
_organisation: Any = Organisation.__table__
_lot: Any = Lot.__table__

PRODUCT = tuple(Product.__table__.c)
BENEFIT = tuple(BenefitRecord.__table__.c)
LOTS = (
    select(*(_lot.c[name] for name in ("code", "harvest_from", "harvest_to", "best_before", "available")))
    .where(_lot.c.product_id == bindparam("product_id"), sellable(bindparam("day", type_=Date)))
    .order_by(_lot.c.harvest_from, _lot.c.id)
)
"""Made once: this is asked on every view of a product."""

HOME = range(7)
"""As many columns tell where a supplier is at home."""
CERTIFICATE = (Certification.catalogue_number, Certification.valid_from, Certification.valid_to)
SHOWN = (ProductStatus.ON_SHELF, ProductStatus.OFF_SHELF)
ALIKE = 4


@dataclass(frozen=True, slots=True)
class LotOffer:
    """A lot of which something can be ordered; ``forward`` while its harvest lies ahead."""

    code: str
    harvest_from: date
    harvest_to: date
    best_before: date | None
    available: Quantity
    forward: bool


@dataclass(frozen=True, slots=True)
class Home:
    """Where a supplier is at home, and on which terms it delivers."""

    county: str
    county_english: str
    township: str | None
    township_english: str | None
    delivered_price: bool
    freight: Money
    freight_free_from: Money | None

    def named(self, language: str) -> str:
        """County and town."""
        parts = (self.county, self.township) if language == "zh" else (self.township_english, self.county_english)
        return ("" if language == "zh" else ", ").join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ProductPage:
    """A product, who sells it, how it is packed and certified, and whom it helps."""

    product: Product
    category: Kind
    place: Place
    seller: Seller
    home: Home
    benefit: BenefitRecord | None
    bought: Bought
    packs: tuple[PackOffer, ...]
    certificate: Certificate | None
    papers: tuple[PaperTold, ...] = ()

    @property
    def id(self) -> int:
        return self.product.id

    @property
    def supplier_id(self) -> int:
        return self.product.supplier_id

    @property
    def county_code(self) -> str:
        return self.product.county_code

    @property
    def on_shelf(self) -> bool:
        return self.product.status is ProductStatus.ON_SHELF and self.seller.approved and bool(self.packs)


def product_page(window: Window, slug: str) -> ProductPage:
    """The product with this address, on the shelf or taken off it; raises ``NotYours`` for any other."""
    return window.answers.get(("page", slug), lambda: _page(window, slug))


def lots_of(window: Window, product_id: int) -> tuple[LotOffer, ...]:
    """What can be ordered of a product now, the earliest harvest first. One query, which a crowd asks together."""
    return window.instant.get(("lots", product_id), lambda: lots_today(product_id, window.day))


def lots_today(product_id: int, day: date) -> tuple[LotOffer, ...]:
    """What can be ordered of a product on a day, asked anew. One query."""
    rows = db.session.execute(LOTS, {"product_id": product_id, "day": day})
    return tuple(
        LotOffer(code, harvest_from, harvest_to, best_before, available, harvest_from > day)
        for code, harvest_from, harvest_to, best_before, available in rows
    )


def alike(window: Window, page: ProductPage) -> list[Good]:
    """Other goods of the kind: what can be had now first, then what comes from the same county."""
    others = [good for good in window.goods if good.category.code == page.category.code and good.id != page.id]

    def distance(good: Good) -> tuple[bool, bool, bool, str, int]:
        forward = good.sold_from is None or good.sold_from > window.day
        elsewhere = good.place.code != page.place.code
        return good.name != page.product.name, forward, elsewhere, good.sort_key, good.id

    return sorted(others, key=distance)[:ALIKE]


def _page(window: Window, slug: str) -> ProductPage:
    shown = (Product.slug == slug) & Product.status.in_(SHOWN)
    row = db.session.execute(asked(shown, window.day)).one_or_none()
    if row is None:
        raise NotYours
    page = page_from(row)
    return replace(page, packs=_packs(window, page.id))


def page_from(row: Any) -> ProductPage:
    """The page of a product from a row of `asked`, without its packs."""
    groups = (PRODUCT, BENEFIT, CERTIFICATE, PLACE, KIND, SELLER, HOME)
    own, linked, certified, place, kind, seller, home, bought = parted(row, *groups)
    # Made anew and in no session, so that every thread may read them.
    product = Product(**{column.key: value for column, value in zip(PRODUCT, own, strict=True)})
    benefit = BenefitRecord(**{column.key: value for column, value in zip(BENEFIT, linked, strict=True)})
    return ProductPage(
        product=product,
        category=Kind(*kind),
        place=Place(*place),
        seller=seller_of(seller),
        home=Home(*home),
        benefit=benefit if benefit.id is not None else None,
        bought=Bought(bought[0], bought[1] or NOTHING, bought[2] or Money(0)),
        packs=(),
        certificate=Certificate(*certified) if certified[0] is not None else None,
        papers=papers_told(bought[3]),
    )


def _packs(window: Window, product_id: int) -> tuple[PackOffer, ...]:
    """Those in the window; of what stands there no more, those it was sold in."""
    good = window.by_id.get(product_id)
    return good.packs if good else packs_of(Product.id == product_id).get(product_id, ())


def asked(which: ColumnElement[bool], day: date) -> Any:
    """The statement that reads what the page of a product tells, as of a day, but its packs and lots."""
    seat, record = aliased(County), aliased(BenefitRecord)
    newest = (
        select(record.id)
        .where(record.supplier_id == Product.supplier_id, record.as_of <= day)
        .order_by(in_force_last(record).desc(), record.as_of.desc())
        .limit(1)
        .scalar_subquery()
    )
    home = (
        seat.name,
        seat.name_english,
        Township.name,
        Township.name_english,
        _supplier.c.delivered_price,
        _supplier.c.freight,
        _supplier.c.freight_free_from,
    )
    return (
        select(
            *PRODUCT,
            *BENEFIT,
            *CERTIFICATE,
            *PLACE,
            *KIND,
            *SELLER,
            *home,
            *paid_to_households(day),
            papers_column(day),
        )
        .select_from(Product)
        .join(County, County.code == Product.county_code)
        .join(Category, Category.id == Product.category_id)
        .join(_supplier, _supplier.c.id == Product.supplier_id)
        .join(_organisation, _organisation.c.id == _supplier.c.id)
        .join(seat, seat.code == _supplier.c.county_code)
        .outerjoin(Township, Township.code == _supplier.c.township_code)
        .outerjoin(BenefitRecord, BenefitRecord.id == newest)
        .outerjoin(Certification, Certification.id == certificate_in_force(Product.id, day))
        .where(which)
    )
