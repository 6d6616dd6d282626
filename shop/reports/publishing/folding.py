"""Which rows of a published table are told by name, and which only together, so that none can be worked out. Pure.

A row of few units would tell what a single unit bought. It is told together with others; and since the whole may stand
beside the table, what is folded is never one row alone, which a subtraction would give, nor of few units together.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def folded(bought: Mapping[Key, frozenset[int]], least: int, always: Collection[Key] = ()) -> set[Key]:
    """The keys that are only told together. ``bought`` are the units of each row that bought something; those
    of ``always`` have no name that could be told, however many units they are.

    Rows follow each other as they are folded: the one of the fewest units first, in the order given among equals.
    """
    hidden = {key for key, units in bought.items() if len(units) < least or key in always}
    rest = sorted((key for key in bought if key not in hidden), key=lambda key: len(bought[key]))
    while hidden and rest and not _is_safe([bought[key] for key in hidden], least):
        hidden.add(rest.pop(0))
    return hidden


def _is_safe(rows: Iterable[frozenset[int]], least: int) -> bool:
    """Whether the sum of the rows tells of none of them: two at least, of which two bought, and enough units."""
    all_of_them = list(rows)
    buying = [units for units in all_of_them if units]
    if len(all_of_them) < 2:
        return False
    return not buying or (len(buying) > 1 and len(frozenset().union(*buying)) >= least)
