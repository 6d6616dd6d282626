"""How a unit feeds its people, changed by two people (DOMAIN rules 5 and 10)."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import CanteenChanged
from shop.organisations.models import Unit, UnitCanteen
from shop.organisations.policies import Fact, may_approve, may_propose
from shop.organisations.services.naming import text_of
from shop.organisations.services.units import check_canteen, the_leaf
from shop.organisations.words import Canteen

LONGEST_REASON = 300


class Fed(NamedTuple):
    """How a unit feeds its people: who files for a shared canteen, who cooks in an outsourced one."""

    canteen: Canteen
    filing_unit_id: int | None = None
    contractor_name: str | None = None


def propose_canteen(unit_id: int, fed: Fed, reason: str, *, by: Actor) -> UnitCanteen:
    """The unit is to feed its people otherwise, once a second person approves. A newer proposal replaces the last."""
    unit = the_leaf(unit_id)
    if not may_propose(by, Fact.CANTEEN, cluster_id=unit.cluster_id):
        raise NotYours
    held = _locked(unit.id)
    if fed == Fed(held.canteen, held.filing_unit_id, held.contractor_name):
        raise Refused(_l("Nothing is different from what is registered."), field="canteen")
    check_canteen(held.cluster_id or 0, *fed, unit_id=unit_id)
    waiting = select(UnitCanteen).where(UnitCanteen.unit_id == unit_id, UnitCanteen.approved_at.is_(None))
    change = db.session.execute(locked(waiting)).scalar_one_or_none() or UnitCanteen(unit_id=unit_id)
    change.canteen, change.filing_unit_id, change.contractor_name = fed
    change.was, change.reason = held.canteen, text_of(reason, LONGEST_REASON, field="reason")
    change.proposed_by_id, change.proposed_at = by.person_id, clock.now()
    db.session.add(change)
    db.session.flush()
    _tell(change, held, "canteen_proposed", by, reason=change.reason)
    return change


def approve_canteen(change: UnitCanteen, *, by: Actor) -> None:
    """A second person approves: from today on the unit feeds its people like this. Lines that are there stay."""
    unit = the_leaf(change.unit_id)
    if not may_approve(by, Fact.CANTEEN, cluster_id=unit.cluster_id):
        raise NotYours
    held = _locked(unit.id)
    db.session.refresh(change)
    if change.approved_at is not None:
        raise Refused(_l("This has already been approved."))
    if change.proposed_by_id == by.person_id:
        raise Refused(_l("The person who proposed this cannot approve it: a second person must."))
    check_canteen(held.cluster_id or 0, change.canteen, change.filing_unit_id, change.contractor_name, unit_id=held.id)
    change.approved_by_id, change.approved_at, change.valid_from = by.person_id, clock.now(), clock.today()
    held.canteen, held.filing_unit_id = change.canteen, change.filing_unit_id
    held.contractor_name = change.contractor_name
    db.session.flush()
    _tell(change, held, f"canteen_changed_{change.canteen.value}", by)
    publish(CanteenChanged(held.id, held.slug, held.name))


def withdraw_canteen(change: UnitCanteen, *, by: Actor) -> None:
    """A proposed change is proposed no more. Whoever may propose one may take it off the list."""
    unit = the_leaf(change.unit_id)
    if not may_propose(by, Fact.CANTEEN, cluster_id=unit.cluster_id):
        raise NotYours
    held = _locked(unit.id)
    db.session.refresh(change)
    if change.approved_at is not None:
        raise Refused(_l("This has already been approved."))
    _tell(change, held, "canteen_withdrawn", by)
    db.session.delete(change)
    db.session.flush()


def _locked(unit_id: int) -> Unit:
    return db.session.execute(locked(select(Unit).where(Unit.id == unit_id))).scalar_one()


def _tell(change: UnitCanteen, unit: Unit, what: str, by: Actor, **said: str) -> None:
    record(by, f"unit.{what}", "unit", unit.id, cluster_id=unit.cluster_id, canteen=change.canteen.value, **said)
