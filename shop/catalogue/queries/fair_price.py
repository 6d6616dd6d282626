"""What the fair-price card asks: the like of a listing, out of the window, and what households were paid for its lots.

No statement of its own: the prices are in the window, and what was paid is asked with the product's page.
"""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import case, func, select

from shop.catalogue.fair_price import Compared, first_price, lowest_price
from shop.catalogue.goods import Good
from shop.catalogue.models import Lot, LotSource, Product
from shop.catalogue.window import Window
from shop.kernel.columns import QuantityColumn
from shop.kernel.quantity import NOTHING
from shop.organisations.models import LinkedHousehold

A_YEAR = timedelta(days=365)
_lot: Any = Lot.__table__
_source: Any = LotSource.__table__
_household: Any = LinkedHousehold.__table__

Like = tuple[tuple[Good, Fraction], ...]


def likes_of(window: Window, good: Good) -> Like:
    """The listings on the shelf of the same commodity and measure with their prices, the cheapest first, it included.

    A listing that names no commodity has nothing to be compared with but itself.
    """
    if good.commodity_id is None:
        return ((good, first_price(good.packs)),)
    key = ("likes", good.commodity_id, good.measure)
    return window.answers.get(key, lambda: _likes(window, good))


def compared(window: Window, good: Good) -> Compared:
    """A listing's price beside those of its like."""
    prices = tuple(price for _like, price in likes_of(window, good))
    return Compared(first_price(good.packs), lowest_price(good.packs), prices)


def _likes(window: Window, good: Good) -> Like:
    alike = [
        (other, first_price(other.packs))
        for other in window.goods
        if (other.commodity_id, other.measure) == (good.commodity_id, good.measure)
    ]
    return tuple(sorted(alike, key=lambda like: (like[1], like[0].id)))


def paid_to_households(day: date) -> tuple[Any, Any, Any]:
    """Columns beside a product: of how many lots of the last year it is recorded, how much of them, and what was paid.

    Where more was bought than a lot holds (fresh goods that were dried), the lot is what it comes to. A household is
    one from its first linked day to its last: what was bought of it before or afterwards helped no linked household.
    """
    year = _lot.c.harvest_from.between(day - A_YEAR, day) & (_lot.c.product_id == Product.id)
    linked = select(_household.c.id).where(
        _household.c.id == _source.c.household_id,
        _household.c.since <= _source.c.bought_on,
        _household.c.until.is_(None) | (_household.c.until >= _source.c.bought_on),
    )
    from_household = (_source.c.lot_id == _lot.c.id) & linked.correlate(_source).exists()
    bought = select(func.sum(_source.c.quantity)).where(from_household).scalar_subquery()
    used = case((bought < _lot.c.received, bought), else_=_lot.c.received)
    has_some = bought > NOTHING
    lots = select(func.count()).select_from(_lot).where(year, has_some)
    quantity = select(func.sum(used, type_=QuantityColumn())).where(year, has_some)
    paid = (
        select(func.sum(_source.c.paid, type_=_source.c.paid.type))
        .select_from(_source.join(_lot, from_household))
        .where(year)
    )
    return tuple(column.correlate(Product).scalar_subquery() for column in (lots, quantity, paid))  # type: ignore[return-value]
