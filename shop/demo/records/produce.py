"""What is sold: categories, produce, the listings of it, their packs and prices."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shop.catalogue.words import ColdChain, Measure, TaxRate
from shop.demo.records.places import Bilingual, Span
from shop.kernel.money import UnitPrice
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import ONE, Quantity


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of produce; ``tint`` names the colour of its tiles."""

    code: str
    name: Bilingual
    tint: str
    position: int


@dataclass(frozen=True, slots=True)
class Commodity:
    """What is alike, so that prices are compared; ``grown`` is what takes land and a season."""

    code: str
    name: Bilingual
    grown: bool


@dataclass(frozen=True, slots=True)
class Forward:
    """The next harvest can be ordered from this month and day on, before its season."""

    month: int
    day: int
    note: Bilingual


@dataclass(frozen=True, slots=True)
class Produce:
    """What all listings of one produce share. ``season`` lists its months in order, a turn of the year included."""

    key: str
    name: Bilingual
    category: str
    commodity: Commodity
    county_code: str
    measure: Measure
    season: tuple[int, ...]
    year_round: bool
    cold_chain: ColdChain
    storage: Bilingual
    shelf_life_days: int | None
    character: str
    drawing: str | None
    search_words: str
    suits: tuple[Purpose, ...]
    lowest: Decimal
    highest: Decimal
    price_for: Quantity
    forward: Forward | None

    def sold_in(self, month: int) -> bool:
        return self.year_round or month in self.season


@dataclass(frozen=True, slots=True)
class Tier:
    """From this many packs, this price: per kilogram of a weighed pack, per pack of a counted one."""

    from_packs: int
    price: UnitPrice


@dataclass(frozen=True, slots=True)
class Pack:
    """How a product is packed; a weighed pack's content is an estimate between ``lightest`` and ``heaviest``."""

    name: Bilingual
    content: Quantity
    weighed: bool
    lightest: Quantity
    heaviest: Quantity
    minimum: int
    multiple: int
    tiers: tuple[Tier, ...]

    @property
    def price_basis(self) -> Quantity:
        return ONE if self.weighed else self.content

    def price_at(self, packs: int) -> UnitPrice:
        """The price of an order of so many packs, the minimum at least."""
        return [tier.price for tier in self.tiers if tier.from_packs <= packs][-1]


@dataclass(frozen=True, slots=True)
class Certificate:
    """A listing stands in the catalogue of aid produce under a number, in a span of days."""

    number: str
    span: Span


@dataclass(frozen=True, slots=True)
class Product:
    """A listing: what one supplier sells of one produce. ``yearly`` is what a year's lots hold, in the measure."""

    slug: str
    produce: Produce
    supplier: str
    name: Bilingual
    about: Bilingual
    cold_chain: ColdChain
    storage: Bilingual
    shelf_life_days: int | None
    tax_rate: TaxRate
    tax_ground: Bilingual | None
    yearly: Quantity
    certificates: tuple[Certificate, ...]
    producer: Bilingual | None
    packs: tuple[Pack, ...]
