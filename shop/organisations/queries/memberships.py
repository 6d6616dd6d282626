"""For whom a person may act, and who works for an organisation."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, select
from sqlalchemy.orm import joinedload

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Actor, OrganisationKind, Role
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.organisations.models import CountyOffice, Membership, Organisation, Supplier, Unit

PERSON, MEMBERSHIP, ORGANISATION = Person.__table__, Membership.__table__, Organisation.__table__
UNIT, SUPPLIER, COUNTY_OFFICE = Unit.__table__, Supplier.__table__, CountyOffice.__table__


@dataclass(frozen=True, slots=True)
class HeldMembership:
    """An active membership with all that an actor is made of."""

    id: int
    person_id: int
    person_name: str
    organisation_id: int
    organisation_kind: OrganisationKind
    name: str
    name_english: str
    title: str
    roles: frozenset[Role]
    order_limit: Money | None
    cluster_id: int | None
    county_code: str | None
    level: str | None
    leads: bool

    def named(self, language: str) -> str:
        """The organisation's name in the reader's language."""
        return self.name if language == "zh" else self.name_english


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who is signed in, and for whom they may act, the oldest membership first."""

    person_id: int
    name: str
    memberships: tuple[HeldMembership, ...]

    def acting(self, membership_id: int | None) -> HeldMembership | None:
        """The membership that was chosen, as long as it lasts; the first while none was. Nothing without any."""
        if membership_id is None:
            return next(iter(self.memberships), None)
        return next((membership for membership in self.memberships if membership.id == membership_id), None)


def signed_in(session_key: str) -> SignedIn | None:
    """Who holds this session key, with their memberships: one query."""
    rows = db.session.execute(_by_session_key(), {"session_key": session_key}).all()
    if not rows:
        return None
    first = rows[0]
    return SignedIn(first.person_id, first.person_name, tuple(_held(rows)))


def memberships_of(person_id: int) -> list[HeldMembership]:
    """For whom the person may act, the oldest membership first. One query."""
    return _held(db.session.execute(_asked(PERSON.c.id == person_id)).all())


def memberships_of_people(person_ids: Collection[int]) -> dict[int, list[HeldMembership]]:
    """For whom each of these people may act. One query."""
    held: dict[int, list[HeldMembership]] = {}
    for membership in _held(db.session.execute(_asked(PERSON.c.id.in_(sorted(person_ids)))).all()):
        held.setdefault(membership.person_id, []).append(membership)
    return held


def actor_for(membership_id: int) -> Actor:
    """The actor of an active membership; raises ``NotYours``. One query."""
    held = _held(db.session.execute(_asked(MEMBERSHIP.c.id == membership_id)).all())
    if not held:
        raise NotYours
    return actor_from(held[0])


def actor_from(membership: HeldMembership) -> Actor:
    """Who acts, and for whom. Books and trails keep the organisation's registered name, which is the Chinese one."""
    return Actor(
        person_id=membership.person_id,
        person_name=membership.person_name,
        membership_id=membership.id,
        organisation_id=membership.organisation_id,
        organisation_name=membership.name,
        organisation_kind=membership.organisation_kind,
        roles=membership.roles,
        cluster_id=membership.cluster_id,
        county_code=membership.county_code,
        order_limit=membership.order_limit,
        level=membership.level,
        leads=membership.leads,
    )


def members_of(organisation_id: int) -> Sequence[Membership]:
    """Who works for an organisation, the person loaded with each; those who left come last."""
    asked = (
        select(Membership)
        .where(Membership.organisation_id == organisation_id)
        .options(joinedload(Membership.person))
        .order_by(Membership.active.desc(), Membership.id)
    )
    return db.session.execute(asked).scalars().all()


def member(membership_id: int, *, active: bool | None = True) -> Membership:
    """A membership that lasts, one that has ended, or either; person and organisation loaded. Raises ``NotYours``."""
    asked = select(Membership).where(Membership.id == membership_id)
    if active is not None:
        asked = asked.where(Membership.active.is_(active))
    loaded = (joinedload(Membership.person), joinedload(Membership.organisation))
    found = db.session.execute(asked.options(*loaded)).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def members_with_role(organisation_id: int, role: Role) -> Sequence[Membership]:
    """Who holds a role in an organisation now."""
    return [member for member in members_of(organisation_id) if member.active and role in member.roles]


def is_member(person_id: int, organisation_id: int) -> bool:
    """Whether somebody works for an organisation, whomever they act for at the moment. One query."""
    mine = select(Membership.id).where(
        Membership.person_id == person_id, Membership.organisation_id == organisation_id, Membership.active
    )
    return db.session.execute(mine.limit(1)).first() is not None


@cache
def _by_session_key() -> Select[*tuple[Any, ...]]:
    """Asked for every page of everybody, so it is written once."""
    return _asked(PERSON.c.session_key == bindparam("session_key"), PERSON.c.active.is_(True))


def _asked(*conditions: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """A person with or without memberships, the columns of every kind of organisation beside each other."""
    mine = and_(MEMBERSHIP.c.person_id == PERSON.c.id, MEMBERSHIP.c.active.is_(True))
    tables = (
        PERSON.outerjoin(MEMBERSHIP, mine)
        .outerjoin(ORGANISATION, ORGANISATION.c.id == MEMBERSHIP.c.organisation_id)
        .outerjoin(UNIT, UNIT.c.id == ORGANISATION.c.id)
        .outerjoin(SUPPLIER, SUPPLIER.c.id == ORGANISATION.c.id)
        .outerjoin(COUNTY_OFFICE, COUNTY_OFFICE.c.id == ORGANISATION.c.id)
    )
    columns = (
        PERSON.c.id.label("person_id"),
        PERSON.c.name.label("person_name"),
        MEMBERSHIP.c.id.label("membership_id"),
        MEMBERSHIP.c.title,
        MEMBERSHIP.c.roles,
        MEMBERSHIP.c.order_limit,
        ORGANISATION.c.id.label("organisation_id"),
        ORGANISATION.c.kind,
        ORGANISATION.c.name,
        ORGANISATION.c.name_english,
        UNIT.c.cluster_id,
        UNIT.c.level,
        UNIT.c.leads,
        SUPPLIER.c.county_code.label("supplier_county"),
        COUNTY_OFFICE.c.county_code.label("office_county"),
    )
    return select(*columns).select_from(tables).where(*conditions).order_by(MEMBERSHIP.c.id)


def _held(rows: Sequence[Row[*tuple[Any, ...]]]) -> list[HeldMembership]:
    return [
        HeldMembership(
            id=row.membership_id,
            person_id=row.person_id,
            person_name=row.person_name,
            organisation_id=row.organisation_id,
            organisation_kind=row.kind,
            name=row.name,
            name_english=row.name_english,
            title=row.title,
            roles=row.roles,
            order_limit=row.order_limit,
            cluster_id=row.cluster_id,
            county_code=row.supplier_county or row.office_county,
            level=row.level,
            leads=bool(row.leads),
        )
        for row in rows
        if row.membership_id is not None
    ]
