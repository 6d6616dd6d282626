"""Approvals in the trail → places in the tree → its closure by year, by which every parent's figures are summed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from sqlalchemy import select

from shop.audit.models import TrailEntry
from shop.extensions import db
from shop.kernel.proofs import Difference
from shop.organisations.models import Unit, UnitAncestor, UnitParent

Tree = dict[int, list[int]]
"""Units with the nodes above them, upwards, each itself first."""


def places_against_trail() -> Iterator[Difference]:
    """Every approved place was approved by somebody or founded, as the trail says, and what it says is in force.

    Places and the closure made of them agree with each other also where both are forged; the trail only grows.
    """
    found, due = _by_unit_and_year(_places()), _by_unit_and_year(_placed_by_the_trail())
    for unit, year in sorted(found.keys() | due.keys()):
        places, said = found.get((unit, year), []), due.get((unit, year), [])
        if places != said:
            yield Difference(f"Unit {unit}, placed in {year}", _then(places), _then(said))


def trees_against_places() -> Iterator[Difference]:
    """In every year in which a cluster has a tree its units stand under those whom the approved places put above them.

    Units that were founded after the tree was made, and have no place, are in it from the next time it is made.
    """
    closures, places, cluster_of = _closures(), _places(), _clusters()
    made = {(cluster_of[unit], year) for year, closure in closures.items() for unit in closure}
    for cluster, year in sorted(made | {(cluster_of[unit], since) for unit, since, _parent in places}):
        parents = {unit: parent for unit, since, parent in places if since <= year}
        closure = closures.get(year, {})
        for unit in sorted(unit for unit in {*chain(closure, parents)} if cluster_of[unit] == cluster):
            found, due = closure.get(unit, []), _upwards(unit, parents)
            if found != due:
                yield Difference(f"Unit {unit} in the tree of {year}", _named(found), _named(due))


def _clusters() -> dict[int, int]:
    units = Unit.__table__.c
    return {unit: cluster or unit for unit, cluster in db.session.execute(select(units.id, units.cluster_id))}


def _closures() -> dict[int, Tree]:
    statement = select(UnitAncestor.year, UnitAncestor.unit_id, UnitAncestor.ancestor_id, UnitAncestor.depth)
    found: dict[int, Tree] = {}
    for year, unit, ancestor, depth in db.session.execute(
        statement.order_by(UnitAncestor.year, UnitAncestor.unit_id, UnitAncestor.depth, UnitAncestor.ancestor_id)
    ):
        path = found.setdefault(year, {}).setdefault(unit, [])
        # A row at another depth than its place in the path is as wrong as one of another node.
        path.append(ancestor if depth == len(path) else -ancestor)
    return found


def _places() -> list[tuple[int, int, int]]:
    """(unit, year, parent) of every approved place, in the order in which the later replaces the earlier."""
    order = (UnitParent.year, UnitParent.approved_at, *UnitParent.__table__.primary_key)
    statement = select(UnitParent.unit_id, UnitParent.year, UnitParent.parent_id)
    rows = db.session.execute(statement.where(UnitParent.approved_at.is_not(None)).order_by(*order))
    return [(unit, year, parent) for unit, year, parent in rows]


def _placed_by_the_trail() -> list[tuple[int, int, int]]:
    """(unit, year, parent) of every approval in the trail, in order. Entries of before name the parent alone."""
    placed = (TrailEntry.subject_kind == "unit", TrailEntry.action == "unit.placed")
    rows = db.session.execute(select(TrailEntry.subject_id, TrailEntry.details).where(*placed).order_by(TrailEntry.id))
    ids = {name: number for number, name in db.session.execute(select(Unit.id, Unit.name))}
    return [(unit, said["year"], said.get("parent_id") or ids.get(said.get("parent"), 0)) for unit, said in rows]


def _by_unit_and_year(places: Iterable[tuple[int, int, int]]) -> dict[tuple[int, int], list[int]]:
    by: dict[tuple[int, int], list[int]] = {}
    for unit, year, parent in places:
        by.setdefault((unit, year), []).append(parent)
    return by


def _upwards(unit: int, parents: Mapping[int, int]) -> list[int]:
    path = [unit]
    while (parent := parents.get(path[-1])) is not None and parent not in path:
        path.append(parent)
    return path


def _then(parents: list[int]) -> str:
    return ", then ".join(f"under {parent}" for parent in parents) or "nowhere"


def _named(path: list[int]) -> str:
    return " under ".join(str(node) for node in path) or "nowhere"
