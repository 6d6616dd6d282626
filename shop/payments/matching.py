"""An invoice held against what was accepted, line by line, with every difference named to the fen. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.catalogue.words import TaxRate
from shop.kernel import money
from shop.kernel.money import Money, UnitPrice
from shop.kernel.quantity import Quantity
from shop.payments.invoicing import InvoiceKind, tax_off


@dataclass(frozen=True, slots=True)
class MatchedLine:
    """An accepted line beside the invoice. ``part`` stands on this invoice, ``elsewhere`` on others.

    ``accepted`` is quantity × price as the acceptance in force says it, ``reduced`` what both sides agreed to
    give away. ``packs`` are those that were accepted, where a price is per pack of several.
    """

    acceptance_line_id: int
    consignment_line_id: int
    note: str
    order_number: str
    name: str
    name_english: str
    quantity: Quantity
    measure: Any
    unit_price: UnitPrice
    weighed: bool
    pack: str
    pack_english: str
    rate: TaxRate
    accepted: Money
    reduced: Money
    part: Money
    elsewhere: Money
    packs: int | None = None
    producer_name: str = ""
    producer_name_english: str = ""

    def producer_named(self, language: str) -> str:
        return self.producer_name if language == "zh" else self.producer_name_english or self.producer_name

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    def basis(self, language: str) -> Any:
        """What one price buys: a kilogram, a piece, or a pack by its name."""
        if self.weighed:
            return self.measure.label
        return self.pack if language == "zh" else self.pack_english

    @property
    def difference(self) -> Money:
        """By how much less than was accepted is invoiced so far; agreed reductions are accounted for."""
        return self.accepted - self.reduced - self.part - self.elsewhere


@dataclass(frozen=True, slots=True)
class TaxLine:
    """A line of the paper, as far as its tax is concerned."""

    position: int
    net: Money
    rate: TaxRate
    tax: Money
    total: Money


@dataclass(frozen=True, slots=True)
class RateSums:
    """What the paper and the accepted lines on it say about one tax rate."""

    rate: TaxRate
    invoiced: Money
    accepted: Money

    @property
    def difference(self) -> Money:
        return self.invoiced - self.accepted


def findings(
    kind: InvoiceKind,
    lines: Sequence[TaxLine],
    matched: Sequence[MatchedLine],
    unallocated: Money,
    *,
    written: Any,
    language: str,
    taken_back: Sequence[TaxLine] = (),
) -> list[Any]:
    """Sentences about everything that does not agree; ``written`` writes an amount for the reader.

    ``taken_back`` are the lines of its red letters, whose amounts are negative.
    """
    found = [
        _l(
            "Line %(number)s: the tax is %(off)s off from %(rate)s of %(net)s.",
            number=line.position,
            off=written(off),
            rate=line.rate.label,
            net=written(line.net),
        )
        for line in lines
        if (off := tax_off(line.net, line.rate, line.tax))
    ]
    if kind is InvoiceKind.RED:
        return found
    found += [
        _l(
            "%(goods)s: %(amount)s of the %(accepted)s that were accepted are not invoiced.",
            goods=line.named(language),
            amount=written(line.difference),
            accepted=written(line.accepted),
        )
        for line in matched
        if line.difference
    ]
    if unallocated:
        found.append(_l("%(amount)s of the invoice belong to no accepted line.", amount=written(unallocated)))
    found += [
        _l(
            "At the rate “%(rate)s” the invoice has %(invoiced)s, its accepted lines come to %(accepted)s.",
            rate=sums.rate.label,
            invoiced=written(sums.invoiced),
            accepted=written(sums.accepted),
        )
        for sums in by_rate([*lines, *taken_back], matched)
        if sums.difference and not unallocated
    ]
    return found


def by_rate(lines: Sequence[TaxLine], matched: Sequence[MatchedLine]) -> list[RateSums]:
    """What stands on the paper at each rate, red letters taken off, and what the accepted lines on it were sold at."""
    return [
        RateSums(
            rate=rate,
            invoiced=money.total(line.total for line in lines if line.rate is rate),
            accepted=money.total(line.part for line in matched if line.rate is rate),
        )
        for rate in TaxRate
    ]
