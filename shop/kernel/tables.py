"""Tables that several rooms write, each its own part of them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


def joined(*parts: Mapping[Key, Value]) -> dict[Key, Value]:
    """All parts as one table. One key in two parts is a mistake in the code: ``ValueError``."""
    table: dict[Key, Value] = {}
    for part in parts:
        if twice := table.keys() & part.keys():
            raise ValueError(f"written twice: {', '.join(sorted(map(str, twice)))}")
        table.update(part)
    return table
