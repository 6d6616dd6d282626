"""What a supplier says of a product and of the packs it is sold in: frozen, in no session. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from shop.catalogue.pricing import per_measure
from shop.catalogue.words import ColdChain, GoodsKind, Measure, TaxRate
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import ONE, Quantity

EVERY_MONTH = tuple(range(1, 13))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """What a supplier says of a product. ``months`` are those of its season, 1 to 12."""

    supplier_id: int
    category_id: int
    county_code: str
    name: str
    name_english: str
    character: str
    measure: Measure
    months: Iterable[int] = EVERY_MONTH
    description: str = ""
    description_english: str = ""
    drawing: str | None = None
    storage: str = ""
    storage_english: str = ""
    cold_chain: ColdChain = ColdChain.AMBIENT
    shelf_life_days: int | None = None
    goods_kind: GoodsKind | None = None
    tax_rate: TaxRate = TaxRate.EXEMPT
    tax_ground: str = ""
    commodity_id: int | None = None
    grade: str = ""
    producer_id: int | None = None
    producer_name: str | None = None
    producer_name_english: str | None = None
    search_words: str = ""


SAID = tuple(part.name for part in fields(Listing) if part.name not in ("supplier_id", "months"))
"""What a listing says and a product keeps under the same name; the season is kept as bits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    """What a supplier says of a pack. ``tiers`` are prices by packs, per pack or, weighed, per kilogram or piece."""

    name: str
    name_english: str
    content: Quantity
    tiers: Mapping[int, UnitPrice] = field(default_factory=dict)
    weighed: bool = False
    minimum: int = 1
    multiple: int = 1

    @property
    def price_basis(self) -> Quantity:
        """What one price buys: a kilogram or piece of a weighed pack, the whole of a counted one."""
        return ONE if self.weighed else self.content

    def price_from(self, packs: int) -> UnitPrice:
        """The price of a kilogram or piece when so many packs are ordered; of fewer than the first tier, the first."""
        reached = [start for start in self.tiers if start <= packs]
        return per_measure(self.tiers[max(reached) if reached else min(self.tiers)], self.price_basis)

    @property
    def prices(self) -> list[UnitPrice]:
        """The price of a kilogram or piece on each tier."""
        return [per_measure(price, self.price_basis) for _start, price in sorted(self.tiers.items())]


def packed(packing: Packing) -> dict[str, Any]:
    """A pack as plain data: thousandths, ten-thousandths of a yuan."""
    return {
        "name": packing.name,
        "name_english": packing.name_english,
        "content": packing.content.thousandths,
        "weighed": packing.weighed,
        "minimum": packing.minimum,
        "multiple": packing.multiple,
        "tiers": [[start, price.parts] for start, price in sorted(packing.tiers.items())],
    }


def unpacked(data: Mapping[str, Any]) -> Packing:
    """The pack that `packed` made plain."""
    return Packing(
        name=data["name"],
        name_english=data["name_english"],
        content=Quantity(data["content"]),
        weighed=data["weighed"],
        minimum=data["minimum"],
        multiple=data["multiple"],
        tiers={start: UnitPrice(parts) for start, parts in data["tiers"]},
    )
