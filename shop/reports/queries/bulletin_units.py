"""The units of a bulletin: one by one, ranked, and who is behind."""

from __future__ import annotations

from typing import Any

from shop.reports.queries.bulletin_reading import Read, due
from shop.tally.ranking import ranked
from shop.tally.standing import Standing

Figures = dict[str, Any]


def units_told(read: Read) -> list[Figures]:
    """Every unit in the order of the tree, with its target and what counts of it."""
    branch, found = read.scope.branch, []
    top = branch.depth(read.scope.node.id) + 1 if read.scope.node else 0
    for unit_id in read.scope.units:
        if read.scope.node and unit_id == read.scope.node.id and branch.children(unit_id):
            continue
        node, standing = branch.nodes[unit_id], read.standings[unit_id]
        found.append(
            {
                "id": unit_id,
                "name": node.name,
                "name_english": node.name_english,
                "depth": max(branch.depth(unit_id) - top, 0),
                "leaf": node.is_leaf,
                "target": standing.target,
                "in_period": read.counted(branch.below(unit_id), read.span.months),
                "counted": standing.counted,
                "towards": standing.towards,
                "completion": standing.completion,
                "shortfall": standing.shortfall,
            }
        )
    return found


def _leaves(read: Read) -> list[tuple[Any, Standing]]:
    nodes = read.scope.branch.nodes
    return [(nodes[unit], read.standings[unit]) for unit in read.scope.units if nodes[unit].is_leaf]


def ranking_told(read: Read) -> list[Figures]:
    """The units among those of like size."""
    return [
        {
            "size": one.size.value,
            "least": one.least,
            "most": one.most,
            "places": [
                {
                    "rank": place.rank,
                    "id": place.node.id,
                    "name": place.node.name,
                    "name_english": place.node.name_english,
                    "target": place.standing.target,
                    "towards": place.standing.towards,
                    "completion": place.completion,
                }
                for place in one.places
            ],
        }
        for one in ranked(_leaves(read))
    ]


def behind_told(read: Read) -> list[Figures]:
    """The units whose completion is below the calendar's pace, whoever lacks most first."""
    found = []
    for node, standing in _leaves(read):
        if standing.target is None or standing.completion is None or standing.completion >= read.pace:
            continue
        parent = read.scope.branch.nodes.get(node.parent_id) if node.parent_id is not None else None
        found.append(
            {
                "id": node.id,
                "name": node.name,
                "name_english": node.name_english,
                "parent": parent.name if parent else "",
                "target": standing.target,
                "towards": standing.towards,
                "completion": standing.completion,
                "lacks": due(standing.target, read.pace) - standing.towards,
            }
        )
    return sorted(found, key=lambda one: -one["lacks"].fen)
