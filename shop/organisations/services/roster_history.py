"""The history of a roster: one hand at a time writes it, every deed is noted with how it stood before and after.

Whoever writes locks the supplier's own row first, so two people at one roster work one after the other.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours
from shop.organisations.events import RosterChanged, SupplierChanged
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterChange, RosterConfirmation, Supplier
from shop.organisations.policies import may_keep_roster
from shop.organisations.words import RosterDeed

SUPPLIER = Supplier.__table__.c


def hold_roster(supplier_id: int, by: Actor) -> None:
    """Whether the actor may keep this roster, and nobody else changes it until the transaction ends."""
    if not may_keep_roster(by, supplier_id):
        raise NotYours
    lock_roster(supplier_id)
    tell_county_once(supplier_id)
    publish(SupplierChanged(supplier_id))


def lock_roster(supplier_id: int) -> None:
    """Nobody else changes or confirms this roster until the transaction ends. The first lock that is taken."""
    db.session.execute(select(SUPPLIER.id).where(SUPPLIER.id == supplier_id).with_for_update(key_share=True))


def note(
    household: LinkedHousehold,
    person: LinkedPerson | None,
    deed: RosterDeed,
    before: dict[str, Any],
    after: dict[str, Any],
    reason: str = "",
    *,
    by: Actor | None,
) -> None:
    """What was done is in the history of the household and of the roster."""
    db.session.add(
        RosterChange(
            supplier_id=household.supplier_id,
            household_id=household.id,
            person_id=person.id if person is not None else None,
            deed=deed,
            before=before,
            after=after,
            reason=reason,
            by_id=by.person_id if by else None,
            by_name=by.person_name if by else "",
            at=clock.now(),
        )
    )
    db.session.flush()


def tell_county_once(supplier_id: int) -> None:
    """Of many changes in a row the county hears once: when the roster stops being as it was confirmed."""
    newest = last_change(supplier_id)
    confirmed = db.session.execute(
        select(func.max(RosterConfirmation.last_change_id)).where(RosterConfirmation.supplier_id == supplier_id)
    ).scalar()
    if newest == (confirmed or 0):
        supplier = db.session.get_one(Supplier, supplier_id)
        publish(RosterChanged(supplier_id, supplier.slug, supplier.name, supplier.county_code))


def last_change(supplier_id: int) -> int:
    """The number of the newest change of a roster; 0 of one that was never touched."""
    asked = select(func.max(RosterChange.id)).where(RosterChange.supplier_id == supplier_id)
    return db.session.execute(asked).scalar() or 0


def household_facts(household: LinkedHousehold) -> dict[str, Any]:
    """What the history keeps of a household."""
    return {
        "head": household.head_name,
        "township": household.township_code,
        "village": household.village,
        **_days(household),
    }


def person_facts(person: LinkedPerson) -> dict[str, Any]:
    """What the history keeps of a person; of the ID number the mask."""
    return {"name": person.name, "id": person.id_masked, "is_head": person.is_head, **_days(person)}


def _days(of: LinkedHousehold | LinkedPerson) -> dict[str, Any]:
    return {"since": of.since.isoformat(), "until": of.until.isoformat() if of.until else None}
