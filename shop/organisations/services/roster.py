"""The roster of a supplier: households and their people are added, and their links end; nothing is ever deleted.

Whoever writes holds the roster first (`roster_history`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import Refused, refuse_if_any
from shop.organisations.identity import Identified, identify
from shop.organisations.models import LinkedHousehold, LinkedPerson, Supplier, Township
from shop.organisations.roster import (
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_VILLAGE,
    MOST_PEOPLE,
    Home,
    Person,
    Span,
    faults_of_span,
    field_of,
)
from shop.organisations.services.naming import text_of
from shop.organisations.services.roster_history import hold_roster, household_facts, note, person_facts
from shop.organisations.words import RosterDeed


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose ID number was read and hashed."""

    name: str
    identified: Identified


def add_household(supplier_id: int, home: Home, people: Sequence[Person], since: date, *, by: Actor) -> LinkedHousehold:
    """A household is linked from a day on; the first of its people is its head. Raises ``Refused``."""
    hold_roster(supplier_id, by)
    refuse_if_any(faults_of_span(Span(since), clock.today()))
    if not people:
        raise Refused(_l("A household has at least its head."), field="person_name")
    checked_township(home.township_code, supplier_id)
    known = _known(people)
    household = LinkedHousehold(
        supplier_id=supplier_id,
        number=next_number(supplier_id),
        head_hash=known[0].identified.hash,
        head_name=known[0].name,
        township_code=home.township_code,
        village=village_of(home.village),
        since=since,
    )
    refuse_if_linked(supplier_id, known, Span(since))
    db.session.add(household)
    db.session.flush()
    note(household, None, RosterDeed.ADDED, {}, household_facts(household), by=by)
    for place, somebody in enumerate(known):
        link(household, somebody, since, is_head=place == 0, by=by)
    record(by, "roster.household_added", "roster", supplier_id, household=household.number, people=len(known))
    return household


def add_person(household: LinkedHousehold, person: Person, since: date, *, by: Actor) -> LinkedPerson:
    """Somebody belongs to a linked household from a day on."""
    hold_roster(household.supplier_id, by)
    _refuse_if_over(household)
    refuse_if_any(faults_of_span(Span(since), clock.today()))
    if since < household.since:
        raise Refused(_before_household(), field="since")
    if len(people_of(household.id)) >= MOST_PEOPLE:
        raise Refused(_l("A household has at most %(count)d people.", count=MOST_PEOPLE), field="person_name")
    known = Known(name_of(person.name, field="person_name"), identify(person.id_number, field="id_number"))
    refuse_if_linked(household.supplier_id, [known], Span(since), fields=["id_number"])
    added = link(household, known, since, is_head=False, by=by)
    record(by, "roster.person_added", "roster", household.supplier_id, household=household.number)
    return added


def end_household(household: LinkedHousehold, until: date, reason: str, *, by: Actor) -> None:
    """A household is linked no more after a day, and nobody of it is."""
    hold_roster(household.supplier_id, by)
    _refuse_if_over(household)
    reason = text_of(reason, LONGEST_REASON, field="reason")
    refuse_if_any(faults_of_span(Span(household.since, until), clock.today()))
    going_on = [person for person in people_of(household.id) if person.until is None]
    if any(person.since > until for person in going_on):
        raise Refused(_l("Somebody of this household is linked since a later day."), field="until")
    for person in going_on:
        before = person_facts(person)
        person.until = until
        note(household, person, RosterDeed.ENDED, before, person_facts(person), reason, by=by)
    before = household_facts(household)
    household.until = until
    note(household, None, RosterDeed.ENDED, before, household_facts(household), reason, by=by)
    record(
        by, "roster.household_ended", "roster", household.supplier_id, household=household.number, day=until.isoformat()
    )


def end_person(household: LinkedHousehold, person: LinkedPerson, until: date, reason: str, *, by: Actor) -> None:
    """Somebody belongs to a household no more after a day; its head only once another is."""
    hold_roster(household.supplier_id, by)
    if person.until is not None or person.struck:
        raise Refused(_l("This link has ended already."))
    reason = text_of(reason, LONGEST_REASON, field="reason")
    refuse_if_any(faults_of_span(Span(person.since, until), clock.today()))
    if person.is_head:
        raise Refused(_l("This is the head of the household: make somebody else its head first, or end the household."))
    before = person_facts(person)
    person.until = until
    note(household, person, RosterDeed.ENDED, before, person_facts(person), reason, by=by)
    record(by, "roster.person_ended", "roster", household.supplier_id, household=household.number)


def link(household: LinkedHousehold, known: Known, since: date, *, is_head: bool, by: Actor | None) -> LinkedPerson:
    """Somebody is on the roster; with what was done in its history."""
    person = LinkedPerson(
        household_id=household.id,
        supplier_id=household.supplier_id,
        id_hash=known.identified.hash,
        id_masked=known.identified.masked,
        name=known.name,
        is_head=is_head,
        since=since,
    )
    db.session.add(person)
    db.session.flush()
    note(household, person, RosterDeed.ADDED, {}, person_facts(person), by=by)
    return person


def people_of(household_id: int) -> Sequence[LinkedPerson]:
    """Who is or was of a household, the head first; without those who were struck out."""
    asked = select(LinkedPerson).where(LinkedPerson.household_id == household_id, ~LinkedPerson.struck)
    return db.session.execute(asked.order_by(LinkedPerson.is_head.desc(), LinkedPerson.id)).scalars().all()


def next_number(supplier_id: int) -> int:
    """The supplier's next number for a household; its roster is locked."""
    asked = select(func.max(LinkedHousehold.number)).where(LinkedHousehold.supplier_id == supplier_id)
    return (db.session.execute(asked).scalar() or 0) + 1


def name_of(typed: str, *, field: str) -> str:
    """A person's name; raises ``Refused``."""
    return text_of(typed, LONGEST_NAME, field=field)


def village_of(typed: str) -> str:
    """The village in words, or nothing; raises ``Refused``."""
    return text_of(typed, LONGEST_VILLAGE, field="village") if typed.strip() else ""


def checked_township(code: str | None, supplier_id: int) -> None:
    """The county office knows the households of its own county alone; raises ``Refused``."""
    if code is None:
        return
    township = db.session.get(Township, code)
    county = db.session.execute(select(Supplier.county_code).where(Supplier.id == supplier_id)).scalar_one()
    if township is None or township.county_code != county:
        raise Refused(_l("This township does not belong to the county."), field="township")


def refuse_if_linked(
    supplier_id: int,
    people: Iterable[Known],
    span: Span,
    *,
    but: int | None = None,
    fields: Sequence[str] | None = None,
) -> None:
    """Nobody is in two households of one supplier at a time: raises ``Refused`` that says where they stand."""
    known = list(people)
    hashes = [one.identified.hash for one in known]
    asked = (
        select(LinkedPerson, LinkedHousehold.number)
        .join(LinkedHousehold, LinkedHousehold.id == LinkedPerson.household_id)
        .where(LinkedPerson.supplier_id == supplier_id, LinkedPerson.id_hash.in_(hashes), ~LinkedPerson.struck)
    )
    faults = []
    for person, number in db.session.execute(asked):
        if person.id != but and span.overlaps(Span(person.since, person.until)):
            place = hashes.index(person.id_hash)
            field = fields[place] if fields else field_of("id_number", place + 1)
            faults.append(stands_already(person, number, field))
    refuse_if_any(faults)


def stands_already(person: LinkedPerson, number: int, field: str) -> Refused:
    """Where somebody stands on the same roster; only who keeps the roster reads it."""
    return Refused(
        _l(
            "%(name)s (%(masked)s) stands in household %(number)d already: nobody is in two households at a time.",
            name=person.name,
            masked=person.id_masked,
            number=number,
        ),
        field=field,
    )


def _known(people: Sequence[Person]) -> list[Known]:
    """The people of a household as typed, all that is wrong with them told at once."""
    found: list[Known] = []
    faults: list[Refused] = []
    for place, person in enumerate(people, start=1):
        try:
            name = name_of(person.name, field=field_of("person_name", place))
            identified = identify(person.id_number, field=field_of("id_number", place))
        except Refused as fault:
            faults.append(fault)
            continue
        if any(one.identified.hash == identified.hash for one in found):
            faults.append(Refused(_l("This person is in this household twice."), field=field_of("id_number", place)))
        found.append(Known(name, identified))
    refuse_if_any(faults)
    return found


def _refuse_if_over(household: LinkedHousehold) -> None:
    if household.until is not None or household.struck:
        raise Refused(_l("The link of this household has ended already."))


def _before_household() -> Any:
    return _l("This is before the household was linked.")
