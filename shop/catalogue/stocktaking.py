"""How much of a supplier's produce is left: what runs low while it is still on the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, case, func, literal, or_, select

from shop.catalogue.models import Lot, Product
from shop.catalogue.words import Measure, ProductStatus
from shop.extensions import db
from shop.kernel.columns import QuantityColumn
from shop.kernel.quantity import NOTHING, Quantity

LOW = 10
"""A product runs low when a tenth of what its lots held, or less, is free."""


@dataclass(frozen=True, slots=True)
class LowStock:
    """A product of which little is free, beside all that its lots held."""

    product_id: int
    name: str
    name_english: str
    slug: str
    measure: Measure
    available: Quantity
    received: Quantity

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


def running_low(supplier_id: int, today: date, most: int) -> list[LowStock]:
    """The supplier's products on the shelf that run low, what is sold out first. One query.

    Lots held back or past their best are not counted as something to sell.
    """
    sellable = Lot.held.is_(False) & or_(Lot.best_before.is_(None), Lot.best_before >= today)
    available, received = _sum_of(Lot.available, sellable), _sum_of(Lot.received, sellable)
    columns = (Product.id, Product.name, Product.name_english, Product.slug, Product.measure)
    statement = (
        select(*columns, available, received)
        .outerjoin(Lot, Lot.product_id == Product.id)
        .where(Product.supplier_id == supplier_id, Product.status == ProductStatus.ON_SHELF)
        .group_by(*columns)
        .having(available * literal(LOW, BigInteger()) <= received)
        .order_by(available, Product.id)
        .limit(most)
    )
    return [LowStock(*row) for row in db.session.execute(statement)]


def _sum_of(figure: Any, where: ColumnElement[bool]) -> Any:
    nothing = literal(NOTHING, QuantityColumn())
    return func.coalesce(func.sum(case((where, figure), else_=nothing)), nothing, type_=QuantityColumn())
