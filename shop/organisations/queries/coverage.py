"""How many schools, hospitals and villages of the aided side are paired with a unit of the donor side on a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, or_, select

from shop.extensions import db
from shop.organisations.models import AidedBody, BodyPair, County, Pairing, Township, Unit
from shop.organisations.words_pairs import HOLDING, BodyKind

UNIT = Unit.__table__.c


@dataclass(slots=True)
class Share:
    """So many of all are paired; one that is paired twice is paired once."""

    paired: int = 0
    all: int = 0

    @property
    def ratio(self) -> float | None:
        """Of 1, or nothing where there is nothing to pair."""
        return self.paired / self.all if self.all else None

    @property
    def missing(self) -> int:
        return self.all - self.paired

    @property
    def whole(self) -> bool:
        """Whether it covers everything: there is something, and all of it is paired."""
        return self.all > 0 and self.paired == self.all

    def add(self, other: Share) -> None:
        self.paired += other.paired
        self.all += other.all


def _nothing() -> dict[BodyKind, Share]:
    return {kind: Share() for kind in BodyKind}


@dataclass(slots=True)
class PlaceCoverage:
    """A county, with its townships as far as they are known, and how many of its bodies are paired.

    What names no township is in the county's figures alone.
    """

    code: str
    name: str
    name_english: str
    shares: dict[BodyKind, Share] = field(default_factory=_nothing)
    townships: list[PlaceCoverage] = field(default_factory=list)

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    @property
    def together(self) -> Share:
        whole = Share()
        for share in self.shares.values():
            whole.add(share)
        return whole


@dataclass(frozen=True, slots=True)
class Coverage:
    """A cluster's coverage on a day: of the bodies of the counties that are paired with it then.

    ``units`` are the units of the donor side that a pairing names, by the kind of body, each once: of villages those
    are companies.
    """

    day: date
    counties: Sequence[PlaceCoverage] = ()
    units: dict[BodyKind, int] = field(default_factory=dict)

    def of(self, kind: BodyKind) -> Share:
        whole = Share()
        for county in self.counties:
            whole.add(county.shares[kind])
        return whole

    @property
    def schools(self) -> Share:
        return self.of(BodyKind.SCHOOL)

    @property
    def hospitals(self) -> Share:
        return self.of(BodyKind.HOSPITAL)

    @property
    def villages(self) -> Share:
        return self.of(BodyKind.VILLAGE)

    @property
    def companies(self) -> int:
        """Companies that are paired with a village, each once."""
        return self.units.get(BodyKind.VILLAGE, 0)


def coverage(cluster_id: int | None, day: date, *, county_code: str | None = None) -> Coverage:
    """The coverage of a cluster on a day, or (without one) of all; of one county alone if it is named.

    Every county that is paired with the cluster on the day stands there, with or without bodies. Four statements.
    """
    counties = _counties(cluster_id, day, county_code)
    if not counties:
        return Coverage(day)
    for county, town in _townships(counties):
        counties[county].townships.append(town)
    by_code = {town.code: town for county in counties.values() for town in county.townships}
    for code, township, kind, every, paired in _counted(cluster_id, day, counties):
        share = Share(int(paired), int(every))
        counties[code].shares[kind].add(share)
        if township in by_code:
            by_code[township].shares[kind].add(share)
    return Coverage(day, list(counties.values()), _partners(cluster_id, day, counties))


def holds_on(day: date) -> ColumnElement[bool]:
    """The condition under which a pairing of a unit with a body holds on a day."""
    return and_(
        BodyPair.state.in_(HOLDING),
        BodyPair.valid_from <= day,
        or_(BodyPair.valid_to.is_(None), BodyPair.valid_to >= day),
    )


def paired_on(day: date, cluster_id: int | None = None) -> ColumnElement[bool]:
    """The condition under which a body has a pairing, with a unit of this cluster or of any, on a day."""
    return exists(_of_cluster(select(BodyPair.id), cluster_id).where(BodyPair.body_id == AidedBody.id, holds_on(day)))


def counties_paired(cluster_id: int | None, day: date) -> Select[str]:
    """The codes of the counties that are paired with a cluster, or with any, on a day."""
    asked = select(Pairing.county_code).where(
        Pairing.approved_at.is_not(None),
        Pairing.valid_from <= day,
        or_(Pairing.valid_to.is_(None), Pairing.valid_to >= day),
    )
    return asked if cluster_id is None else asked.where(Pairing.cluster_id == cluster_id)


def _counties(cluster_id: int | None, day: date, county_code: str | None) -> dict[str, PlaceCoverage]:
    asked = select(County.code, County.name, County.name_english).order_by(County.code)
    asked = asked.where(
        County.code.in_(counties_paired(cluster_id, day)) if county_code is None else County.code == county_code
    )
    return {row.code: PlaceCoverage(*row) for row in db.session.execute(asked)}


def _townships(codes: Any) -> list[tuple[str, PlaceCoverage]]:
    named = (Township.code, Township.name, Township.name_english)
    asked = select(Township.county_code, *named).where(Township.county_code.in_(list(codes)))
    rows = db.session.execute(asked.order_by(Township.code))
    return [(county, PlaceCoverage(code, name, english)) for county, code, name, english in rows]


def _counted(cluster_id: int | None, day: date, codes: Any) -> Any:
    every = func.count()
    paired = func.sum(case((paired_on(day, cluster_id), 1), else_=0))
    by = (AidedBody.county_code, AidedBody.township_code, AidedBody.kind)
    asked = select(*by, every, paired).where(AidedBody.county_code.in_(list(codes))).group_by(*by)
    return db.session.execute(asked)


def _partners(cluster_id: int | None, day: date, codes: Any) -> dict[BodyKind, int]:
    asked = (
        _of_cluster(select(AidedBody.kind, func.count(BodyPair.unit_id.distinct())), cluster_id)
        .join(AidedBody, AidedBody.id == BodyPair.body_id)
        .where(AidedBody.county_code.in_(list(codes)), holds_on(day))
        .group_by(AidedBody.kind)
    )
    return {kind: int(number) for kind, number in db.session.execute(asked)}


def _of_cluster(asked: Any, cluster_id: int | None) -> Any:
    """Statements about pairings, narrowed to the units of a cluster."""
    asked = asked.select_from(BodyPair)
    if cluster_id is None:
        return asked
    return asked.join(Unit.__table__, UNIT.id == BodyPair.unit_id).where(UNIT.cluster_id == cluster_id)
