"""Who sells, since when they may, and whom they link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shop.demo.records.places import Bilingual
from shop.kernel.money import Money
from shop.organisations.words import SupplierKind, SupplierStatus


@dataclass(frozen=True, slots=True)
class Vetting:
    """From this day the supplier had this status."""

    day: date
    status: SupplierStatus


@dataclass(frozen=True, slots=True)
class Linked:
    """Households and people linked as of a day."""

    as_of: date
    households: int
    people: int


@dataclass(frozen=True, slots=True)
class Supplier:
    """Who sells. ``freight`` is charged once per order below ``freight_free_from``; a delivered price includes it."""

    key: str
    name: Bilingual
    kind: SupplierKind
    county_code: str
    township_code: str | None
    place: Bilingual
    credit_code: str
    founded: int
    about: Bilingual
    mechanism: Bilingual
    linked: tuple[Linked, ...]
    vetting: tuple[Vetting, ...]
    agent: bool
    delivered_price: bool
    freight: Money
    freight_free_from: Money | None

    def status_on(self, day: date) -> SupplierStatus | None:
        """The status in force on a day; nothing before the supplier applied."""
        passed = [step.status for step in self.vetting if step.day <= day]
        return passed[-1] if passed else None
