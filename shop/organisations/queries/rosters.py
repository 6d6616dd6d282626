"""Reading rosters: a supplier its own in full, its county and the operator what was done, with names masked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, defer

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import (
    LinkedHousehold,
    LinkedPerson,
    RosterChange,
    RosterConfirmation,
    RosterUpload,
    Supplier,
    Township,
)
from shop.organisations.policies import may_read_rosters
from shop.organisations.queries.register_suppliers import supplier_for
from shop.organisations.words_roster import LinkState, RosterState

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class RosterFilter:
    """What of a roster is asked for; ``text`` is part of a name, a village, a number or the end of an ID number."""

    text: str = ""
    state: LinkState | None = None
    township: str | None = None


@dataclass(frozen=True, slots=True)
class HouseholdRow:
    """A household in a list, with so many people whose links go on."""

    household: LinkedHousehold
    people: int
    township: Township | None


def households_of(
    supplier_id: int, asked_for: RosterFilter, page: int, *, per_page: int = PER_PAGE
) -> tuple[Sequence[HouseholdRow], int]:
    """A page of a roster by the households' numbers, and how many there are in all. One statement."""
    people = (
        select(func.count())
        .where(LinkedPerson.household_id == LinkedHousehold.id, LinkedPerson.until.is_(None), ~LinkedPerson.struck)
        .scalar_subquery()
    )
    asked = (
        select(LinkedHousehold, people, Township, func.count().over())
        .outerjoin(Township, Township.code == LinkedHousehold.township_code)
        .where(*_conditions(supplier_id, asked_for))
        .order_by(LinkedHousehold.number)
    )
    rows = db.session.execute(asked.limit(per_page).offset((page - 1) * per_page)).all()
    if not rows and page > 1:
        return households_of(supplier_id, asked_for, 1, per_page=per_page)
    return [HouseholdRow(*row[:3]) for row in rows], rows[0][3] if rows else 0


def _conditions(supplier_id: int, asked_for: RosterFilter) -> list[Any]:
    wanted: list[Any] = [LinkedHousehold.supplier_id == supplier_id, ~LinkedHousehold.struck]
    if asked_for.state is LinkState.GOING_ON:
        wanted.append(LinkedHousehold.until.is_(None))
    elif asked_for.state is LinkState.ENDED:
        wanted.append(LinkedHousehold.until.is_not(None))
    if asked_for.township:
        wanted.append(LinkedHousehold.township_code == asked_for.township)
    if asked_for.text:
        text = asked_for.text
        somebody = and_(
            LinkedPerson.household_id == LinkedHousehold.id,
            or_(
                LinkedPerson.name.contains(text, autoescape=True),
                LinkedPerson.id_masked.endswith(text.upper(), autoescape=True),
            ),
        )
        either = [LinkedHousehold.village.contains(text, autoescape=True), exists().where(somebody)]
        if text.isascii() and text.isdigit() and len(text) < 9:
            either.append(LinkedHousehold.number == int(text))
        wanted.append(or_(*either))
    return wanted


def household_for(actor: Actor, number: int) -> LinkedHousehold:
    """A household of one's own roster by its number; raises ``NotYours``."""
    asked = select(LinkedHousehold).where(
        LinkedHousehold.supplier_id == actor.organisation_id, LinkedHousehold.number == number
    )
    found = db.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def person_of(household: LinkedHousehold, person_id: int) -> LinkedPerson:
    """Somebody of a household; raises ``NotYours``."""
    asked = select(LinkedPerson).where(LinkedPerson.id == person_id, LinkedPerson.household_id == household.id)
    found = db.session.execute(asked).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def townships_of(supplier_id: int) -> Sequence[Township]:
    """The townships of a supplier's county, where its households live."""
    county = select(Supplier.__table__.c.county_code).where(Supplier.__table__.c.id == supplier_id).scalar_subquery()
    asked = select(Township).where(Township.county_code == county).order_by(Township.code)
    return db.session.execute(asked).scalars().all()


def history_of(household_id: int) -> Sequence[RosterChange]:
    """What was done to a household and its people, the newest first."""
    asked = select(RosterChange).where(RosterChange.household_id == household_id).order_by(RosterChange.id.desc())
    return db.session.execute(asked).scalars().all()


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """Something that was done to a household with this number."""

    change: RosterChange
    number: int


def changes_since(supplier_id: int, after: int, page: int) -> tuple[Sequence[ChangeRow], int]:
    """A page of what was done to a roster after a change, the newest first, and how much in all. One statement."""
    asked = (
        select(RosterChange, LinkedHousehold.number, func.count().over())
        .join(LinkedHousehold, LinkedHousehold.id == RosterChange.household_id)
        .where(RosterChange.supplier_id == supplier_id, RosterChange.id > after)
        .order_by(RosterChange.id.desc())
    )
    rows = db.session.execute(asked.limit(PER_PAGE).offset((page - 1) * PER_PAGE)).all()
    if not rows and page > 1:
        return changes_since(supplier_id, after, 1)
    return [ChangeRow(row[0], row[1]) for row in rows], rows[0][2] if rows else 0


@dataclass(frozen=True, slots=True)
class RosterStanding:
    """How a roster stands with its county: the newest confirmation, and what was done since."""

    supplier: Supplier
    confirmation: RosterConfirmation | None
    changes: int
    newest: int

    @property
    def state(self) -> RosterState:
        if not self.newest:
            return RosterState.NONE
        if self.confirmation is None:
            return RosterState.NEW
        return RosterState.CHANGED if self.changes else RosterState.CONFIRMED


def standings(condition: ColumnElement[bool]) -> Sequence[RosterStanding]:
    """How the rosters of some suppliers stand, by name. One statement."""
    newer = aliased(RosterConfirmation)
    supplier_id = Supplier.__table__.c.id
    seen = select(func.max(newer.last_change_id)).where(newer.supplier_id == supplier_id).correlate(Supplier.__table__)
    changes = RosterChange.supplier_id == supplier_id
    since = RosterChange.id > func.coalesce(seen.scalar_subquery(), 0)
    newest = select(func.max(newer.id)).where(newer.supplier_id == supplier_id).correlate(Supplier.__table__)
    asked = (
        select(
            Supplier,
            RosterConfirmation,
            select(func.count()).where(changes, since).correlate(Supplier.__table__).scalar_subquery(),
            select(func.max(RosterChange.id)).where(changes).correlate(Supplier.__table__).scalar_subquery(),
        )
        .outerjoin(RosterConfirmation, RosterConfirmation.id == newest.scalar_subquery())
        .where(condition)
        .order_by(Supplier.name, Supplier.id)
    )
    return [RosterStanding(row[0], row[1], row[2], row[3] or 0) for row in db.session.execute(asked)]


def count_waiting(county_code: str) -> Select[int]:
    """How many rosters of a county's suppliers are other than it confirmed: a question, to be asked beside others."""
    newer = aliased(RosterConfirmation)
    seen = select(func.max(newer.last_change_id)).where(newer.supplier_id == RosterChange.supplier_id)
    return (
        select(func.count(RosterChange.supplier_id.distinct()))
        .join(Supplier.__table__, Supplier.__table__.c.id == RosterChange.supplier_id)
        .where(
            Supplier.__table__.c.county_code == county_code,
            RosterChange.id > func.coalesce(seen.scalar_subquery(), 0),
        )
    )


def standing_of(supplier_id: int) -> RosterStanding:
    """How one roster stands; raises ``NotYours``. One statement."""
    found = standings(Supplier.__table__.c.id == supplier_id)
    if not found:
        raise NotYours
    return found[0]


def confirmations_of(supplier_id: int) -> Sequence[RosterConfirmation]:
    """When a county confirmed a roster, the newest first."""
    asked = select(RosterConfirmation).where(RosterConfirmation.supplier_id == supplier_id)
    return db.session.execute(asked.order_by(RosterConfirmation.id.desc())).scalars().all()


def roster_for(actor: Actor, slug: str) -> Supplier:
    """A supplier whose roster an office may read; raises ``NotYours``."""
    if not may_read_rosters(actor):
        raise NotYours
    return supplier_for(actor, slug)


def uploads_of(supplier_id: int) -> Sequence[RosterUpload]:
    """The newest sheets of a roster, without their rows."""
    asked = select(RosterUpload).where(RosterUpload.supplier_id == supplier_id).options(defer(RosterUpload.rows))
    return db.session.execute(asked.order_by(RosterUpload.id.desc()).limit(PER_PAGE)).scalars().all()


def upload_for(actor: Actor, upload_id: int) -> RosterUpload:
    """A sheet of one's own roster; raises ``NotYours``."""
    found = db.session.get(RosterUpload, upload_id)
    if found is None or found.supplier_id != actor.organisation_id:
        raise NotYours
    return found


def everybody_on(supplier_id: int) -> Iterator[tuple[LinkedHousehold, LinkedPerson, Township | None]]:
    """Everybody who is or was on a roster, by household. One statement."""
    asked = (
        select(LinkedHousehold, LinkedPerson, Township)
        .join(LinkedPerson, LinkedPerson.household_id == LinkedHousehold.id)
        .outerjoin(Township, Township.code == LinkedHousehold.township_code)
        .where(LinkedHousehold.supplier_id == supplier_id, ~LinkedPerson.struck)
        .order_by(LinkedHousehold.number, LinkedPerson.is_head.desc(), LinkedPerson.id)
    )
    return ((household, person, township) for household, person, township in db.session.execute(asked))
