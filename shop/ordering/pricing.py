"""What a line costs and whether it may be ordered like that. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Protocol

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


def next_tier(tiers: Sequence[AtPrice], packs: int) -> AtPrice | None:
    """The nearest tier that so many packs do not reach yet."""
    return min((tier for tier in tiers if tier.from_packs > packs), default=None)


def price_for(tiers: Sequence[Tier], packs: int) -> UnitPrice:
    """The price of the highest tier reached; below the lowest, the lowest tier's."""
    if not tiers:
        raise Refused(_l("This pack has no price yet."))
    reached = [tier for tier in tiers if tier.from_packs <= packs] or [min(tiers, key=lambda tier: tier.from_packs)]
    return max(reached, key=lambda tier: tier.from_packs).unit_price


def check_packs(packs: int, *, minimum: int, multiple: int) -> None:
    """Refuse what is below the minimum order or off the order multiple, naming the nearest that would do."""
    if packs <= 0:
        raise Refused(_l("Please order at least one pack."), field="packs")
    if packs > MOST_PACKS:
        raise Refused(_l("This is more than one order can hold."), field="packs")
    if packs < minimum:
        raise Refused(_l("The minimum order is %(minimum)d packs.", minimum=minimum), field="packs")
    if packs % multiple:
        nearest = -(-packs // multiple) * multiple
        raise Refused(
            _l(
                "Packs are sold in multiples of %(multiple)d: %(nearest)d would do.", multiple=multiple, nearest=nearest
            ),
            field="packs",
        )


def freight_of(goods: Money, *, delivered_price: bool, freight: Money, free_from: Money | None) -> Money:
    """The freight of one order: none on a delivered price, nor from the value on from which it is free."""
    if delivered_price or (free_from is not None and goods >= free_from):
        return Money(0)
    return freight
