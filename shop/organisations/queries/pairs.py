"""Registers of bodies and of pairings as offices read them; a unit that buys reads its own pairings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import AidedBody, BodyPair, County, Pairing, Township, Unit
from shop.organisations.pair_life import PARTNERS
from shop.organisations.queries.coverage import counties_paired, holds_on, paired_on
from shop.organisations.queries.units import units_in_scope
from shop.organisations.words import UnitLevel
from shop.organisations.words_pairs import BodyKind, PairState

PER_PAGE = 20


class Covered(StrEnum):
    """Whether a body has a pair today."""

    PAIRED = "paired"
    UNPAIRED = "unpaired"


@dataclass(frozen=True, slots=True)
class BodyFilter:
    """What of the register of bodies is asked for; ``text`` is part of a name."""

    text: str = ""
    kind: BodyKind | None = None
    county: str = ""
    township: str = ""
    covered: Covered | None = None

    @property
    def asks(self) -> bool:
        return bool(self.text or self.kind or self.county or self.township or self.covered)


@dataclass(frozen=True, slots=True)
class BodyRow:
    """A body with its place, and the units that are paired with it on the day asked for."""

    body: AidedBody
    county: County
    township: Township | None
    units: Sequence[Unit] = ()


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What of the register of pairings is asked for; ``text`` is part of a name of either side."""

    text: str = ""
    kind: BodyKind | None = None
    state: PairState | None = None

    @property
    def asks(self) -> bool:
        return bool(self.text or self.kind or self.state)


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pairing with both its sides."""

    pair: BodyPair
    body: AidedBody
    unit: Unit
    county: County
    township: Township | None


def bodies_seen(actor: Actor) -> ColumnElement[bool]:
    """The bodies that an office reads: of its county; of the counties paired with its cluster at any time; all."""
    if actor.is_operator:
        return true()
    if actor.is_county:
        return AidedBody.county_code == actor.county_code
    if actor.is_official:
        mine = select(Pairing.county_code).where(
            Pairing.cluster_id == actor.cluster_id, Pairing.approved_at.is_not(None)
        )
        return AidedBody.county_code.in_(mine)
    return false()


def pairs_seen(actor: Actor) -> ColumnElement[bool]:
    """The pairings that somebody reads: of their cluster, of their county, of their unit."""
    if actor.is_operator:
        return true()
    if actor.is_county:
        return AidedBody.county_code == actor.county_code
    if actor.is_official:
        return Unit.cluster_id == actor.cluster_id
    return Unit.id == actor.organisation_id


def bodies_for(actor: Actor, asked: BodyFilter, day: date, *, page: int | None) -> tuple[Sequence[BodyRow], int]:
    """A page of the register (or all of it) as of a day, and how many there are. Two statements."""
    cluster_id = None if actor.is_operator or actor.is_county else actor.cluster_id
    statement = (
        select(AidedBody, County, Township, func.count().over())
        .join(County, County.code == AidedBody.county_code)
        .outerjoin(Township, Township.code == AidedBody.township_code)
        .where(bodies_seen(actor), *_wanted(asked, day, cluster_id))
        .order_by(AidedBody.county_code, AidedBody.township_code, AidedBody.kind, AidedBody.id)
    )
    if page is not None:
        statement = statement.limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = db.session.execute(statement).all()
    if not rows and page is not None and page > 1:
        return bodies_for(actor, asked, day, page=1)
    partners = partners_of([row[0].id for row in rows], day, cluster_id)
    return [BodyRow(*row[:3], partners.get(row[0].id, ())) for row in rows], rows[0][3] if rows else 0


def without_pair(actor: Actor, kind: BodyKind | None, day: date, cluster_id: int | None) -> Sequence[BodyRow]:
    """The bodies of the counties that are paired on a day which have no pair then, by place. One statement."""
    counties = counties_paired(cluster_id, day)
    statement = (
        select(AidedBody, County, Township)
        .join(County, County.code == AidedBody.county_code)
        .outerjoin(Township, Township.code == AidedBody.township_code)
        .where(bodies_seen(actor), ~paired_on(day, cluster_id))
        .order_by(AidedBody.county_code, AidedBody.township_code, AidedBody.kind, AidedBody.id)
    )
    if not actor.is_county:
        statement = statement.where(AidedBody.county_code.in_(counties))
    if kind is not None:
        statement = statement.where(AidedBody.kind == kind)
    return [BodyRow(*row) for row in db.session.execute(statement)]


def partners_of(ids: Sequence[int], day: date, cluster_id: int | None = None) -> Mapping[int, Sequence[Unit]]:
    """The units that are paired with bodies on a day, by the body's id. One statement, and none for nobody."""
    if not ids:
        return {}
    asked = (
        select(BodyPair.body_id, Unit)
        .join(Unit, Unit.id == BodyPair.unit_id)
        .where(BodyPair.body_id.in_(ids), holds_on(day))
        .order_by(BodyPair.id)
    )
    if cluster_id is not None:
        asked = asked.where(Unit.cluster_id == cluster_id)
    found: dict[int, list[Unit]] = {}
    for body_id, unit in db.session.execute(asked):
        found.setdefault(body_id, []).append(unit)
    return found


def body_for(actor: Actor, body_id: int) -> BodyRow:
    """A body that the actor's office reads; raises ``NotYours``. One statement."""
    statement = (
        select(AidedBody, County, Township)
        .join(County, County.code == AidedBody.county_code)
        .outerjoin(Township, Township.code == AidedBody.township_code)
        .where(AidedBody.id == body_id, bodies_seen(actor))
    )
    row = db.session.execute(statement).first()
    if row is None:
        raise NotYours
    return BodyRow(*row)


def pairs_for(actor: Actor, asked: PairFilter, *, page: int | None) -> tuple[Sequence[PairRow], int]:
    """A page of the register of pairings (or all of it), the newest first, and how many there are. One statement."""
    statement = _pairs(actor, func.count().over()).order_by(BodyPair.id.desc())
    if asked.kind is not None:
        statement = statement.where(AidedBody.kind == asked.kind)
    if asked.state is not None:
        statement = statement.where(BodyPair.state == asked.state)
    if asked.text:
        names = (AidedBody.name, AidedBody.name_english, Unit.name, Unit.name_english)
        statement = statement.where(or_(*(name.icontains(asked.text, autoescape=True) for name in names)))
    if page is not None:
        statement = statement.limit(PER_PAGE).offset((page - 1) * PER_PAGE)
    rows = db.session.execute(statement).all()
    if not rows and page is not None and page > 1:
        return pairs_for(actor, asked, page=1)
    return [PairRow(*row[:5]) for row in rows], rows[0][5] if rows else 0


def pairs_of(actor: Actor, body_id: int) -> Sequence[PairRow]:
    """Every pairing of a body that the actor reads, the newest first. One statement."""
    statement = _pairs(actor).where(BodyPair.body_id == body_id).order_by(BodyPair.id.desc())
    return [PairRow(*row[:5]) for row in db.session.execute(statement)]


def pair_for(actor: Actor, pair_id: int) -> PairRow:
    """A pairing that the actor reads; raises ``NotYours``. One statement."""
    row = db.session.execute(_pairs(actor).where(BodyPair.id == pair_id)).first()
    if row is None:
        raise NotYours
    return PairRow(*row[:5])


def units_to_pair(actor: Actor, body: AidedBody) -> Sequence[Unit]:
    """The units that the actor may propose for a body: of its kind, of their own branch or of paired clusters."""
    asked = select(Unit).where(
        Unit.level == UnitLevel.LEAF, Unit.unit_kind.in_(PARTNERS[body.kind]), Unit.merged_on.is_(None)
    )
    today = clock.today()
    other = aliased(Pairing)
    clusters = select(other.cluster_id).where(
        other.county_code == body.county_code,
        other.approved_at.is_not(None),
        other.valid_from <= today,
        or_(other.valid_to.is_(None), other.valid_to >= today),
    )
    asked = asked.where(Unit.cluster_id.in_(clusters))
    if actor.is_official:
        asked = asked.where(Unit.id.in_(units_in_scope(actor)))
    return db.session.execute(asked.order_by(Unit.position, Unit.id)).scalars().all()


def counties_to_enter(actor: Actor) -> Sequence[County]:
    """The counties of which the actor may enter bodies. One statement."""
    asked = select(County).order_by(County.code)
    if actor.is_county:
        asked = asked.where(County.code == actor.county_code)
    elif not actor.is_operator:
        asked = asked.where(County.code.in_(counties_paired(actor.cluster_id, clock.today())))
    return db.session.execute(asked).scalars().all()


def townships_of(counties: Sequence[County]) -> Sequence[Township]:
    """All townships of counties, by code. One statement."""
    codes = [county.code for county in counties]
    asked = select(Township).where(Township.county_code.in_(codes)).order_by(Township.code)
    return db.session.execute(asked).scalars().all()


def _pairs(actor: Actor, *more: Any) -> Any:
    return (
        select(BodyPair, AidedBody, Unit, County, Township, *more)
        .join(AidedBody, AidedBody.id == BodyPair.body_id)
        .join(Unit, Unit.id == BodyPair.unit_id)
        .join(County, County.code == AidedBody.county_code)
        .outerjoin(Township, Township.code == AidedBody.township_code)
        .where(pairs_seen(actor))
    )


def _wanted(asked: BodyFilter, day: date, cluster_id: int | None) -> list[Any]:
    wanted: list[Any] = []
    if asked.text:
        names = (AidedBody.name, AidedBody.name_english)
        wanted.append(or_(*(name.icontains(asked.text, autoescape=True) for name in names)))
    if asked.kind is not None:
        wanted.append(AidedBody.kind == asked.kind)
    if asked.county:
        wanted.append(AidedBody.county_code == asked.county)
    if asked.township:
        wanted.append(AidedBody.township_code == asked.township)
    if asked.covered is not None:
        paired = paired_on(day, cluster_id)
        wanted.append(paired if asked.covered is Covered.PAIRED else ~paired)
    return wanted
