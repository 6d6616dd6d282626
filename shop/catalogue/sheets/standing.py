"""How a product stands on the shelf, as a sheet is held against it: frozen, in no session. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shop.catalogue.listing import Listing, Packing
from shop.catalogue.naming import key_of
from shop.catalogue.review import Offered
from shop.catalogue.sheets.readiness import Seller
from shop.catalogue.sheets.reading import NOTHING
from shop.catalogue.words import ProductStatus
from shop.documents.sheets import tidy

LONGEST_TEXT = 4_100


@dataclass(frozen=True, slots=True)
class StandingPack:
    """A pack as it stands, and as it was last approved."""

    id: int
    position: int
    active: bool
    packing: Packing
    approved: Packing | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A product with its packs. ``pending`` are the items of the change that waits, by field or by the pack's id."""

    id: int
    slug: str
    article: str
    status: ProductStatus
    version: int
    listing: Listing
    packs: tuple[StandingPack, ...]
    has_lots: bool = False
    pending: Mapping[str | int, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """What a sheet knows it by: its article number, or while it has none its address."""
        return self.article or self.slug

    @property
    def offered(self) -> Offered:
        """What was approved; while nothing was, what is sold stands for it."""
        approved = {pack.id: pack.approved for pack in self.packs if pack.approved is not None}
        return Offered(self.listing, approved or {pack.id: pack.packing for pack in self.packs if pack.active})

    def mark(self) -> str:
        """A digest of all that a sheet is held against, to see later whether anything has changed."""
        said = (self.code, self.status, self.listing, self.packs, self.has_lots, sorted(map(str, self.pending.items())))
        return hashlib.blake2b(repr(said).encode(), digest_size=8).hexdigest()


class Shelf:
    """A supplier's products, found by what a sheet calls them."""

    def __init__(self, standings: Iterable[Standing], seller: Seller | None = None) -> None:
        self.standings = tuple(standings)
        self.seller = seller or Seller()
        self._by_key = {key_of(one.slug): one for one in self.standings if not one.article}
        self._by_key |= {key_of(one.article): one for one in self.standings if one.article}
        self._without_zeros: dict[str, list[Standing]] = {}
        for one in self.standings:
            if one.article.isdigit():
                self._without_zeros.setdefault(one.article.lstrip("0"), []).append(one)

    def find(self, article: str) -> Standing | None:
        """The product of an article number; a number that lost its zeros in Excel is known again if only one fits."""
        found = self._by_key.get(key_of(article))
        if found is None and article.isdigit():
            alike = self._without_zeros.get(article.lstrip("0"), [])
            found = alike[0] if len(alike) == 1 else None
        return found


def as_read(text: str | None) -> str:
    """A text as it would come back from a sheet, where a dash is nothing."""
    read = tidy(text or "", LONGEST_TEXT, lines=True)
    return "" if read in NOTHING else read
