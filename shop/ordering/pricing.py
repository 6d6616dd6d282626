"""What a line costs and whether it may be ordered like that. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, Self

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money, UnitPrice
from shop.kernel.refusals import Refused

MOST_PACKS = 100_000


class Tier(Protocol):
    """From so many packs, this price."""

    @property
    def from_packs(self) -> int: ...
    @property
    def unit_price(self) -> UnitPrice: ...


class AtPrice(NamedTuple):
    """A tier by itself: from so many packs, this price."""

    from_packs: int
    unit_price: UnitPrice


@dataclass(frozen=True, slots=True)
class PackTerms:
    """What a pack was sold under, copied onto the order line: a lowered line is priced and checked by it."""

    minimum: int = 1
    multiple: int = 1
    tiers: tuple[AtPrice, ...] = ()

    def packed(self) -> dict[str, Any]:
        tiers = [[tier.from_packs, tier.unit_price.parts] for tier in self.tiers]
        return {"minimum": self.minimum, "multiple": self.multiple, "tiers": tiers}

    @classmethod
    def unpacked(cls, data: dict[str, Any]) -> Self:
        tiers = tuple(AtPrice(from_packs, UnitPrice(parts)) for from_packs, parts in data["tiers"])
        return cls(data["minimum"], data["multiple"], tiers)


@dataclass(frozen=True, slots=True)
class FreightTerms:
    """What a supplier charges for the way, copied onto the order: so much, and nothing from a value of goods on."""

    freight: Money
    free_from: Money | None = None
    delivered_price: bool = False

    def packed(self) -> dict[str, Any]:
        free_from = None if self.free_from is None else self.free_from.fen
        return {"freight": self.freight.fen, "free_from": free_from, "delivered_price": self.delivered_price}

    @classmethod
    def unpacked(cls, data: dict[str, Any]) -> Self:
        free_from = None if data["free_from"] is None else Money(data["free_from"])
        return cls(Money(data["freight"]), free_from, data["delivered_price"])

    def due(self, goods: Money) -> Money:
        """The freight of an order with goods of this value."""
        return freight_of(goods, delivered_price=self.delivered_price, freight=self.freight, free_from=self.free_from)


def next_tier(tiers: Sequence[AtPrice], packs: int) -> AtPrice | None:
    """The nearest tier that so many packs do not reach yet."""
    return min((tier for tier in tiers if tier.from_packs > packs), default=None)


def price_for(tiers: Sequence[Tier], packs: int) -> UnitPrice:
    """The price of the highest tier reached; below the lowest, the lowest tier's."""
    if not tiers:
        raise Refused(_l("This pack has no price yet."))
    reached = [tier for tier in tiers if tier.from_packs <= packs] or [min(tiers, key=lambda tier: tier.from_packs)]
    return max(reached, key=lambda tier: tier.from_packs).unit_price


def check_packs(packs: int, *, minimum: int, multiple: int, field: str = "packs") -> None:
    """Refuse what is below the minimum order or off the order multiple, naming the nearest that would do."""
    if packs <= 0:
        raise Refused(_l("Please order at least one pack."), field=field)
    if packs > MOST_PACKS:
        raise Refused(_l("This is more than one order can hold."), field=field)
    if packs < minimum:
        raise Refused(_l("The minimum order is %(minimum)d packs.", minimum=minimum), field=field)
    if packs % multiple:
        nearest = -(-packs // multiple) * multiple
        raise Refused(
            _l(
                "Packs are sold in multiples of %(multiple)d: %(nearest)d would do.", multiple=multiple, nearest=nearest
            ),
            field=field,
        )


def freight_of(goods: Money, *, delivered_price: bool, freight: Money, free_from: Money | None) -> Money:
    """The freight of one order: none on a delivered price, nor from the value on from which it is free."""
    if delivered_price or (free_from is not None and goods >= free_from):
        return Money(0)
    return freight
