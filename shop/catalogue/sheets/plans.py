"""What is to become of a sheet: its products, their packs, and each of its rows. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from shop.catalogue.listing import Listing, Packing
from shop.catalogue.review import Finding
from shop.catalogue.sheets.reading import Fault
from shop.catalogue.sheets.standing import Standing, StandingPack
from shop.catalogue.words import Outcome


@dataclass(frozen=True, slots=True)
class PackPlan:
    """A pack that changes or is new (``standing`` is ``None``); ``finding`` says that the change has to be reviewed."""

    standing: StandingPack | None
    position: int
    packing: Packing
    active: bool
    finding: Finding | None = None


@dataclass(slots=True)
class ProductPlan:
    """What becomes of a product: the words that change at once and those that wait, and its packs that change.

    ``ready``: a new one that can be handed in for review as it is.
    """

    article: str
    standing: Standing | None
    listing: Listing
    words: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    packs: list[PackPlan] = field(default_factory=list)
    ready: bool = False

    @property
    def changes(self) -> bool:
        return bool(self.standing is None or self.words or self.findings or self.packs)

    @property
    def waits(self) -> bool:
        return bool(self.findings) or any(pack.finding for pack in self.packs)


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What becomes of a row of the sheet; ``mark`` is the digest of the product as it stood."""

    number: int
    article: str
    name: str
    pack: str
    outcome: Outcome
    review: bool
    faults: tuple[Fault, ...]
    mark: str


@dataclass(slots=True)
class Plan:
    """A whole sheet held against the shelf."""

    products: list[ProductPlan] = field(default_factory=list)
    rows: list[RowPlan] = field(default_factory=list)
    taken: dict[int, str] = field(default_factory=dict)

    def count(self, outcome: Outcome) -> int:
        return sum(row.outcome is outcome for row in self.rows)
