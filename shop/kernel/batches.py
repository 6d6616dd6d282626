"""Many things, so many at a time: for statements that take only so many values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

Thing = TypeVar("Thing")


def batches(things: Iterable[Thing], size: int) -> Iterator[list[Thing]]:
    """The things in their order, ``size`` at a time, the last time fewer."""
    left = iter(things)
    while batch := list(islice(left, size)):
        yield batch
