"""What a proof finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a book and its sources disagree: what, what was found, what it should be."""

    where: str
    found: object
    expected: object

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, should be {self.expected}"
