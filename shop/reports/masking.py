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


def few(number: int) -> bool:
    """Whether there is somebody, and too few of them to be told."""
    return 0 < number < SMALLEST


def is_small(linked: Linked) -> bool:
    """Whether there is somebody, and too few to be told."""
    return few(linked.households) or few(linked.people)


def told(groups: Sequence[Linked], *, sees_rosters: bool = False) -> list[Told]:
    """How each of these is told where they stand in one table with their total.

    If only small ones were left out, whoever has the total could subtract the others and would know them, or nearly:
    the smallest of the others is withheld too.
    """
    if sees_rosters:
        return [Told.WHOLE] * len(groups)
    found = [Told.FEW if is_small(one) else Told.WHOLE for one in groups]
    if Told.FEW in found:
        others = [at for at, one in enumerate(groups) if found[at] is Told.WHOLE and one.people]
        if others:
            found[min(others, key=lambda at: (groups[at].people, at))] = Told.WITHHELD
    return found
