"""Whom a supplier links, in numbers: the supplier states them, its county confirms them from the roster."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select, update

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.events import RosterConfirmed, SupplierChanged
from shop.organisations.models import (
    BenefitRecord,
    LinkedHousehold,
    LinkedPerson,
    RosterChange,
    RosterConfirmation,
    Supplier,
)
from shop.organisations.policies import may_confirm_roster, may_state_benefit
from shop.organisations.queries.reached import Linked, people_reached
from shop.organisations.queries.scopes import of_suppliers
from shop.organisations.roster import LONGEST_REASON
from shop.organisations.services.naming import text_of
from shop.organisations.services.roster_history import last_change, lock_roster
from shop.organisations.words import BenefitSource


def record_benefit(
    supplier_id: int,
    as_of: date,
    *,
    households: int,
    people: int,
    mechanism: str,
    mechanism_english: str,
    by: Actor | None,
) -> BenefitRecord:
    """A supplier states whom it links and how, from a day on; an earlier record stays as it was.

    It is stated and not confirmed: pages say so. Only the supplier itself may (and, with nobody, the shop's set-up).
    """
    if by is not None and not may_state_benefit(by, supplier_id):
        raise NotYours
    if households < 0 or people < households:
        raise Refused(_l("There cannot be fewer people than households."), field="people")
    lock_roster(supplier_id)
    if _recorded(supplier_id, as_of, BenefitSource.STATED):
        raise Refused(_l("The linked households as of this day are already recorded."), field="as_of")
    benefit = BenefitRecord(
        supplier_id=supplier_id,
        as_of=as_of,
        source=BenefitSource.STATED,
        households=households,
        people=people,
        mechanism=text_of(mechanism, 300, field="mechanism"),
        mechanism_english=text_of(mechanism_english, 300, field="mechanism_english"),
    )
    db.session.add(benefit)
    db.session.flush()
    record(by, "supplier.benefit_recorded", "supplier", supplier_id, households=households, people=people)
    publish(SupplierChanged(supplier_id))
    return benefit


def confirm_roster(
    supplier: Supplier, as_of: date, seen: int, note: str = "", *, by: Actor | None
) -> RosterConfirmation:
    """The county has looked at a roster: the figures of a day are confirmed, and the benefit is recorded from them.

    ``seen`` is the newest change that the office was shown; with a later one it would confirm what it has not seen.
    Raises ``Refused``.
    """
    if by is not None and not may_confirm_roster(by, supplier.county_code):
        raise NotYours
    lock_roster(supplier.id)
    _refuse_if_not_seen(supplier, seen, by)
    found = _checked(supplier, as_of)
    confirmation = RosterConfirmation(
        supplier_id=supplier.id,
        as_of=as_of,
        households=found.households,
        people=found.people,
        last_change_id=seen,
        note=text_of(note, LONGEST_REASON, field="note") if note.strip() else "",
        by_id=by.person_id if by else None,
        by_name=by.person_name if by else "",
        at=clock.now(),
    )
    db.session.add(confirmation)
    db.session.flush()
    _mark(supplier.id, as_of, confirmation.id)
    _record_confirmed(confirmation)
    figures = {"households": found.households, "people": found.people}
    record(by, "supplier.roster_confirmed", "supplier", supplier.id, day=as_of.isoformat(), **figures)
    publish(SupplierChanged(supplier.id))
    publish(RosterConfirmed(supplier.id, supplier.slug, supplier.name, as_of, **figures))
    return confirmation


def _refuse_if_not_seen(supplier: Supplier, seen: int, by: Actor | None) -> None:
    if last_change(supplier.id) != seen:
        raise Refused(_l("The roster was changed while you looked at it. Please look at what is new, then confirm."))
    mine = select(RosterChange.id).where(
        RosterChange.supplier_id == supplier.id, RosterChange.by_id == (by.person_id if by else 0)
    )
    if db.session.execute(select(exists(mine))).scalar():
        raise Refused(_l("You have kept this roster yourself: somebody else of the county office has to confirm it."))


def _checked(supplier: Supplier, as_of: date) -> Linked:
    """The figures of a day that can be confirmed."""
    if as_of > clock.today():
        raise Refused(_l("A roster is confirmed as of a day that has come."), field="as_of")
    newest = select(func.max(RosterConfirmation.as_of)).where(RosterConfirmation.supplier_id == supplier.id)
    confirmed = db.session.execute(newest).scalar()
    if confirmed is not None and as_of <= confirmed:
        raise Refused(
            _l("The roster is confirmed as of a later or the same day already: choose a later one."), field="as_of"
        )
    found = people_reached(of_suppliers([supplier.id]), as_of)
    if not found.people:
        raise Refused(_l("Nobody is on the roster on this day."), field="as_of")
    return found


def _mark(supplier_id: int, as_of: date, confirmation_id: int) -> None:
    """Whoever had been linked by that day was looked at as they stand."""
    for table in (LinkedHousehold, LinkedPerson):
        db.session.execute(
            update(table)
            .where(table.supplier_id == supplier_id, table.since <= as_of, ~table.struck)
            .values(confirmation_id=confirmation_id)
            .execution_options(synchronize_session="fetch")
        )


def _record_confirmed(confirmation: RosterConfirmation) -> None:
    """The benefit as confirmed, in the words in which the supplier states its mechanism."""
    newest = (
        select(BenefitRecord)
        .where(BenefitRecord.supplier_id == confirmation.supplier_id)
        .order_by(BenefitRecord.as_of.desc(), BenefitRecord.id.desc())
        .limit(1)
    )
    stated = db.session.execute(newest).scalar_one_or_none()
    db.session.add(
        BenefitRecord(
            supplier_id=confirmation.supplier_id,
            as_of=confirmation.as_of,
            source=BenefitSource.CONFIRMED,
            households=confirmation.households,
            people=confirmation.people,
            mechanism=stated.mechanism if stated else "",
            mechanism_english=stated.mechanism_english if stated else "",
        )
    )
    db.session.flush()


def _recorded(supplier_id: int, as_of: date, source: BenefitSource) -> bool:
    asked = select(BenefitRecord.id).where(
        BenefitRecord.supplier_id == supplier_id, BenefitRecord.as_of == as_of, BenefitRecord.source == source
    )
    return db.session.execute(asked).first() is not None
