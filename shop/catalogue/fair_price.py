"""The fair-price card: a listing's price per kilogram or piece beside those of its like. Exact, and pure.

Prices are whole ten-thousandths of a yuan for a pack; per kilogram they are fractions, and stay so until they are
shown: nothing is compared after it was rounded.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum, auto
from fractions import Fraction
from typing import Protocol

from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import ONE, Quantity

FEWEST = 3
"""With fewer prices a median says nothing, and none is shown."""
AS_GOOD_AS = Fraction(1, 200)
"""Half a per cent off the median is at the median."""
FEN_IN_PARTS = 100
"""Ten-thousandths of a yuan in a fen."""


class Standing(Enum):
    """Where a price stands beside the median."""

    BELOW = auto()
    AT = auto()
    ABOVE = auto()


class Packed(Protocol):
    """A pack with its tiers: (from so many packs, price per ``basis``), rising and falling."""

    @property
    def basis(self) -> Quantity: ...
    @property
    def tiers(self) -> tuple[tuple[int, UnitPrice], ...]: ...


@dataclass(frozen=True, slots=True)
class Compared:
    """A listing's price among its like; ``prices`` are those of all, its own included, in rising order."""

    own: Fraction
    lowest: Fraction
    prices: tuple[Fraction, ...]

    @property
    def enough(self) -> bool:
        return len(self.prices) >= FEWEST

    @property
    def median(self) -> Fraction | None:
        """The price in the middle, or half way between the two; nothing while there are too few."""
        return median(self.prices) if self.enough else None

    @property
    def difference(self) -> Fraction | None:
        """How far above the median its own price is, as a share of the median; below is negative."""
        middle = self.median
        return None if middle is None else self.own / middle - 1

    @property
    def standing(self) -> Standing | None:
        away = self.difference
        if away is None:
            return None
        if abs(away) < AS_GOOD_AS:
            return Standing.AT
        return Standing.ABOVE if away > 0 else Standing.BELOW


@dataclass(frozen=True, slots=True)
class Bought:
    """What households were paid for the lots of a year: how many lots, how much of them, how much money."""

    lots: int
    quantity: Quantity
    paid: Money

    def share_of(self, price: Fraction) -> Fraction | None:
        """The farmers' share of a price per kilogram or piece; nothing where nothing is recorded."""
        if not self.lots or self.quantity.thousandths <= 0 or not price:
            return None
        return Fraction(self.paid.fen * FEN_IN_PARTS * ONE.thousandths, self.quantity.thousandths) / price


def exact(price: UnitPrice, basis: Quantity) -> Fraction:
    """The price of one kilogram or piece in ten-thousandths of a yuan, not rounded."""
    return Fraction(price.parts * ONE.thousandths, basis.thousandths)


def first_price(packs: Sequence[Packed]) -> Fraction:
    """What a kilogram costs whoever buys least: the first tier of the pack in which that is cheapest."""
    return min(exact(pack.tiers[0][1], pack.basis) for pack in packs)


def lowest_price(packs: Sequence[Packed]) -> Fraction:
    """What a kilogram costs at the least, over all packs and tiers."""
    return min(exact(price, pack.basis) for pack in packs for _start, price in pack.tiers)


def median(prices: Iterable[Fraction]) -> Fraction:
    """The price in the middle; of an even number half way between the two in the middle."""
    ordered = sorted(prices)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def shown(price: Fraction) -> UnitPrice:
    """A price to show: to a ten-thousandth of a yuan, half up."""
    decimal = Decimal(price.numerator) / Decimal(price.denominator)
    return UnitPrice(int(decimal.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def in_percent(share: Fraction) -> Decimal:
    """A share in whole per cent, half up, without its sign."""
    away = abs(share) * 100
    return (Decimal(away.numerator) / Decimal(away.denominator)).quantize(Decimal(1), rounding=ROUND_HALF_UP)


def places(prices: Sequence[Fraction]) -> list[Decimal]:
    """Where prices lie between the lowest (0) and the highest (100), to a hundredth; in the middle when all are one."""
    low, high = min(prices), max(prices)
    return [_place(price, low, high) for price in prices]


def place_of(price: Fraction, prices: Sequence[Fraction]) -> Decimal:
    """Where one price lies among others."""
    return _place(price, min(prices), max(prices))


def _place(price: Fraction, low: Fraction, high: Fraction) -> Decimal:
    if low == high:
        return Decimal(50)
    share = (price - low) / (high - low) * 100
    return (Decimal(share.numerator) / Decimal(share.denominator)).quantize(Decimal("0.01"))
