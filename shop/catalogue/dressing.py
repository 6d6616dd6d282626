"""Dressing the shop window: the shelf is read in two queries, however many products stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Row, and_, exists, func, or_, select

from shop.catalogue.goods import Good, Kind, PackOffer, Place, Seller
from shop.catalogue.models import Category, Certification, Lot, Pack, PriceTier, Product
from shop.catalogue.pictured import PHOTO, pictured, with_main_photo
from shop.catalogue.pricing import per_measure
from shop.catalogue.window import Window, current
from shop.catalogue.words import ProductStatus
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, ONE, Quantity
from shop.organisations.models import County, Organisation, Supplier
from shop.organisations.words import SupplierStatus

_supplier: Any = Supplier.__table__
_organisation: Any = Organisation.__table__
_lot: Any = Lot.__table__

PLACE = (County.code, County.name, County.name_english, County.prefecture, County.prefecture_english, County.hall)
KIND = (Category.code, Category.name, Category.name_english, Category.tint, Category.position)
SELLER = (
    _organisation.c.id,
    _organisation.c.slug,
    _organisation.c.name,
    _organisation.c.name_english,
    _supplier.c.supplier_kind,
    _supplier.c.status,
    _supplier.c.county_code,
)
OWN = (
    Product.id,
    Product.slug,
    Product.name,
    Product.name_english,
    Product.character,
    Product.drawing,
    Product.measure,
    Product.season,
    Product.sort_key,
    Product.listed_at,
    Product.commodity_id,
)


def shop_window() -> Window:
    """What stands on the shelf today."""
    return current(clock.today(), goods_on)


def goods_on(day: date) -> list[Good]:
    """Everything on the shelf as a card shows it; a product without a price is not for sale and is left out."""
    offers = packs_of(on_sale())
    places: dict[str, Place] = {}
    kinds: dict[str, Kind] = {}
    sellers: dict[int, Seller] = {}
    goods: list[Good] = []
    for row in db.session.execute(_on_shelf(day)):
        own, place, kind, seller, photo, rest = parted(row, OWN, PLACE, KIND, SELLER, PHOTO)
        packs = offers.get(own[0])
        if packs is None:
            continue
        prices = {per_measure(price, pack.basis) for pack in packs for _start, price in pack.tiers}
        shared = (
            kinds.get(kind[0]) or kinds.setdefault(kind[0], Kind(*kind)),
            places.get(place[0]) or places.setdefault(place[0], Place(*place)),
            sellers.get(seller[0]) or sellers.setdefault(seller[0], seller_of(seller)),
        )
        columns: tuple[Any, ...] = (
            len(goods),
            *own,
            *rest,
            pictured(photo),
            *shared,
            packs,
            min(prices),
            len(prices) == 1,
        )
        goods.append(Good(*columns))
    return goods


def packs_of(which: ColumnElement[bool]) -> dict[int, tuple[PackOffer, ...]]:
    """The packs with a price of the products that meet a condition, by product id, in the supplier's order."""
    rows = db.session.execute(
        select(
            Pack.product_id,
            Pack.id,
            Pack.name,
            Pack.name_english,
            Pack.content,
            Pack.weighed,
            Pack.minimum,
            Pack.multiple,
            PriceTier.from_packs,
            PriceTier.unit_price,
        )
        .join(Product, Product.id == Pack.product_id)
        .join(PriceTier, PriceTier.pack_id == Pack.id)
        .where(which, Pack.active)
        .order_by(Pack.product_id, Pack.position, PriceTier.from_packs)
    )
    tiers: dict[int, list[tuple[int, UnitPrice]]] = {}
    packs: dict[int, dict[int, tuple[Any, ...]]] = {}
    for product_id, *pack, start, price in rows:
        tiers.setdefault(pack[0], []).append((start, price))
        packs.setdefault(product_id, {})[pack[0]] = tuple(pack)
    return {
        product_id: tuple(_offer(*pack, tiers=tuple(tiers[pack[0]])) for pack in these.values())
        for product_id, these in packs.items()
    }


def seller_of(columns: tuple[Any, ...]) -> Seller:
    """A seller from the columns ``SELLER``."""
    identity, slug, name, name_english, kind, status, county_code = columns
    return Seller(identity, slug, name, name_english, kind, status is SupplierStatus.APPROVED, county_code)


def on_sale() -> ColumnElement[bool]:
    """Products that can be bought: put on the shelf, by a supplier that is approved now.

    A suspension takes nothing off the shelf, so that an admission puts back exactly what stood there.
    """
    approved = exists().where(_supplier.c.id == Product.supplier_id, _supplier.c.status == SupplierStatus.APPROVED)
    return and_(Product.status == ProductStatus.ON_SHELF, approved.correlate(Product))


def sellable(day: date | BindParameter[date]) -> ColumnElement[bool]:
    """Lots that something can be ordered from: not held back, not past their best, not empty."""
    return and_(
        _lot.c.held.is_(False),
        _lot.c.available > NOTHING,
        or_(_lot.c.best_before.is_(None), _lot.c.best_before >= day),
    )


def _on_shelf(day: date) -> Any:
    approved = (Certification.product_id == Product.id, Certification.approved_at.is_not(None))
    newest = (
        select(Certification.catalogue_number)
        .where(*approved)
        .order_by(Certification.valid_from.desc(), Certification.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    valid = exists().where(
        *approved,
        Certification.valid_from <= day,
        or_(Certification.valid_to.is_(None), Certification.valid_to >= day),
    )
    sold_from = select(func.min(Lot.harvest_from)).where(Lot.product_id == Product.id, sellable(day)).scalar_subquery()
    shelf = (
        select(*OWN, *PLACE, *KIND, *SELLER, *PHOTO, newest, valid, sold_from)
        .select_from(Product)
        .join(County, County.code == Product.county_code)
        .join(Category, Category.id == Product.category_id)
        .join(_supplier, _supplier.c.id == Product.supplier_id)
        .join(_organisation, _organisation.c.id == _supplier.c.id)
        .where(on_sale())
        .order_by(Product.id)
    )
    return with_main_photo(shelf)


def parted(row: Row[Any], *groups: Sequence[Any]) -> list[Any]:
    """A row cut where its groups of columns end; the columns after the last group come last."""
    values = tuple(row)
    cuts = [0]
    for group in groups:
        cuts.append(cuts[-1] + len(group))
    return [values[start:end] for start, end in zip(cuts, [*cuts[1:], len(values)], strict=True)]


def _offer(
    identity: int,
    name: str,
    name_english: str,
    content: Quantity,
    weighed: bool,
    minimum: int,
    multiple: int,
    *,
    tiers: tuple[tuple[int, UnitPrice], ...],
) -> PackOffer:
    basis = ONE if weighed else content
    return PackOffer(identity, name, name_english, content, weighed, basis, minimum, multiple, tiers)
