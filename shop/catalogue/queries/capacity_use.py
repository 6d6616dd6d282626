"""What fills capacity passports: the lots of their supplier, category, year and measure."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import extract, func, select, tuple_

from shop.catalogue.capacity import Used
from shop.catalogue.models import Capacity, Commodity, Lot, Product
from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.quantity import NOTHING, Quantity

NOTHING_USED = Used()

Key = tuple[int, int, int, Measure]
"""Supplier, category, year and measure: what one passport is about."""


def key_of(passport: Capacity) -> Key:
    return passport.supplier_id, passport.category_id, passport.year, passport.measure


def used_by(supplier_id: int, category_id: int, year: int, measure: Measure) -> Used:
    """What a supplier has promised and received of what grows in a category, by the year its harvests begin in."""
    return used_of([(supplier_id, category_id, year, measure)]).get(
        (supplier_id, category_id, year, measure), NOTHING_USED
    )


def used_of(keys: Collection[Key]) -> dict[Key, Used]:
    """The same of many, by key; what nothing fills is left out. One statement, and none for nothing."""
    if not keys:
        return {}
    ahead = Lot.awaited | (Lot.harvest_from > clock.today())
    year = extract("year", Lot.harvest_from)
    rows = db.session.execute(
        select(
            Product.supplier_id,
            Product.category_id,
            year.label("year"),
            Product.measure,
            ahead.label("ahead"),
            func.sum(Lot.received, type_=Lot.received.type),
        )
        .join(Lot, Lot.product_id == Product.id)
        .join(Commodity, Commodity.id == Product.commodity_id)
        .where(
            Commodity.grown,
            Product.supplier_id.in_({key[0] for key in keys}),
            tuple_(Product.category_id, Product.measure).in_({(key[1], key[3]) for key in keys}),
        )
        .group_by(Product.supplier_id, Product.category_id, "year", Product.measure, "ahead")
    )
    sums: dict[Key, dict[bool, Quantity]] = {}
    for supplier_id, category_id, harvested, measure, is_ahead, quantity in rows:
        sums.setdefault((supplier_id, category_id, int(harvested), measure), {})[bool(is_ahead)] = quantity
    return {key: Used(found.get(True, NOTHING), found.get(False, NOTHING)) for key, found in sums.items()}
