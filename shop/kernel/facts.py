"""The facts a purchase is judged on, as they stood at the order's moment (DOMAIN rule 3)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Self

from shop.kernel.purposes import Purpose


@dataclass(frozen=True, slots=True)
class PurchaseFacts:
    """What decides whether a purchase counts; copied onto the order line and from there onto the entry.

    ``unit_path`` runs from the cluster down to the buying unit. The two ``…_aided`` and ``…_paired`` flags are of the
    supplier's registered county and of the county the goods come from. ``certificate`` is the newest catalogue number,
    even when it has run out; ``certificate_valid`` says whether it was valid on the day.
    """

    unit_path: tuple[int, ...]
    purpose: Purpose
    supplier_approved: bool
    supplier_county: str
    supplier_county_aided: bool
    supplier_county_paired: bool
    origin_county: str
    origin_county_aided: bool
    origin_county_paired: bool
    certificate: str | None
    certificate_valid: bool

    def packed(self) -> dict[str, Any]:
        return asdict(self) | {"unit_path": list(self.unit_path), "purpose": self.purpose.value}

    @classmethod
    def unpacked(cls, data: dict[str, Any]) -> Self:
        return cls(**data | {"unit_path": tuple(data["unit_path"]), "purpose": Purpose(data["purpose"])})
