"""What a supplier may choose from when it writes a listing: kinds of goods, counties, its producers, tax rates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.catalogue.models import Category, Commodity
from shop.catalogue.taxes import Open, all_open
from shop.catalogue.words import GoodsKind
from shop.extensions import db
from shop.organisations.models import County, Producer, Supplier
from shop.organisations.words import SupplierKind, Taxpayer

_supplier: Any = Supplier.__table__


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything there is to choose from, and who chooses."""

    supplier_id: int
    county_code: str
    taxpayer: Taxpayer
    seller_kind: SupplierKind
    categories: Sequence[Category]
    commodities: Sequence[Commodity]
    counties: Sequence[County]
    producers: Sequence[Producer]

    @property
    def taxes(self) -> tuple[Open, ...]:
        """The rates open to the supplier, over all kinds of goods."""
        return all_open(self.taxpayer, self.seller_kind)

    @property
    def taxes_by_goods(self) -> dict[GoodsKind, list[Open]]:
        """The same by the kind of goods, what most sell first."""
        grouped: dict[GoodsKind, list[Open]] = {}
        for choice in self.taxes:
            grouped.setdefault(choice.goods, []).append(choice)
        return grouped

    def commodity(self, commodity_id: int) -> Commodity | None:
        """The commodity of this id, if it can be chosen."""
        return next((one for one in self.commodities if one.id == commodity_id), None)

    def commodities_in(self, language: str) -> dict[Any, list[tuple[Any, Any]]]:
        """The commodities under their kinds, in the shop's order, after "none of these"."""
        grouped: dict[Any, list[tuple[Any, Any]]] = {_l("Not in the list"): [("", _l("Something else"))]}
        for category in self.categories:
            these: list[tuple[Any, Any]] = [
                (one.id, one.named(language)) for one in self.commodities if one.category_id == category.id
            ]
            if these:
                grouped[category.named(language)] = these
        return grouped

    def categories_in(self, language: str) -> list[tuple[int, str]]:
        return [(category.id, category.named(language)) for category in self.categories]

    def counties_in(self, language: str) -> list[tuple[str, str]]:
        """The supplier's own county first."""
        own_first = sorted(self.counties, key=lambda county: (county.code != self.county_code, county.code))
        return [(county.code, county.named(language)) for county in own_first]

    def producers_in(self, language: str) -> list[tuple[int, str]]:
        return [(producer.id, producer.named(language)) for producer in self.producers]


def choices_for(supplier_id: int) -> Choices:
    """What a supplier may choose from. Five queries."""
    columns = (_supplier.c.county_code, _supplier.c.taxpayer, _supplier.c.supplier_kind)
    county_code, taxpayer, kind = db.session.execute(select(*columns).where(_supplier.c.id == supplier_id)).one()
    own = select(Producer).where(Producer.supplier_id == supplier_id, Producer.active).order_by(Producer.id)
    return Choices(
        supplier_id=supplier_id,
        county_code=county_code,
        taxpayer=taxpayer,
        seller_kind=kind,
        categories=_all(select(Category).order_by(Category.position, Category.id)),
        commodities=_all(select(Commodity).order_by(Commodity.position, Commodity.id)),
        counties=_all(select(County).order_by(County.code)),
        producers=_all(own),
    )


def _all(statement: Any) -> Sequence[Any]:
    return db.session.execute(statement).scalars().all()
