"""Who should know what of something bought elsewhere: the unit, and the officials who judge it."""

from __future__ import annotations

from typing import Any

from shop.kernel.actor import Role
from shop.notices.services import tell
from shop.organisations.models import Unit
from shop.organisations.queries import names_of, unit_path
from shop.tally.models import OfflinePurchase, OfflineVersion


def superior_id(unit_id: int, year: int) -> int:
    """What stands one level above a unit in a year; above a cluster there is nobody."""
    path = unit_path(unit_id, year)
    return path[-2] if len(path) > 1 else path[-1]


def tell_superior(kind: str, purchase: OfflinePurchase, version: OfflineVersion, **said: Any) -> None:
    """The officials who verify it should know."""
    over = superior_id(purchase.unit_id, version.day.year)
    name = names_of([purchase.unit_id])[purchase.unit_id].name
    _tell(over, kind, purchase, version, role=Role.OFFICIAL, unit=name, **said)


def tell_of_sheet(unit: Unit, year: int, count: int) -> None:
    """The officials who verify the unit's purchases should know that many came at once."""
    subject = ("offline_sheets", str(unit.id))
    tell(
        superior_id(unit.id, year),
        "offline_sheet_entered",
        subject=subject,
        role=Role.OFFICIAL,
        unit=unit.name,
        count=count,
    )


def tell_unit(kind: str, purchase: OfflinePurchase, version: OfflineVersion, **said: Any) -> None:
    """The unit should know."""
    _tell(purchase.unit_id, kind, purchase, version, **said)


def _tell(
    organisation_id: int,
    kind: str,
    purchase: OfflinePurchase,
    version: OfflineVersion,
    *,
    role: Role | None = None,
    **said: Any,
) -> None:
    particulars = {"number": purchase.number, "amount": version.amount.fen, "goods": version.goods} | said
    tell(organisation_id, kind, subject=("offline", purchase.number), role=role, **particulars)
