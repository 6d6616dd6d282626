"""What has happened to organisations and counties that pages further left show."""

from __future__ import annotations

from dataclasses import dataclass

from shop.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SupplierChanged(Event):
    """A supplier was vetted, or whom it links was recorded."""

    supplier_id: int


@dataclass(frozen=True, slots=True)
class CountyStandingChanged(Event):
    """A county's aid status or pairing was approved."""

    county_code: str
