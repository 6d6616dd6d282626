"""Adding up what somebody chooses: only what has no unit in common, since the same yuan is never twice in one total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations


@dataclass(frozen=True, slots=True)
class Part:
    """A node of the tree with everything below it, or a department with the units it supervises; ``units`` are leaves.

    ``key`` is the word for it in an address.
    """

    key: str
    name: str
    units: frozenset[int]


def first_overlap(parts: Sequence[Part]) -> tuple[Part, Part, int] | None:
    """Two of the parts that share a unit, and such a unit; nothing where all of them can be added up (rule 4)."""
    for one, other in combinations(parts, 2):
        shared = one.units & other.units
        if shared:
            return one, other, min(shared)
    return None
