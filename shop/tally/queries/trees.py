"""A part of a year's tree, read at once: who stands below whom, and what they are called."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.organisations.models import Organisation, Unit, UnitAncestor
from shop.organisations.words import Canteen, UnitKind, UnitLevel

UNIT, ORGANISATION = Unit.__table__.c, Organisation.__table__.c


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree with its names; ``parent_id`` is empty at the root, and for a unit that stands in no tree."""

    id: int
    name: str
    name_english: str
    level: UnitLevel
    kind: UnitKind
    canteen: Canteen
    leads: bool
    position: int
    filing_unit_id: int | None
    contractor_name: str | None
    successor_id: int | None
    merged_on: date | None
    cluster_id: int | None
    parent_id: int | None

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english

    @property
    def is_leaf(self) -> bool:
        return self.level is UnitLevel.LEAF


@dataclass(slots=True)
class Branch:
    """Some nodes with everything below them, in the tree of a year."""

    year: int
    nodes: dict[int, Node]
    _children: dict[int, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in self.nodes.values():
            if node.parent_id is not None:
                self._children.setdefault(node.parent_id, []).append(node.id)

    def __contains__(self, node_id: object) -> bool:
        return node_id in self.nodes

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes.values())

    @property
    def roots(self) -> list[int]:
        """The nodes whose parent is not among them, in their order."""
        return [node.id for node in self if node.parent_id not in self.nodes]

    def children(self, node_id: int) -> Sequence[int]:
        """The nodes directly below, in their order."""
        return self._children.get(node_id, ())

    def below(self, node_id: int) -> list[int]:
        """The node itself and everything under it, each parent before its children."""
        found = [node_id]
        for child in self.children(node_id):
            found += self.below(child)
        return found

    def path(self, node_id: int) -> list[Node]:
        """From the topmost node that is known down to this one."""
        path = []
        step: int | None = node_id
        while step is not None and step in self.nodes:
            path.append(self.nodes[step])
            step = self.nodes[step].parent_id
        return path[::-1]

    def depth(self, node_id: int) -> int:
        return len(self.path(node_id)) - 1


def branch_for(node_ids: Iterable[int] | Select[int], year: int) -> Branch:
    """The nodes asked for and everything below them in a year's tree: one query.

    Until a year's tree is made the newest one before it stands; a unit that is in no tree stands alone.
    """
    wanted = node_ids if isinstance(node_ids, Select) else sorted(set(node_ids))
    down, up = aliased(UnitAncestor), aliased(UnitAncestor)
    below = select(down.unit_id).where(down.ancestor_id.in_(wanted), down.year == _newest("ancestor_id", down, year))
    link = (up.unit_id == UNIT.id) & (up.depth == 1) & (up.year == _newest("unit_id", up, year))
    asked: Select[*tuple[Any, ...]] = (
        select(
            UNIT.id,
            ORGANISATION.name,
            ORGANISATION.name_english,
            UNIT.level,
            UNIT.unit_kind,
            UNIT.canteen,
            UNIT.leads,
            UNIT.position,
            UNIT.filing_unit_id,
            UNIT.contractor_name,
            UNIT.successor_id,
            UNIT.merged_on,
            UNIT.cluster_id,
            up.ancestor_id,
        )
        .join_from(Unit.__table__, Organisation.__table__, ORGANISATION.id == UNIT.id)
        .outerjoin(up, link)
        .where(or_(UNIT.id.in_(wanted), UNIT.id.in_(below)))
        .order_by(UNIT.position, UNIT.id)
    )
    nodes = {row[0]: Node(*row) for row in db.session.execute(asked)}
    return Branch(year, nodes)


def _newest(column: str, table: Any, year: int) -> Any:
    """The newest tree, up to a year, in which the node stands."""
    other = aliased(UnitAncestor)
    same = getattr(other, column) == getattr(table, column)
    return select(func.max(other.year)).where(same, other.year <= year).scalar_subquery()
