"""Small groups of people are not told to those who may not see the rosters. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from shop.organisations.queries.reached import Linked

SMALLEST = 5
"""A group of fewer households or people than this is not told."""


class Told(StrEnum):
    """How a group's figures are told."""

    WHOLE = "whole"
    FEW = "few"
    WITHHELD = "withheld"


def is_small(linked: Linked) -> bool:
    """Whether there is somebody, and too few to be told."""
    return 0 < linked.households < SMALLEST or 0 < linked.people < SMALLEST


def told(groups: Sequence[Linked], *, sees_rosters: bool = False) -> list[Told]:
    """How each of these is told where they stand in one table with their total.

    If a single one were left out, whoever has the total could subtract the others: the smallest of them is withheld
    too.
    """
    if sees_rosters:
        return [Told.WHOLE] * len(groups)
    found = [Told.FEW if is_small(one) else Told.WHOLE for one in groups]
    if found.count(Told.FEW) == 1:
        others = [at for at, one in enumerate(groups) if found[at] is Told.WHOLE and one.people]
        if others:
            found[min(others, key=lambda at: (groups[at].people, at))] = Told.WITHHELD
    return found
