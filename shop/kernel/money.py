"""Money in whole fen, unit prices in ten-thousandths of a yuan, and the one place where a line's amount is rounded."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from cn2an import an2cn

from shop.kernel.quantity import Quantity

FEN_PER_YUAN = 100
PRICE_PARTS_PER_YUAN = 10_000
PRICE_PARTS_PER_FEN = PRICE_PARTS_PER_YUAN // FEN_PER_YUAN


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in whole fen (1/100 yuan); may be negative, as the difference of two amounts."""

    fen: int = 0

    @classmethod
    def yuan(cls, amount: str | int | Decimal) -> Self:
        """Read yuan; a fraction of a fen is an error, never rounded away (``ValueError``)."""
        fen = Decimal(amount) * FEN_PER_YUAN
        if fen != fen.to_integral_value():
            raise ValueError(f"{amount} yuan is not a whole number of fen")
        return cls(int(fen))

    @property
    def in_yuan(self) -> Decimal:
        return Decimal(self.fen) / FEN_PER_YUAN

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen)

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen)

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __mul__(self, times: int) -> Money:
        return Money(self.fen * times)

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return f"{self.in_yuan:.2f}"


def in_words(amount: Money) -> str:
    """An amount in the capital numerals of Chinese papers (大写), which nobody turns into others: 陆拾肆元陆角叁分."""
    return str(an2cn(str(amount), "rmb"))


def total(amounts: object) -> Money:
    """The sum of an iterable of ``Money``; nothing at all sums to zero."""
    return Money(sum(amount.fen for amount in amounts))  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True, order=True)
class UnitPrice:
    """Ten-thousandths of a yuan per basis (a kilogram, a piece or a pack): 2.585 yuan/kg is a normal price."""

    parts: int

    @classmethod
    def yuan(cls, amount: str | int | Decimal) -> Self:
        """Read yuan with up to four decimals; more is an error (``ValueError``)."""
        parts = Decimal(amount) * PRICE_PARTS_PER_YUAN
        if parts != parts.to_integral_value():
            raise ValueError(f"{amount} yuan has more than four decimals")
        return cls(int(parts))

    @property
    def in_yuan(self) -> Decimal:
        return Decimal(self.parts) / PRICE_PARTS_PER_YUAN

    def __str__(self) -> str:
        text = f"{self.in_yuan:.4f}".rstrip("0")
        return text if len(text.split(".")[1]) >= 2 else f"{self.in_yuan:.2f}"


def packs_in(amount: Money, price: UnitPrice) -> int | None:
    """So many packs cost this amount at a price per pack; nothing where no whole number of them does."""
    parts = abs(price.parts)
    packs = (2 * abs(amount.fen) * PRICE_PARTS_PER_FEN + parts) // (2 * parts) if parts else 0
    signed = packs if amount.fen >= 0 else -packs
    return signed if packs and amount_of(Quantity(1) * signed, price, Quantity(1)) == amount else None


def amount_of(quantity: Quantity, price: UnitPrice, basis: Quantity) -> Money:
    """What a quantity costs at a price per basis, rounded once to the fen, half away from zero."""
    exact = Decimal(quantity.thousandths * price.parts) / Decimal(basis.thousandths * PRICE_PARTS_PER_FEN)
    return Money(int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)))
