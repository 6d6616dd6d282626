"""A supplier's whole shelf, as a sheet is held against it: nine statements, however much there is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from shop.catalogue.listing import SAID, Listing, Packing
from shop.catalogue.models import Capacity, Category, Commodity, ListingChange, Lot, Pack, PriceTier, Product
from shop.catalogue.sheets.choices import Sorts, Word
from shop.catalogue.sheets.readiness import HeldPassport, Seller
from shop.catalogue.sheets.standing import Shelf, Standing, StandingPack
from shop.catalogue.words import CapacityStatus, ChangeOutcome, Measure
from shop.extensions import db
from shop.kernel.money import UnitPrice
from shop.organisations.models import County, Producer, Supplier
from shop.organisations.words import SupplierStatus

_supplier, _product = Supplier.__table__, Product.__table__


def shelf_of(supplier_id: int, *, hold: bool = False) -> Shelf:
    """All its products with packs, prices and changes that wait, the first listed first.

    ``hold`` keeps the products as they are until the transaction ends, in the order of their ids; orders may still
    point to them meanwhile.
    """
    seller = _seller(supplier_id)
    asked = select(_product).where(_product.c.supplier_id == supplier_id).order_by(_product.c.id)
    rows = db.session.execute(asked.with_for_update(key_share=True) if hold else asked).all()
    packs = _packs_of(supplier_id)
    with_lots = set(
        db.session.execute(select(Lot.product_id).where(Lot.supplier_id == supplier_id).distinct()).scalars()
    )
    waiting = _waiting_of(supplier_id)
    standings = [
        Standing(
            id=row.id,
            slug=row.slug,
            article=row.article,
            status=row.status,
            version=row.version,
            listing=_listing(row),
            packs=tuple(packs.get(row.id, ())),
            has_lots=row.id in with_lots,
            pending=waiting.get(row.id, {}),
        )
        for row in rows
    ]
    return Shelf(standings, seller)


def _seller(supplier_id: int) -> Seller:
    asked = select(_supplier.c.status, _supplier.c.taxpayer, _supplier.c.supplier_kind)
    status, taxpayer, kind = db.session.execute(asked.where(_supplier.c.id == supplier_id)).one()
    passports: dict[tuple[int, Measure], list[HeldPassport]] = defaultdict(list)
    held = select(Capacity).where(Capacity.supplier_id == supplier_id, Capacity.status == CapacityStatus.RECOMMENDED)
    for one in db.session.execute(held).scalars():
        passports[one.category_id, one.measure].append(HeldPassport(one.expected, one.measure, one.months, one.year))
    grown = db.session.execute(select(Commodity.id).where(Commodity.grown)).scalars()
    return Seller(status is SupplierStatus.APPROVED, taxpayer, kind, passports, frozenset(grown))


def sorts_for(supplier_id: int) -> Sorts:
    """What can be chosen in a sheet of this supplier's. Five statements."""
    home = db.session.execute(select(_supplier.c.county_code).where(_supplier.c.id == supplier_id)).scalar_one()
    categories = db.session.execute(select(Category).order_by(Category.position, Category.id)).scalars()
    commodities = db.session.execute(select(Commodity).order_by(Commodity.position, Commodity.id)).scalars()
    counties = db.session.execute(select(County).order_by(County.code)).scalars()
    producers = select(Producer).where(Producer.supplier_id == supplier_id, Producer.active).order_by(Producer.id)
    return Sorts(
        categories=tuple(Word(one.id, one.name, one.name_english, (one.code,)) for one in categories),
        commodities=tuple(
            Word((one.id, one.category_id), one.name, one.name_english, (one.code,)) for one in commodities
        ),
        counties=tuple(Word(one.code, one.name, one.name_english, (one.code,)) for one in counties),
        producers=tuple(
            Word((one.id, one.name, one.name_english), one.name, one.name_english)
            for one in db.session.execute(producers).scalars()
        ),
        home=home,
    )


def _listing(row: Any) -> Listing:
    months = tuple(month for month in range(1, 13) if row.season >> (month - 1) & 1)
    return Listing(supplier_id=row.supplier_id, months=months, **{name: getattr(row, name) for name in SAID})


def _packs_of(supplier_id: int) -> Mapping[int, list[StandingPack]]:
    ours = select(_product.c.id).where(_product.c.supplier_id == supplier_id)
    tiers: dict[int, dict[int, UnitPrice]] = defaultdict(dict)
    asked = (
        select(PriceTier.pack_id, PriceTier.from_packs, PriceTier.unit_price)
        .join(Pack, Pack.id == PriceTier.pack_id)
        .where(Pack.product_id.in_(ours))
        .order_by(PriceTier.pack_id, PriceTier.from_packs)
    )
    for pack_id, start, price in db.session.execute(asked):
        tiers[pack_id][start] = price
    found: dict[int, list[StandingPack]] = defaultdict(list)
    packs = select(Pack.__table__).where(Pack.product_id.in_(ours)).order_by(Pack.product_id, Pack.position)
    for row in db.session.execute(packs):
        packing = Packing(
            name=row.name,
            name_english=row.name_english,
            content=row.content,
            weighed=row.weighed,
            minimum=row.minimum,
            multiple=row.multiple,
            tiers=tiers.get(row.id, {}),
        )
        found[row.product_id].append(StandingPack(row.id, row.position, row.active, packing, row.approved))
    return found


def _waiting_of(supplier_id: int) -> Mapping[int, Mapping[str | int, Mapping[str, Any]]]:
    asked = (
        select(ListingChange.product_id, ListingChange.items)
        .join(_product, _product.c.id == ListingChange.product_id)
        .where(_product.c.supplier_id == supplier_id, ListingChange.outcome == ChangeOutcome.WAITING)
    )
    return {
        product_id: {item.get("field") or item["pack"]: item for item in items}
        for product_id, items in db.session.execute(asked)
    }
