"""Places in the tree → its closure by year, through which every parent's figures are summed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.proofs import Difference
from shop.organisations.models import Unit, UnitAncestor, UnitParent

Tree = dict[int, list[int]]
"""Units with the nodes above them, upwards, each itself first."""


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


def _upwards(unit: int, parents: Mapping[int, int]) -> list[int]:
    path = [unit]
    while (parent := parents.get(path[-1])) is not None and parent not in path:
        path.append(parent)
    return path


def _named(path: list[int]) -> str:
    return " under ".join(str(node) for node in path) or "nowhere"
