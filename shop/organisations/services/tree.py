"""The tree of a year and who supervises beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, insert, or_, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.models import Supervision, Unit, UnitAncestor, UnitParent
from shop.organisations.policies import Fact, may_approve, may_propose
from shop.organisations.services.units import the_leaf
from shop.organisations.words import UnitKind, UnitLevel


def place_under(unit_id: int, year: int, parent_id: int, *, by: Actor | None) -> UnitParent:
    """From a year's first day on the unit stands under a parent; a second person has to approve (`approve_place`).

    Until then it is a proposal beside what is in force, and a newer proposal takes its place. Nobody (``by=None``)
    places units while the shop is set up: a founding fact, which holds at once, and `rebuild_tree` follows when all are
    placed. A year that has begun keeps its tree: there a unit can only be placed that stands nowhere yet, by no earlier
    year either.
    """
    unit, parent = db.session.get(Unit, unit_id), db.session.get(Unit, parent_id)
    if unit is None or parent is None or unit.cluster_id != parent.cluster_id:
        raise NotYours
    if by is not None and not may_propose(by, Fact.PLACE, cluster_id=unit.cluster_id):
        raise NotYours
    _lock_tree(_cluster_of(unit))
    if by is not None and _parents(_cluster_of(unit), year).get(unit_id) == parent_id:
        raise Refused(_l("The unit already belongs there."), field="parent")
    _check_place(unit, parent, year)
    place = (by and _proposal(unit_id, year)) or UnitParent(unit_id=unit_id, year=year)
    place.parent_id, place.founding = parent_id, by is None
    place.proposed_by_id, place.proposed_at = (by.person_id if by else None), clock.now()
    place.approved_at = None if by else clock.now()
    db.session.add(place)
    db.session.flush()
    action = "unit.place_proposed" if by else "unit.placed"
    named = {"year": year, "parent": parent.name, "parent_id": parent.id}
    record(by, action, "unit", unit_id, cluster_id=unit.cluster_id, **named)
    return place


def approve_place(place: UnitParent, *, by: Actor) -> None:
    """A second person approves a unit's place, and the trees of the year and of those after it are made anew."""
    unit, parent = db.session.get_one(Unit, place.unit_id), db.session.get_one(Unit, place.parent_id)
    if not may_approve(by, Fact.PLACE, cluster_id=unit.cluster_id):
        raise NotYours
    _lock_tree(_cluster_of(unit))
    db.session.refresh(place)
    if place.approved_at is not None:
        raise Refused(_l("This move has already been approved."))
    if place.proposed_by_id == by.person_id:
        raise Refused(_l("The person who proposed a move cannot approve it: a second person must."))
    _check_place(unit, parent, place.year)
    place.approved_by_id, place.approved_at = by.person_id, clock.now()
    db.session.flush()
    named = {"year": place.year, "parent": parent.name, "parent_id": parent.id}
    record(by, "unit.placed", "unit", unit.id, cluster_id=unit.cluster_id, **named)
    rebuild_tree(_cluster_of(unit), place.year)


def withdraw_place(place: UnitParent, *, by: Actor) -> None:
    """A proposed place is proposed no more. Whoever may propose one may take it off the list."""
    unit, parent = db.session.get_one(Unit, place.unit_id), db.session.get_one(Unit, place.parent_id)
    if not may_propose(by, Fact.PLACE, cluster_id=unit.cluster_id):
        raise NotYours
    _lock_tree(_cluster_of(unit))
    db.session.refresh(place)
    if place.approved_at is not None:
        raise Refused(_l("This move has already been approved."))
    record(by, "unit.place_withdrawn", "unit", unit.id, cluster_id=unit.cluster_id, year=place.year, parent=parent.name)
    db.session.delete(place)
    db.session.flush()


def rebuild_tree(cluster_id: int, year: int) -> None:
    """Write the closure of a year's tree anew, and of every later tree that is made: places carry over.

    A unit without a place of its own in a year keeps its last one.
    """
    units = db.session.execute(select(Unit.id).where(Unit.cluster_id == cluster_id)).scalars().all()
    made = select(UnitAncestor.year).where(UnitAncestor.ancestor_id == cluster_id, UnitAncestor.year > year)
    years = [year, *sorted(db.session.execute(made.distinct()).scalars())]
    places = _places(cluster_id)
    db.session.execute(
        delete(UnitAncestor).where(UnitAncestor.year.in_(years), UnitAncestor.unit_id.in_(units)),
        execution_options={"synchronize_session": False},
    )
    rows = [
        {"year": each, "ancestor_id": ancestor, "unit_id": unit, "depth": depth}
        for each in years
        for parents in (_in_year(places, each),)
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
    if by is not None and not may_propose(by, Fact.SUPERVISION, cluster_id=unit.cluster_id):
        raise NotYours
    if (
        department.unit_kind is not UnitKind.DEPARTMENT
        or department.cluster_id != unit.cluster_id
        or department is unit
    ):
        raise Refused(_l("Only a supervising department of the same cluster supervises a unit."), field="department")
    if valid_to is not None and valid_to < valid_from:
        raise Refused(_l("The supervision ends before it begins."), field="valid_to")
    asked = select(Supervision.id).where(
        Supervision.department_id == department_id,
        Supervision.unit_id == unit_id,
        or_(Supervision.valid_to.is_(None), Supervision.valid_to >= valid_from),
    )
    if by is not None and db.session.execute(asked.limit(1)).first():
        raise Refused(_l("The department already supervises this unit."), field="department")
    supervision = Supervision(department_id=department_id, unit_id=unit_id, valid_from=valid_from, valid_to=valid_to)
    db.session.add(supervision)
    db.session.flush()
    record(by, "unit.supervised", "unit", unit_id, cluster_id=unit.cluster_id, department=department.name)
    return supervision


def end_supervision(supervision: Supervision, *, by: Actor) -> None:
    """The department sees and approves the unit until today; what it saw so far stays in its scope."""
    unit = the_leaf(supervision.unit_id)
    if not may_propose(by, Fact.SUPERVISION, cluster_id=unit.cluster_id):
        raise NotYours
    today = clock.today()
    held = db.session.execute(locked(select(Supervision).where(Supervision.id == supervision.id))).scalar_one()
    if held.valid_from > today or (held.valid_to is not None and held.valid_to <= today):
        raise Refused(_l("This supervision has ended, or has not begun yet."))
    held.valid_to = today
    db.session.flush()
    department = db.session.get_one(Unit, held.department_id).name
    record(by, "unit.supervision_ended", "unit", unit.id, cluster_id=unit.cluster_id, department=department)


def _check_place(unit: Unit, parent: Unit, year: int) -> None:
    """Refuse what makes no tree in the year or a later one, and what changes a tree that has begun to count."""
    if parent.level is UnitLevel.LEAF or unit.level is UnitLevel.CLUSTER:
        raise Refused(
            _l("A unit belongs to a town or directly to the cluster; the cluster belongs to nobody."), field="parent"
        )
    places = _places(_cluster_of(unit))
    stands = _in_year(places, year).get(unit.id)
    if stands not in (None, parent.id) and year <= clock.today().year:
        raise Refused(
            _l("Parents change on 1 January only: the tree of %(year)d has begun to count.", year=year), field="year"
        )
    later = {place.year for place in places if place.year > year}
    placed_anew = min((place.year for place in places if place.year > year and place.unit_id == unit.id), default=None)
    for each in sorted({year, *later}):
        if placed_anew is not None and each >= placed_anew:
            break
        if unit.id in _upwards(parent.id, _in_year(places, each)):
            raise Refused(_l("A unit cannot be placed under itself or under a unit below it."), field="parent")


def _proposal(unit_id: int, year: int) -> UnitParent | None:
    """What waits for a second person."""
    waiting = (UnitParent.unit_id == unit_id, UnitParent.year == year, UnitParent.approved_at.is_(None))
    return db.session.execute(locked(select(UnitParent).where(*waiting))).scalar_one_or_none()


def _lock_tree(cluster_id: int) -> None:
    """Changes of one cluster's tree happen one after another."""
    db.session.execute(locked(select(Unit.__table__.c.id).where(Unit.__table__.c.id == cluster_id)))


def _cluster_of(unit: Unit) -> int:
    return unit.id if unit.cluster_id is None else unit.cluster_id


class _Place(NamedTuple):
    """An approved place: from a year on."""

    unit_id: int
    year: int
    parent_id: int


def _places(cluster_id: int) -> list[_Place]:
    """Every approved place in the cluster, in the order in which the later replaces the earlier."""
    asked = (
        select(UnitParent.unit_id, UnitParent.year, UnitParent.parent_id)
        .join(Unit.__table__, Unit.__table__.c.id == UnitParent.unit_id)
        .where(Unit.__table__.c.cluster_id == cluster_id, UnitParent.approved_at.is_not(None))
        .order_by(UnitParent.year, UnitParent.approved_at, UnitParent.id)
    )
    return [_Place(*row) for row in db.session.execute(asked)]


def _in_year(places: Iterable[_Place], year: int) -> dict[int, int]:
    """The parent of every unit that has one in a year."""
    return {place.unit_id: place.parent_id for place in places if place.year <= year}


def _parents(cluster_id: int, year: int) -> dict[int, int]:
    return _in_year(_places(cluster_id), year)


def _upwards(unit_id: int, parents: Mapping[int, int]) -> list[int]:
    """The unit and every node above it, upwards."""
    path = [unit_id]
    while (parent := parents.get(path[-1])) is not None and parent not in path:
        path.append(parent)
    return path
