"""Price tiers, what a price is per kilogram, and the least that may be ordered. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from shop.kernel.money import Money, UnitPrice, amount_of
from shop.kernel.quantity import ONE, Quantity


def tiers_fall(tiers: Iterable[tuple[int, UnitPrice]]) -> bool:
    """Whether each tier is cheaper than the one before it."""
    prices = [price for _start, price in sorted(tiers)]
    return all(later < earlier for earlier, later in pairwise(prices))


def per_measure(price: UnitPrice, basis: Quantity) -> UnitPrice:
    """The price of one kilogram or piece, to a ten-thousandth of a yuan: to compare and sort by, never to charge."""
    exact = Decimal(price.parts * ONE.thousandths) / Decimal(basis.thousandths)
    return UnitPrice(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))


def smallest_order(minimum: int, multiple: int) -> int:
    """The least number of packs that may be ordered: the minimum, raised to a whole multiple."""
    return -(-minimum // multiple) * multiple


def pack_amount(price: UnitPrice, basis: Quantity, content: Quantity, packs: int = 1) -> Money:
    """What so many packs come to; an estimate when they are weighed."""
    return amount_of(content * packs, price, basis)
