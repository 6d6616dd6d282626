"""What of a year an actor may see: a branch of the tree, a department's units, a county's produce, a unit's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, false, select

from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import Unit
from shop.organisations.queries import units_in_scope
from shop.organisations.words import UnitLevel
from shop.tally.queries.trees import Branch, Node, branch_for

UNIT = Unit.__table__.c


@dataclass(frozen=True, slots=True)
class Scope:
    """What of a year is looked at.

    ``branch`` is all of the tree that the actor may see; ``node`` the node looked at, with everything below it. Without
    a node it is the whole of what they see: the units of a department, all clusters, or (``county_code``) what comes
    from a county, whoever bought it.
    """

    branch: Branch
    node: Node | None = None
    county_code: str | None = None

    @property
    def year(self) -> int:
        return self.branch.year

    @property
    def units(self) -> list[int]:
        """The ids of all nodes looked at."""
        return [node.id for node in self.branch] if self.node is None else self.branch.below(self.node.id)

    @property
    def rows(self) -> Sequence[int]:
        """The nodes that a table of the scope lists: those directly below the node, or the topmost ones."""
        return self.branch.roots if self.node is None else self.branch.children(self.node.id)

    @property
    def cluster_id(self) -> int | None:
        """The cluster looked at, if it is a single one."""
        if self.node is not None:
            return self.node.cluster_id
        clusters = {node.cluster_id for node in self.branch}
        return clusters.pop() if len(clusters) == 1 else None

    def path(self, node_id: int) -> list[int]:
        """From what stands above the topmost node of the branch, if anything does, down to a node of it."""
        path = self.branch.path(node_id)
        above = [] if path[0].parent_id is None else [path[0].parent_id]
        return above + [node.id for node in path]

    def covers(self, unit_id: Any, county_code: Any = None) -> ColumnElement[bool]:
        """The condition under which what a unit bought, from a county, belongs to what is looked at.

        What does not know its county is closed to who sees a county alone.
        """
        if self.county_code is None:
            return unit_id.in_(self.units)  # type: ignore[no-any-return]
        return false() if county_code is None else county_code == self.county_code


def scope_for(actor: Actor, year: int, node_id: int | None = None) -> Scope:
    """What the actor sees of a year, or the node of it that they ask for; ``NotYours`` beyond it. One query or none."""
    if actor.is_county:
        if node_id is not None or actor.county_code is None:
            raise NotYours
        return Scope(Branch(year, {}), county_code=actor.county_code)
    branch = branch_for(_topmost(actor, year), year)
    if node_id is not None:
        if node_id not in branch:
            raise NotYours
        return Scope(branch, branch.nodes[node_id])
    roots = branch.roots
    whole = len(roots) == 1 and not _is_department(actor)
    return Scope(branch, branch.nodes[roots[0]] if whole else None)


def _topmost(actor: Actor, year: int) -> Select[int] | list[int]:
    if actor.is_operator:
        return select(UNIT.id).where(UNIT.level == UnitLevel.CLUSTER)
    return units_in_scope(actor, year) if _is_department(actor) else [actor.organisation_id]


def _is_department(actor: Actor) -> bool:
    return actor.is_official and actor.level == UnitLevel.LEAF
