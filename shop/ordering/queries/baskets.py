"""A basket as it would be ordered today: priced, grouped by supplier, with what stands in its way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, func, select

from shop.catalogue.dressing import sellable
from shop.catalogue.goods import Good, PackOffer, Seller
from shop.catalogue.models import Lot, Pack, Product
from shop.catalogue.window import Window
from shop.catalogue.wording import packs_within
from shop.extensions import db
from shop.kernel import clock, money
from shop.kernel.money import Money, UnitPrice, amount_of
from shop.kernel.quantity import Quantity
from shop.kernel.refusals import Refused
from shop.ordering.models import Basket, BasketLine
from shop.ordering.models.baskets import BasketOwner
from shop.ordering.pricing import AtPrice, check_packs, freight_of, next_tier, price_for
from shop.organisations.models import Supplier

SUPPLIER: Any = Supplier.__table__


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line of a basket at today's price; the amount of a weighed pack is an estimate.

    ``good`` and ``pack`` are missing when it is on sale no more. ``cheaper`` is the next tier. ``problem`` says why it
    could not be ordered like that now.
    """

    pack_id: int
    packs: int
    name: str
    name_english: str
    pack_name: str
    pack_name_english: str
    good: Good | None = None
    pack: PackOffer | None = None
    unit_price: UnitPrice | None = None
    amount: Money = field(default_factory=Money)
    cheaper: AtPrice | None = None
    problem: Any = None

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    def pack_named(self, language: str) -> str:
        return self.pack_name if language == "zh" else self.pack_name_english

    @property
    def is_forward(self) -> bool:
        """Not harvested yet: a part of it may be paid ahead."""
        return self.good is not None and self.good.sold_from is not None and self.good.sold_from > clock.today()

    @property
    def quantity(self) -> Quantity:
        """What so many packs hold, by estimate when they are weighed."""
        return self.pack.content * self.packs if self.pack else Quantity(0)


@dataclass(frozen=True, slots=True)
class SellersPart:
    """What of a basket one supplier sells: it becomes one order, with its own freight."""

    seller: Seller
    lines: tuple[PricedLine, ...]
    goods: Money
    freight: Money
    free_from: Money | None

    @property
    def short_of_free(self) -> Money | None:
        """What is missing until delivery is free; nothing if it is free, or never is."""
        return self.free_from - self.goods if self.freight and self.free_from is not None else None

    @property
    def estimated(self) -> bool:
        return any(line.pack is not None and line.pack.weighed for line in self.lines)


@dataclass(frozen=True, slots=True)
class BasketPage:
    """A whole basket; ``gone`` are the lines that are on sale no more."""

    parts: tuple[SellersPart, ...] = ()
    gone: tuple[PricedLine, ...] = ()

    @property
    def lines(self) -> list[PricedLine]:
        """What can be ordered, in the order of the parts."""
        return [line for part in self.parts for line in part.lines]

    @property
    def count(self) -> int:
        return len(self.lines) + len(self.gone)

    @property
    def goods(self) -> Money:
        return money.total(part.goods for part in self.parts)

    @property
    def freight(self) -> Money:
        return money.total(part.freight for part in self.parts)

    @property
    def total(self) -> Money:
        return self.goods + self.freight

    @property
    def estimated(self) -> bool:
        return any(part.estimated for part in self.parts)

    @property
    def packs(self) -> dict[int, int]:
        """What is wanted, by pack id, lines that are gone included."""
        return {line.pack_id: line.packs for line in (*self.lines, *self.gone)}


def basket_count(owner: BasketOwner | None) -> int:
    """How many lines the owner's basket has; no query for who has none."""
    if owner is None:
        return 0
    return db.session.execute(_lines_counted().where(owner.owns())).scalar_one()


@cache
def _lines_counted() -> Select[int]:
    """Asked for every page of every buyer, so it is written once."""
    return select(func.count()).select_from(BasketLine).join(Basket, Basket.id == BasketLine.basket_id)


def basket_page(owner: BasketOwner | None, window: Window, *, with_stock: bool = True) -> BasketPage:
    """What lies in the owner's basket, priced by the shop window. Two queries, however much it is; one without stock,
    when nobody asks what stands in the way.
    """
    rows = _rows(owner) if owner else []
    lots = _lots({row.product_id for row in rows}, window) if with_stock else {}
    lines = [_line(row, window, lots.get(row.product_id, ())) for row in rows]
    terms = {row.supplier_id: row for row in rows}
    sold: dict[int, list[PricedLine]] = {}
    for line in lines:
        if line.good is not None:
            sold.setdefault(line.good.seller.id, []).append(line)
    return BasketPage(
        parts=tuple(_part(terms[supplier_id], theirs) for supplier_id, theirs in sold.items()),
        gone=tuple(line for line in lines if line.good is None),
    )


def offer_of(window: Window, pack_id: int | None) -> tuple[Good, PackOffer] | None:
    """A pack that stands on the shelf, with its product."""
    return next(((good, pack) for good in window.goods for pack in good.packs if pack.id == pack_id), None)


def _rows(owner: BasketOwner) -> Sequence[Any]:
    asked = (
        select(
            BasketLine.pack_id,
            BasketLine.packs,
            Pack.name.label("pack_name"),
            Pack.name_english.label("pack_name_english"),
            Product.id.label("product_id"),
            Product.name,
            Product.name_english,
            Product.supplier_id,
            SUPPLIER.c.delivered_price,
            SUPPLIER.c.freight,
            SUPPLIER.c.freight_free_from,
        )
        .select_from(BasketLine)
        .join(Basket, Basket.id == BasketLine.basket_id)
        .join(Pack, Pack.id == BasketLine.pack_id)
        .join(Product, Product.id == Pack.product_id)
        .join(SUPPLIER, SUPPLIER.c.id == Product.supplier_id)
        .where(owner.owns())
        .order_by(BasketLine.id)
    )
    return db.session.execute(asked).all()


def _lots(product_ids: set[int], window: Window) -> Mapping[int, Sequence[Quantity]]:
    """What each lot of the products has left, by product id."""
    found: dict[int, list[Quantity]] = {}
    if product_ids:
        asked = select(Lot.product_id, Lot.available).where(Lot.product_id.in_(product_ids), sellable(window.day))
        for product_id, available in db.session.execute(asked):
            found.setdefault(product_id, []).append(available)
    return found


def _line(row: Any, window: Window, lots: Iterable[Quantity]) -> PricedLine:
    names = (row.pack_id, row.packs, row.name, row.name_english, row.pack_name, row.pack_name_english)
    good = window.by_id.get(row.product_id)
    pack = next((pack for pack in good.packs if pack.id == row.pack_id), None) if good else None
    if good is None or pack is None:
        return PricedLine(*names, problem=_l("This pack is not on sale any more."))
    tiers = [AtPrice(*tier) for tier in pack.tiers]
    unit_price = price_for(tiers, row.packs)
    return PricedLine(
        *names,
        good=good,
        pack=pack,
        unit_price=unit_price,
        amount=amount_of(pack.content * row.packs, unit_price, pack.basis),
        cheaper=next_tier(tiers, row.packs),
        problem=_problem(row.packs, pack, packs_within(pack.content, lots)),
    )


def _problem(packs: int, pack: PackOffer, most: int) -> Any:
    """What would be refused now, as a sentence."""
    try:
        check_packs(packs, minimum=pack.minimum, multiple=pack.multiple)
    except Refused as refusal:
        return refusal.message
    if not most:
        return _l("Sold out for now.")
    if packs > most:
        return ngettext("Only %(num)d pack is available now.", "Only %(num)d packs are available now.", most)
    return None


def _part(terms: Any, lines: Sequence[PricedLine]) -> SellersPart:
    goods = money.total(line.amount for line in lines)
    freight = freight_of(
        goods, delivered_price=terms.delivered_price, freight=terms.freight, free_from=terms.freight_free_from
    )
    (seller,) = {line.good.seller for line in lines if line.good is not None}
    return SellersPart(seller, tuple(lines), goods, freight, terms.freight_free_from)
