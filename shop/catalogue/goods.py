"""What stands on the shelf, as the shop window shows it: frozen, in no session, shared by all threads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shop.catalogue.pictured import Pictured
from shop.catalogue.words import Measure
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import Quantity
from shop.organisations.words import SupplierKind

ALL_MONTHS = 0b111111111111


@dataclass(frozen=True, slots=True)
class PackOffer:
    """A pack as the window shows it; ``tiers`` are (from so many packs, price per ``basis``), rising and falling."""

    id: int
    name: str
    name_english: str
    content: Quantity
    weighed: bool
    basis: Quantity
    minimum: int
    multiple: int
    tiers: tuple[tuple[int, UnitPrice], ...]

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class Place:
    """The county that goods come from."""

    code: str
    name: str
    name_english: str
    prefecture: str
    prefecture_english: str
    hall: str

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class Kind:
    """A category of produce."""

    code: str
    name: str
    name_english: str
    tint: str
    position: int

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class Seller:
    """Who sells."""

    id: int
    slug: str
    name: str
    name_english: str
    kind: SupplierKind
    approved: bool
    county_code: str

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class Good:
    """One product on the shelf. ``position`` is its bit in the window's sets.

    ``commodity_id`` is what it is compared with others of.
    ``sold_from`` is the earliest harvest of which something is left, ``None`` when all is sold; ``cheapest`` the lowest
    price of one kilogram or piece, over all packs and tiers, and ``one_price`` whether there is no other.
    """

    position: int
    id: int
    slug: str
    name: str
    name_english: str
    character: str
    drawing: str | None
    measure: Measure
    season: int
    sort_key: str
    listed_at: datetime
    commodity_id: int | None
    certificate: str | None
    certified: bool
    sold_from: date | None
    photo: Pictured | None
    category: Kind
    place: Place
    seller: Seller
    packs: tuple[PackOffer, ...]
    cheapest: UnitPrice
    one_price: bool

    @property
    def supplier_id(self) -> int:
        return self.seller.id

    @property
    def county_code(self) -> str:
        return self.place.code

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    @property
    def months(self) -> list[int]:
        """The months of the season, 1 to 12."""
        return [month for month in range(1, 13) if self.season >> (month - 1) & 1]

    def in_season(self, month: int) -> bool:
        """Whether this month is one of its season; what is made all year has none."""
        return self.season != ALL_MONTHS and bool(self.season >> (month - 1) & 1)
