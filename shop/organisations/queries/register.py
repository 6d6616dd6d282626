"""The register as offices read it: the tree of a year, units with everything that is kept of them, counties."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import (
    AidStatus,
    County,
    DeliveryAddress,
    InvoiceProfile,
    Pairing,
    Supervision,
    Unit,
    UnitAncestor,
)
from shop.organisations.queries.units import branch_of, units_in_scope
from shop.organisations.words import UnitLevel


@dataclass(frozen=True, slots=True)
class TreeRow:
    """A unit in the tree of a year; ``supervisors`` are departments that see it today."""

    unit: Unit
    depth: int
    supervisors: tuple[Unit, ...] = ()
    successor: Unit | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Under whom a unit stands from a year on."""

    year: int
    parent: Unit


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """A unit with everything that is kept about it, the newest first."""

    unit: Unit
    places: Sequence[Place]
    supervisions: Sequence[tuple[Supervision, Unit]]
    profiles: Sequence[InvoiceProfile]
    addresses: Sequence[DeliveryAddress]
    related: Mapping[int, Unit] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CountyRow:
    """A county with its aid status and pairings, the newest first."""

    county: County
    aid: Sequence[AidStatus]
    pairings: Sequence[Pairing]


def years_of_trees() -> list[int]:
    """The years for which a tree was made, the newest first."""
    return list(db.session.execute(select(UnitAncestor.year).distinct().order_by(UnitAncestor.year.desc())).scalars())


def tree_for(actor: Actor, year: int, text: str = "") -> list[TreeRow]:
    """The units that the actor sees in a year's tree, parents before children; ``text`` keeps those whose name has it.

    Three statements.
    """
    newest = select(func.max(UnitAncestor.year)).where(UnitAncestor.year <= year).scalar_subquery()
    parent = aliased(UnitAncestor)
    asked = (
        select(Unit, parent.ancestor_id)
        .outerjoin(parent, (parent.unit_id == Unit.id) & (parent.depth == 1) & (parent.year == newest))
        .order_by(Unit.position, Unit.id)
    )
    if not actor.is_operator:
        below = branch_of(actor.organisation_id, year)
        asked = asked.where(or_(Unit.id.in_(below), Unit.id.in_(units_in_scope(actor, year))))
    found = {unit.id: (unit, parent_id) for unit, parent_id in db.session.execute(asked)}
    supervisors = _supervisors(list(found))
    successors = _units({unit.successor_id for unit, _parent in found.values() if unit.successor_id})
    rows = []
    for unit_id, depth in _in_order({unit_id: parent_id for unit_id, (_unit, parent_id) in found.items()}):
        unit = found[unit_id][0]
        successor = successors.get(unit.successor_id) if unit.successor_id else None
        rows.append(TreeRow(unit, depth, supervisors.get(unit_id, ()), successor))
    wanted = text.casefold()
    return [row for row in rows if wanted in f"{row.unit.name} {row.unit.name_english}".casefold()]


def _in_order(parents: Mapping[int, int | None]) -> list[tuple[int, int]]:
    """Every unit with its depth, each parent directly before its children."""
    children: dict[int | None, list[int]] = {}
    for unit_id, parent_id in parents.items():
        children.setdefault(parent_id if parent_id in parents else None, []).append(unit_id)
    ordered: list[tuple[int, int]] = []

    def walk(node: int | None, depth: int) -> None:
        for child in children.get(node, ()):
            ordered.append((child, depth))
            walk(child, depth + 1)

    walk(None, 0)
    return ordered


def _supervisors(unit_ids: Sequence[int]) -> dict[int, tuple[Unit, ...]]:
    today = clock.today()
    asked = (
        select(Supervision.unit_id, Unit)
        .join(Unit, Unit.id == Supervision.department_id)
        .where(Supervision.unit_id.in_(unit_ids), Supervision.valid_from <= today)
        .where(or_(Supervision.valid_to.is_(None), Supervision.valid_to >= today))
    )
    found: dict[int, tuple[Unit, ...]] = {}
    for unit_id, department in db.session.execute(asked):
        found[unit_id] = (*found.get(unit_id, ()), department)
    return found


def _units(ids: set[int]) -> dict[int, Unit]:
    if not ids:
        return {}
    return {unit.id: unit for unit in db.session.execute(select(Unit).where(Unit.id.in_(sorted(ids)))).scalars()}


def unit_sheet(actor: Actor, slug: str) -> UnitSheet:
    """A unit that buys, as whoever sees its figures may read it. Raises ``NotYours``."""
    asked = select(Unit).where(Unit.slug == slug, Unit.id.in_(units_in_scope(actor)))
    unit = db.session.execute(asked).scalar_one_or_none()
    if unit is None:
        raise NotYours
    return sheet_of(unit)


def own_unit(actor: Actor) -> UnitSheet:
    """The unit that the actor works for. Raises ``NotYours``."""
    unit = db.session.get(Unit, actor.organisation_id)
    if unit is None or unit.level is not UnitLevel.LEAF:
        raise NotYours
    return sheet_of(unit)


def sheet_of(unit: Unit) -> UnitSheet:
    """Everything that is kept about a unit. Five statements."""
    parent = aliased(Unit)
    above = (
        select(UnitAncestor.year, parent)
        .join(parent, parent.id == UnitAncestor.ancestor_id)
        .where(UnitAncestor.unit_id == unit.id, UnitAncestor.depth == 1)
        .order_by(UnitAncestor.year.desc())
    )
    supervised = (
        select(Supervision, parent)
        .join(parent, parent.id == Supervision.department_id)
        .where(Supervision.unit_id == unit.id)
        .order_by(Supervision.valid_from.desc())
    )
    profiles = select(InvoiceProfile).where(InvoiceProfile.unit_id == unit.id)
    addresses = select(DeliveryAddress).where(DeliveryAddress.unit_id == unit.id)
    return UnitSheet(
        unit,
        [Place(year, of) for year, of in db.session.execute(above)],
        [(row, department) for row, department in db.session.execute(supervised)],
        db.session.execute(profiles.order_by(InvoiceProfile.active.desc(), InvoiceProfile.id)).scalars().all(),
        db.session.execute(addresses.order_by(DeliveryAddress.active.desc(), DeliveryAddress.id)).scalars().all(),
        _units({number for number in (unit.successor_id, unit.filing_unit_id) if number}),
    )


def counties_for(actor: Actor) -> list[CountyRow]:
    """All counties with their aid status, and the pairings of the actor's cluster (of all, for the operator).

    Three statements.
    """
    pairings = select(Pairing).order_by(Pairing.valid_from.desc())
    if not (actor.is_operator or actor.is_county):
        pairings = pairings.where(Pairing.cluster_id == actor.cluster_id)
    paired: dict[str, list[Pairing]] = {}
    for row in db.session.execute(pairings).scalars():
        paired.setdefault(row.county_code, []).append(row)
    aided: dict[str, list[AidStatus]] = {}
    for status in db.session.execute(select(AidStatus).order_by(AidStatus.valid_from.desc())).scalars():
        aided.setdefault(status.county_code, []).append(status)
    counties = db.session.execute(select(County).order_by(County.code)).scalars()
    return [CountyRow(county, aided.get(county.code, ()), paired.get(county.code, ())) for county in counties]


def county_names() -> dict[str, County]:
    """All counties by code. One statement."""
    return {county.code: county for county in db.session.execute(select(County).order_by(County.code)).scalars()}


def people_named(ids: Iterable[int | None]) -> dict[int, str]:
    """The names of these people, by id. One statement, and none for nobody."""
    wanted = sorted({number for number in ids if number is not None})
    if not wanted:
        return {}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted))).all())
