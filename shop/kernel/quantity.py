"""Exact quantities: whole thousandths of a kilogram (so grams) or of a piece."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Self

THOUSANDTHS = 1000


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """So many thousandths of a product's measure, the kilogram or the piece. Signed: a movement may take away."""

    thousandths: int = 0

    @classmethod
    def of(cls, amount: str | int | Decimal) -> Self:
        """Read kilograms or pieces with up to three decimals; more is an error (``ValueError``)."""
        thousandths = Decimal(amount) * THOUSANDTHS
        if thousandths != thousandths.to_integral_value():
            raise ValueError(f"{amount} has more than three decimals")
        return cls(int(thousandths))

    @property
    def amount(self) -> Decimal:
        return Decimal(self.thousandths) / THOUSANDTHS

    def __add__(self, other: Quantity) -> Quantity:
        return Quantity(self.thousandths + other.thousandths)

    def __sub__(self, other: Quantity) -> Quantity:
        return Quantity(self.thousandths - other.thousandths)

    def __neg__(self) -> Quantity:
        return Quantity(-self.thousandths)

    def __mul__(self, times: int) -> Quantity:
        return Quantity(self.thousandths * times)

    def __bool__(self) -> bool:
        return self.thousandths != 0

    def __str__(self) -> str:
        return f"{self.amount.normalize():f}"


ONE = Quantity(THOUSANDTHS)
NOTHING = Quantity(0)


def total(quantities: object) -> Quantity:
    """The sum of an iterable of ``Quantity`` of one measure; nothing at all sums to nothing."""
    return Quantity(sum(quantity.thousandths for quantity in quantities))  # type: ignore[attr-defined]
