"""The tree of a year and who supervises beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Supervision, Unit, UnitAncestor, UnitParent
from shop.organisations.services.units import the_leaf
from shop.organisations.words import UnitKind, UnitLevel


def place_under(unit_id: int, year: int, parent_id: int, *, by: Actor | None) -> UnitParent:
    """From a year's first day on the unit stands under a parent; a second person has to approve (`approve_place`).

    Nobody (``by=None``) places units while the shop is set up: it holds at once, and `rebuild_tree` follows when all
    are placed. A year that has begun keeps its tree: there a unit can only be placed that has no place yet.
    """
    unit, parent = db.session.get(Unit, unit_id), db.session.get(Unit, parent_id)
    if unit is None or parent is None or unit.cluster_id != parent.cluster_id:
        raise NotYours
    _check_parent(unit, parent, year)
    place = db.session.execute(
        locked(select(UnitParent).where(UnitParent.unit_id == unit_id, UnitParent.year == year))
    ).scalar_one_or_none()
    if place is None:
        place = UnitParent(unit_id=unit_id, year=year)
        db.session.add(place)
    elif place.parent_id != parent_id and year <= clock.today().year:
        raise Refused(
            _l("Parents change on 1 January only: the tree of %(year)d has begun to count.", year=year), field="year"
        )
    place.parent_id = parent_id
    place.proposed_by_id, place.proposed_at = (by.person_id if by else None), clock.now()
    place.approved_by_id, place.approved_at = None, (None if by else clock.now())
    db.session.flush()
    action = "unit.place_proposed" if by else "unit.placed"
    record(by, action, "unit", unit_id, cluster_id=unit.cluster_id, year=year, parent=parent.name)
    return place


def approve_place(place: UnitParent, *, by: Actor) -> None:
    """A second person approves a unit's place, and the year's tree is made anew."""
    unit, parent = db.session.get_one(Unit, place.unit_id), db.session.get_one(Unit, place.parent_id)
    if place.approved_at is not None:
        raise Refused(_l("This place in the tree is approved already."))
    if place.proposed_by_id == by.person_id:
        raise Refused(_l("Who proposed a place in the tree cannot approve it: a second person must."))
    _check_parent(unit, parent, place.year)
    place.approved_by_id, place.approved_at = by.person_id, clock.now()
    db.session.flush()
    record(by, "unit.placed", "unit", unit.id, cluster_id=unit.cluster_id, year=place.year, parent=parent.name)
    rebuild_tree(_cluster_of(unit), place.year)


def rebuild_tree(cluster_id: int, year: int) -> None:
    """Write the closure of a year's tree anew. A unit without a place of its own in the year keeps its last one."""
    units = db.session.execute(select(Unit.id).where(Unit.cluster_id == cluster_id)).scalars().all()
    parents = _parents(cluster_id, year)
    db.session.execute(
        delete(UnitAncestor).where(UnitAncestor.year == year, UnitAncestor.unit_id.in_(units)),
        execution_options={"synchronize_session": False},
    )
    rows = [
        {"year": year, "ancestor_id": ancestor, "unit_id": unit, "depth": depth}
        for unit in units
        for depth, ancestor in enumerate(_upwards(unit, parents))
    ]
    if rows:
        db.session.execute(insert(UnitAncestor), rows)


def supervise(
    department_id: int, unit_id: int, *, valid_from: date, valid_to: date | None = None, by: Actor | None
) -> Supervision:
    """A department sees and approves a unit beside its territorial parent; its figures are never summed with towns'."""
    department, unit = the_leaf(department_id), the_leaf(unit_id)
    if (
        department.unit_kind is not UnitKind.DEPARTMENT
        or department.cluster_id != unit.cluster_id
        or department is unit
    ):
        raise Refused(_l("Only a supervising department of the same cluster supervises a unit."), field="department")
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_l("The supervision ends before it begins."), field="valid_to")
    supervision = Supervision(department_id=department_id, unit_id=unit_id, valid_from=valid_from, valid_to=valid_to)
    db.session.add(supervision)
    db.session.flush()
    record(by, "unit.supervised", "unit", unit_id, cluster_id=unit.cluster_id, department=department.name)
    return supervision


def _check_parent(unit: Unit, parent: Unit, year: int) -> None:
    if parent.level is UnitLevel.LEAF or unit.level is UnitLevel.CLUSTER:
        raise Refused(
            _l("A unit stands under a town or under the cluster, and the cluster under nobody."), field="parent"
        )
    if unit.id in _upwards(parent.id, _parents(_cluster_of(unit), year)):
        raise Refused(_l("A unit cannot stand under itself or under what stands below it."), field="parent")


def _cluster_of(unit: Unit) -> int:
    return unit.id if unit.cluster_id is None else unit.cluster_id


def _parents(cluster_id: int, year: int) -> dict[int, int]:
    """The approved parent of every unit of the cluster that has one in the year."""
    asked = (
        select(UnitParent.unit_id, UnitParent.parent_id)
        .join(Unit.__table__, Unit.__table__.c.id == UnitParent.unit_id)
        .where(Unit.__table__.c.cluster_id == cluster_id, UnitParent.year <= year, UnitParent.approved_at.is_not(None))
        .order_by(UnitParent.year)
    )
    return {row.unit_id: row.parent_id for row in db.session.execute(asked)}


def _upwards(unit_id: int, parents: Mapping[int, int]) -> list[int]:
    """The unit and every node above it, upwards."""
    path = [unit_id]
    while (parent := parents.get(path[-1])) is not None and parent not in path:
        path.append(parent)
    return path
