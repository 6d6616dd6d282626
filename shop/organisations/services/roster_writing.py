"""What a sheet says is written onto the roster: all rows together, with the history of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.organisations.models import LinkedHousehold, LinkedPerson, RosterChange
from shop.organisations.roster import Span
from shop.organisations.roster_plans import Judged, Plan
from shop.organisations.services.roster_history import household_facts, person_facts
from shop.organisations.words import RosterDeed
from shop.organisations.words_roster import Outcome


class _Book:
    """The history of one sheet, gathered and written at once."""

    def __init__(self, supplier_id: int, reason: str, by: Actor | None) -> None:
        self.rows: list[dict[str, Any]] = []
        self.shared = {
            "supplier_id": supplier_id,
            "by_id": by.person_id if by else None,
            "by_name": by.person_name if by else "",
            "at": clock.now(),
        }
        self.reason = reason

    def note(
        self, household_id: int, person_id: int | None, deed: RosterDeed, before: dict[str, Any], after: dict[str, Any]
    ) -> None:
        reason = "" if deed is RosterDeed.ADDED else self.reason
        about = {"household_id": household_id, "person_id": person_id, "deed": deed, "reason": reason}
        self.rows.append(self.shared | about | {"before": before, "after": after})

    def write(self) -> None:
        if self.rows:
            db.session.execute(insert(RosterChange.__table__), self.rows)


def write(supplier_id: int, plans: Sequence[Plan], reason: str, *, by: Actor | None) -> None:
    """Put a compared sheet without faults onto a roster that is locked.

    What changes is written before what is new: a link that ends makes room for the one that begins after it.
    """
    book = _Book(supplier_id, reason, by)
    households, people = _loaded(plans)
    _change(plans, households, people, book)
    db.session.flush()
    made = _add_households(supplier_id, [plan for plan in plans if plan.known is None], book)
    ids = {plan.number: plan.known.id for plan in plans if plan.known is not None} | made
    _add_people(supplier_id, plans, ids, book)
    book.write()


def _loaded(plans: Iterable[Plan]) -> tuple[dict[int, LinkedHousehold], dict[int, LinkedPerson]]:
    """The rows of the roster that the sheet is about, and everybody else of those households."""
    supplier_rows = [plan.known.id for plan in plans if plan.known is not None and _touches(plan)]
    households: dict[int, LinkedHousehold] = {}
    people: dict[int, LinkedPerson] = {}
    for first in range(0, len(supplier_rows), 500):
        some = supplier_rows[first : first + 500]
        asked = select(LinkedHousehold).where(LinkedHousehold.id.in_(some))
        households |= {one.id: one for one in db.session.execute(asked).scalars()}
        inside = select(LinkedPerson).where(LinkedPerson.household_id.in_(some), ~LinkedPerson.struck)
        people |= {one.id: one for one in db.session.execute(inside).scalars()}
    return households, people


def _touches(plan: Plan) -> bool:
    return any(judged.outcome in (Outcome.CREATED, Outcome.UPDATED) for judged in plan.rows)


def _change(
    plans: Iterable[Plan], households: dict[int, LinkedHousehold], people: dict[int, LinkedPerson], book: _Book
) -> None:
    for plan in plans:
        if plan.known is None or plan.known.id not in households:
            continue
        household = households[plan.known.id]
        head = next((judged for judged in plan.rows if judged.is_head), None)
        for judged in plan.rows:
            if judged.outcome is Outcome.UPDATED and judged.target is not None:
                _change_person(people[judged.target.id], judged, book)
        if head is not None:
            _demote(household, head, people, book)
        _change_household(household, plan, head, book)


def _change_person(person: LinkedPerson, judged: Judged, book: _Book) -> None:
    before, span = person_facts(person), judged.span
    assert span is not None  # noqa: S101 – a row without days is wrong, and a wrong sheet is not applied
    stood = Span(person.since, person.until)
    only_ended = (judged.row.name, judged.is_head, span.since) == (person.name, person.is_head, stood.since)
    person.name, person.is_head, person.since, person.until = judged.row.name, judged.is_head, span.since, span.until
    after = person_facts(person)
    if after == before:
        return
    ended = only_ended and stood.until is None
    if not ended:
        person.confirmation_id = None
    book.note(person.household_id, person.id, RosterDeed.ENDED if ended else RosterDeed.CORRECTED, before, after)


def _demote(household: LinkedHousehold, head: Judged, people: dict[int, LinkedPerson], book: _Book) -> None:
    """Whoever was the head and is not named in the sheet is the head no more."""
    for person in people.values():
        other = head.target is None or person.id != head.target.id
        if person.household_id == household.id and person.is_head and other:
            before = person_facts(person)
            person.is_head = False
            book.note(household.id, person.id, RosterDeed.CORRECTED, before, person_facts(person))


def _change_household(household: LinkedHousehold, plan: Plan, head: Judged | None, book: _Book) -> None:
    before, stood = household_facts(household), Span(household.since, household.until)
    span = plan.span or stood
    if head is not None:
        household.head_name, household.head_hash = head.row.name, head.row.hash
    household.township_code, household.village = plan.township, plan.village
    household.since, household.until = span.since, span.until
    after = household_facts(household)
    if after == before:
        return
    ended = stood.until is None and span.until is not None and before | {"until": after["until"]} == after
    if not ended:
        household.confirmation_id = None
    book.note(household.id, None, RosterDeed.ENDED if ended else RosterDeed.CORRECTED, before, after)


def _add_households(supplier_id: int, plans: Sequence[Plan], book: _Book) -> dict[int, int]:
    """Households that are new; their ids by their numbers."""
    new = [_household(supplier_id, plan) for plan in plans]
    db.session.add_all(new)
    db.session.flush()
    for household in new:
        book.note(household.id, None, RosterDeed.ADDED, {}, household_facts(household))
    return {household.number: household.id for household in new}


def _household(supplier_id: int, plan: Plan) -> LinkedHousehold:
    head = next(judged for judged in plan.rows if judged.is_head)
    assert plan.span is not None  # noqa: S101 – a new household without days is wrong
    return LinkedHousehold(
        supplier_id=supplier_id,
        number=plan.number,
        head_hash=head.row.hash,
        head_name=head.row.name,
        township_code=plan.township,
        village=plan.village,
        since=plan.span.since,
        until=plan.span.until,
    )


def _add_people(supplier_id: int, plans: Iterable[Plan], ids: dict[int, int], book: _Book) -> None:
    new = [
        _person(supplier_id, ids[plan.number], judged)
        for plan in plans
        for judged in plan.rows
        if judged.outcome is Outcome.CREATED
    ]
    db.session.add_all(new)
    db.session.flush()
    for person in new:
        book.note(person.household_id, person.id, RosterDeed.ADDED, {}, person_facts(person))


def _person(supplier_id: int, household_id: int, judged: Judged) -> LinkedPerson:
    assert judged.span is not None  # noqa: S101 – a row without days is wrong
    return LinkedPerson(
        household_id=household_id,
        supplier_id=supplier_id,
        id_hash=judged.row.hash,
        id_masked=judged.row.masked,
        name=judged.row.name,
        is_head=judged.is_head,
        since=judged.span.since,
        until=judged.span.until,
    )
