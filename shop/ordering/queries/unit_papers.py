"""Where a unit takes goods in, and in whose names it is invoiced."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.organisations.models import DeliveryAddress, InvoiceProfile, Unit

UNIT: Any = Unit.__table__


def papers_of(unit_id: int) -> tuple[list[DeliveryAddress], list[InvoiceProfile]]:
    """Where a unit takes goods in, and in whose names its invoices are made out, the oldest first. One query."""
    asked = (
        select(DeliveryAddress, InvoiceProfile)
        .select_from(UNIT)
        .outerjoin(DeliveryAddress, (DeliveryAddress.unit_id == UNIT.c.id) & DeliveryAddress.active.is_(True))
        .outerjoin(InvoiceProfile, (InvoiceProfile.unit_id == UNIT.c.id) & InvoiceProfile.active.is_(True))
        .where(UNIT.c.id == unit_id)
        .order_by(DeliveryAddress.id, InvoiceProfile.id)
    )
    addresses: dict[int, DeliveryAddress] = {}
    profiles: dict[int, InvoiceProfile] = {}
    for address, profile in db.session.execute(asked):
        if address is not None:
            addresses[address.id] = address
        if profile is not None:
            profiles[profile.id] = profile
    return list(addresses.values()), list(profiles.values())
