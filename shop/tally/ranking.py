"""A ranking that is fair to size: units are ranked among those whose targets are of like size. Pure.

One order brings a unit with a small target further than a great unit's month of purchases; so a list of all by
completion would only show who is small. Places are shared where completions are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Generic, TypeVar

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.tally.standing import Standing

LEAST_TO_DIVIDE = 9
"""Fewer units than these are not divided by size."""

Node = TypeVar("Node")


class Size(Labelled):
    """A third of the units that have a target, by what the target comes to."""

    LARGE = "large", _l("Large targets")
    MEDIUM = "medium", _l("Medium targets")
    SMALL = "small", _l("Small targets")
    ALL = "all", _l("All units")


@dataclass(frozen=True, slots=True)
class Place(Generic[Node]):
    """Which place a node has among its like, and how it stands."""

    rank: int
    node: Node
    standing: Standing

    @property
    def completion(self) -> Decimal:
        return self.standing.completion or Decimal(0)


@dataclass(frozen=True, slots=True)
class Class(Generic[Node]):
    """Units of like size, the furthest first; ``least`` and ``most`` are the targets it runs from and to."""

    size: Size
    places: tuple[Place[Node], ...]
    least: Money
    most: Money


def ranked(nodes: Sequence[tuple[Node, Standing]]) -> list[Class[Node]]:
    """The classes, the largest targets first. A node without a target, or with one of nothing, has no place."""
    with_target = sorted(
        ((node, standing) for node, standing in nodes if standing.completion is not None),
        key=lambda one: -_target(one[1]).fen,
    )
    if not with_target:
        return []
    if len(with_target) < LEAST_TO_DIVIDE:
        return [_class(Size.ALL, with_target)]
    sizes = (Size.LARGE, Size.MEDIUM, Size.SMALL)
    bounds = [0, *(_bound(with_target, n) for n in (1, 2)), len(with_target)]
    parts = (with_target[start:end] for start, end in pairwise(bounds))
    return [_class(size, part) for size, part in zip(sizes, parts, strict=True) if part]


def _bound(nodes: Sequence[tuple[Node, Standing]], n: int) -> int:
    """Where the nth third ends; equal targets are never parted."""
    at = len(nodes) * n // 3
    while at < len(nodes) and _target(nodes[at][1]) == _target(nodes[at - 1][1]):
        at += 1
    return at


def _class(size: Size, nodes: Sequence[tuple[Node, Standing]]) -> Class[Node]:
    best = sorted(nodes, key=lambda one: -(one[1].completion or Decimal(0)))
    places: list[Place[Node]] = []
    for n, (node, standing) in enumerate(best, 1):
        same = bool(places) and places[-1].completion == standing.completion
        places.append(Place(places[-1].rank if same else n, node, standing))
    targets = [_target(standing) for _node, standing in nodes]
    return Class(size, tuple(places), min(targets), max(targets))


def _target(standing: Standing) -> Money:
    return standing.target or Money(0)
