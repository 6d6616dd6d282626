"""What was entered wrongly on a roster is put right with a reason, and the county has to look at it again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.refusals import Refused, refuse_if_any
from shop.organisations.events import HouseholdStruck
from shop.organisations.identity import Identified, identify
from shop.organisations.models import LinkedHousehold, LinkedPerson
from shop.organisations.roster import LONGEST_REASON, Home, Span, faults_of_span
from shop.organisations.services.naming import text_of
from shop.organisations.services.roster import Known, checked_township, name_of, people_of, refuse_if_linked, village_of
from shop.organisations.services.roster_history import hold_roster, household_facts, note, person_facts
from shop.organisations.words import RosterDeed


@dataclass(frozen=True, slots=True)
class Correction:
    """A person as they should stand. ``id_number`` is empty when it was right."""

    name: str
    id_number: str
    since: date
    until: date | None


def correct_household(household: LinkedHousehold, home: Home, span: Span, reason: str, *, by: Actor) -> None:
    """Where a household lives, or the days of its link, were entered wrongly.

    Whoever was linked since, or until, the same day as the household moves with it; nobody is linked outside its days.
    """
    hold_roster(household.supplier_id, by)
    _refuse_if_struck(household)
    reason = text_of(reason, LONGEST_REASON, field="reason")
    checked_township(home.township_code, household.supplier_id)
    refuse_if_any(faults_of_span(span, clock.today()))
    if household.until is None and span.until is not None:
        raise Refused(_end_instead(), field="until")
    stood, before = Span(household.since, household.until), household_facts(household)
    household.township_code, household.village = home.township_code, village_of(home.village)
    household.since, household.until = span.since, span.until
    if household_facts(household) == before:
        raise Refused(_l("Nothing is different: there is nothing to correct."))
    for person in people_of(household.id) if span != stood else ():
        _move(household, person, stood, span, reason, by)
    household.confirmation_id = None
    note(household, None, RosterDeed.CORRECTED, before, household_facts(household), reason, by=by)
    _record("roster.household_corrected", household, by)


def _move(household: LinkedHousehold, person: LinkedPerson, stood: Span, span: Span, reason: str, by: Actor) -> None:
    """The link of a person follows the days of the household."""
    since = span.since if person.since == stood.since else person.since
    until = span.until if person.until == stood.until else person.until
    moved = Span(since, until)
    if not moved.within(span) or (until is not None and until < since):
        field = "since" if since < span.since or since == span.since else "until"
        raise Refused(_l("%(name)s is linked on other days than these.", name=person.name), field=field)
    if moved == Span(person.since, person.until):
        return
    refuse_if_linked(person.supplier_id, [_as_known(person)], moved, but=person.id, fields=["since"])
    before = person_facts(person)
    person.since, person.until, person.confirmation_id = since, until, None
    note(household, person, RosterDeed.CORRECTED, before, person_facts(person), reason, by=by)


def correct_person(
    household: LinkedHousehold, person: LinkedPerson, right: Correction, reason: str, *, by: Actor
) -> None:
    """A name, an ID number or a day was entered wrongly."""
    hold_roster(household.supplier_id, by)
    _refuse_if_struck(person)
    reason = text_of(reason, LONGEST_REASON, field="reason")
    name = name_of(right.name, field="person_name")
    identified = identify(right.id_number) if right.id_number.strip() else _as_known(person).identified
    span = Span(right.since, right.until)
    refuse_if_any(_faults(household, person, span))
    refuse_if_linked(person.supplier_id, [Known(name, identified)], span, but=person.id, fields=["id_number"])
    before, hashed = person_facts(person), person.id_hash
    person.name, person.id_hash, person.id_masked = name, identified.hash, identified.masked
    person.since, person.until = span.since, span.until
    if person_facts(person) == before and person.id_hash == hashed:
        raise Refused(_l("Nothing is different: there is nothing to correct."))
    person.confirmation_id = None
    if person.is_head:
        household.head_name, household.head_hash, household.confirmation_id = name, identified.hash, None
    note(household, person, RosterDeed.CORRECTED, before, person_facts(person), reason, by=by)
    _record("roster.person_corrected", household, by)


def make_head(household: LinkedHousehold, person: LinkedPerson, reason: str, *, by: Actor) -> None:
    """Another of its people is the head of the household."""
    hold_roster(household.supplier_id, by)
    _refuse_if_struck(person)
    if person.is_head or person.until != household.until:
        raise Refused(_l("Only somebody who is linked as long as the household can become its head."))
    reason = text_of(reason, LONGEST_REASON, field="reason")
    for one in people_of(household.id):
        if one.is_head or one.id == person.id:
            before = person_facts(one)
            one.is_head = one.id == person.id
            note(household, one, RosterDeed.CORRECTED, before, person_facts(one), reason, by=by)
    household.head_name, household.head_hash, household.confirmation_id = person.name, person.id_hash, None
    db.session.flush()
    _record("roster.household_corrected", household, by)


def strike_person(household: LinkedHousehold, person: LinkedPerson, reason: str, *, by: Actor) -> None:
    """Somebody was entered by mistake and never belonged to the household: no figure counts them."""
    hold_roster(household.supplier_id, by)
    _refuse_if_struck(person)
    reason = text_of(reason, LONGEST_REASON, field="reason")
    if person.is_head:
        raise Refused(
            _l("This is the head of the household: make somebody else its head first, or strike out the household.")
        )
    before = person_facts(person)
    person.struck = True
    note(household, person, RosterDeed.STRUCK, before, {}, reason, by=by)
    _record("roster.person_struck", household, by)


def strike_household(household: LinkedHousehold, reason: str, *, by: Actor) -> None:
    """A household was entered by mistake and never was linked: no figure counts it or its people.

    Refused while anything stands that was bought of it.
    """
    hold_roster(household.supplier_id, by)
    _refuse_if_struck(household)
    reason = text_of(reason, LONGEST_REASON, field="reason")
    for person in people_of(household.id):
        before = person_facts(person)
        person.struck = True
        note(household, person, RosterDeed.STRUCK, before, {}, reason, by=by)
    before = household_facts(household)
    household.struck = True
    db.session.flush()
    publish(HouseholdStruck(household.supplier_id, household.id))
    note(household, None, RosterDeed.STRUCK, before, {}, reason, by=by)
    _record("roster.household_struck", household, by)


def _faults(household: LinkedHousehold, person: LinkedPerson, span: Span) -> list[Refused]:
    faults = faults_of_span(span, clock.today())
    if span.since < household.since:
        faults.append(Refused(_l("This is before the household was linked."), field="since"))
    if person.is_head and span != Span(household.since, household.until):
        faults.append(
            Refused(_l("The head is linked as long as the household: correct the household instead."), field="since")
        )
    elif household.until is not None and (span.until is None or span.until > household.until):
        faults.append(Refused(_l("This is after the household was linked."), field="until"))
    elif household.until is None and span.until is not None and person.until is None:
        faults.append(Refused(_end_instead(), field="until"))
    return faults


def _end_instead() -> Any:
    return _l("End the link instead: a correction is for what was entered wrongly.")


def _as_known(person: LinkedPerson) -> Known:
    return Known(person.name, Identified(person.id_hash, person.id_masked))


def _refuse_if_struck(row: LinkedHousehold | LinkedPerson) -> None:
    if row.struck:
        raise Refused(_l("This was struck out already."))


def _record(action: str, household: LinkedHousehold, by: Actor) -> None:
    record(by, action, "roster", household.supplier_id, household=household.number)
