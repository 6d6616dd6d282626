"""What offices decide from: a unit's places as they were proposed and approved, and the units around it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import AidStatus, Pairing, Supervision, Unit, UnitCanteen, UnitParent
from shop.organisations.words import UnitKind, UnitLevel

KINDS: dict[str, type[AidStatus] | type[Pairing]] = {"aid": AidStatus, "pairing": Pairing}


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The units around a unit: whom it could stand under, who could supervise it, whom it could be merged into."""

    parents: Sequence[Unit]
    departments: Sequence[Unit]
    successors: Sequence[Unit]
    by_id: dict[int, Unit]


def neighbours_of(unit: Unit) -> Neighbours:
    """Those of the unit's cluster, in the order of the tree. One statement."""
    asked = select(Unit).where(Unit.cluster_id == unit.cluster_id).order_by(Unit.position, Unit.id)
    units = db.session.execute(asked).scalars().all()
    standing = [other for other in units if other.id != unit.id and other.merged_on is None]
    leaves = [other for other in standing if other.level is UnitLevel.LEAF]
    return Neighbours(
        [other for other in standing if other.level is not UnitLevel.LEAF],
        [other for other in leaves if other.unit_kind is UnitKind.DEPARTMENT],
        leaves,
        {other.id: other for other in units},
    )


def places_of(unit_id: int) -> Sequence[UnitParent]:
    """Every place that was proposed for the unit and not withdrawn, the latest year first. One statement."""
    asked = select(UnitParent).where(UnitParent.unit_id == unit_id)
    return db.session.execute(asked.order_by(UnitParent.year.desc(), UnitParent.id.desc())).scalars().all()


def place_of(unit_id: int, place_id: int) -> UnitParent:
    """One of them; raises ``NotYours``."""
    place = db.session.get(UnitParent, place_id)
    if place is None or place.unit_id != unit_id:
        raise NotYours
    return place


def deciders(rows: Iterable[UnitParent | UnitCanteen]) -> list[int | None]:
    """Who proposed and who approved, by the ids of people."""
    return [person for row in rows for person in (row.proposed_by_id, row.approved_by_id)]


def canteens_of(unit_id: int) -> Sequence[UnitCanteen]:
    """Every change of the unit's canteen that was proposed and not withdrawn, the newest first. One statement."""
    asked = select(UnitCanteen).where(UnitCanteen.unit_id == unit_id)
    return db.session.execute(asked.order_by(UnitCanteen.id.desc())).scalars().all()


def canteen_change_of(unit_id: int, change_id: int) -> UnitCanteen:
    """One of them; raises ``NotYours``."""
    change = db.session.get(UnitCanteen, change_id)
    if change is None or change.unit_id != unit_id:
        raise NotYours
    return change


def supervision_of(unit_id: int, supervision_id: int) -> Supervision:
    """One of the unit's supervisions; raises ``NotYours``."""
    supervision = db.session.get(Supervision, supervision_id)
    if supervision is None or supervision.unit_id != unit_id:
        raise NotYours
    return supervision


def clusters_for(actor: Actor) -> Sequence[Unit]:
    """The clusters of which the actor may propose pairings: their own, or (operator, county) all. One statement."""
    asked = select(Unit).where(Unit.level == UnitLevel.CLUSTER).order_by(Unit.id)
    if actor.cluster_id is not None:
        asked = asked.where(Unit.id == actor.cluster_id)
    return db.session.execute(asked).scalars().all()


def fact_of(kind: str, fact_id: int) -> AidStatus | Pairing:
    """A county's aid status or pairing; raises ``NotYours``."""
    fact: Any = db.session.get(KINDS[kind], fact_id) if kind in KINDS else None
    if fact is None:
        raise NotYours
    return cast("AidStatus | Pairing", fact)
