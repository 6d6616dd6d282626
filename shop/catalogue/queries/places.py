"""The page of a supplier, and the hall of a county."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select

from shop.catalogue.dressing import SELLER, seller_of
from shop.catalogue.goods import Good, Place, Seller
from shop.catalogue.window import Window
from shop.extensions import db
from shop.organisations.models import BenefitRecord, County, Organisation, Supplier, Township
from shop.organisations.queries import benefit_of, county_by_code, stated_by, supplier_by_slug
from shop.organisations.queries.reached import Linked, people_reached
from shop.organisations.queries.scopes import of_county
from shop.organisations.queries.suppliers import PUBLIC

_supplier: Any = Supplier.__table__
_organisation: Any = Organisation.__table__


@dataclass(frozen=True, slots=True)
class SupplierPage:
    """A supplier, where it is at home, whom it links, and what it sells."""

    supplier: Supplier
    county: County
    township: Township | None
    benefit: BenefitRecord | None
    stated: BenefitRecord | None
    goods: list[Good]


@dataclass(frozen=True, slots=True)
class CountyHall:
    """A county: its goods, the suppliers registered in it or selling from it, and whom they link.

    ``households`` and ``people`` are the sums of what the suppliers registered here state; who is linked by two of them
    is in both. ``linked`` is counted on their rosters, everybody once.
    """

    county: County
    goods: list[Good]
    in_season: list[Good]
    sellers: list[tuple[Seller, BenefitRecord | None]]
    households: int
    people: int
    linked: Linked
    neighbours: list[Place]


def supplier_page(window: Window, slug: str) -> SupplierPage:
    """The supplier with this address; raises ``NotYours`` for one whom the public may not see. Four queries."""
    supplier = supplier_by_slug(slug)
    county, township = db.session.execute(
        select(County, Township)
        .outerjoin(Township, Township.code == supplier.township_code)
        .where(County.code == supplier.county_code)
    ).one()
    return SupplierPage(
        supplier=supplier,
        county=county,
        township=township,
        benefit=benefit_of([supplier.id], window.day).get(supplier.id),
        stated=stated_by([supplier.id], window.day).get(supplier.id),
        goods=_in_order(window, lambda good: good.seller.id == supplier.id),
    )


def county_hall(window: Window, code: str) -> CountyHall:
    """The hall of the county with this code; raises ``NotYours``. Four queries."""
    county = county_by_code(code)
    goods = _in_order(window, lambda good: good.place.code == code)
    sellers = _sellers_in(code, {good.seller.id for good in goods})
    benefits = benefit_of([seller.id for seller in sellers], window.day)
    here = [benefits[seller.id] for seller in sellers if seller.county_code == code and seller.id in benefits]
    places = {good.place.code: good.place for good in window.goods}
    return CountyHall(
        county=county,
        goods=goods,
        in_season=[good for good in goods if good.in_season(window.day.month)],
        sellers=[(seller, benefits.get(seller.id)) for seller in sellers],
        households=sum(record.households for record in here),
        people=sum(record.people for record in here),
        linked=people_reached(of_county(code), window.day),
        neighbours=[places[other] for other in sorted(places) if places[other].hall == county.hall and other != code],
    )


def _in_order(window: Window, wanted: Callable[[Good], bool]) -> list[Good]:
    """Some of the goods, what is in season and can be had first."""
    return [good for good in (window.goods[position] for position in window.by_season) if wanted(good)]


def _sellers_in(county_code: str, supplier_ids: Collection[int]) -> list[Seller]:
    """The suppliers registered in a county, and these others besides, by name."""
    rows = db.session.execute(
        select(*SELLER)
        .join(_organisation, _organisation.c.id == _supplier.c.id)
        .where(
            or_(_supplier.c.county_code == county_code, _supplier.c.id.in_(sorted(supplier_ids))),
            _supplier.c.status.in_(PUBLIC),
        )
        .order_by(_organisation.c.id)
    )
    return [seller_of(tuple(row)) for row in rows]
