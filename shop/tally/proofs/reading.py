"""What a proof finds, what it has read, and reading without a memory that grows with the book."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from shop.extensions import db

PAGE = 2_000


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the book and its sources disagree: what, what was found, what it should be."""

    where: str
    found: object
    expected: object

    def __str__(self) -> str:
        return f"{self.where}: found {self.found}, should be {self.expected}"


@dataclass(slots=True)
class Verified:
    """How much was read while proving."""

    acceptance_lines: int = 0
    entries: int = 0
    totals: int = 0
    on_its_way: int = 0


def paged(statement: Any, column: Any, key: Callable[[Any], int], then: Any = None) -> Iterator[Any]:
    """The rows of a statement in pages by an ascending id, forgetting each page before the next."""
    last = 0
    order = (column,) if then is None else (column, then)
    while True:
        rows = db.session.execute(statement.where(column > last).order_by(*order).limit(PAGE)).all()
        if len(rows) == PAGE and then is not None:
            # Rows of one entry under several schemes must not be cut in two: the last entry waits for the next page.
            whole = [row for row in rows if key(row) != key(rows[-1])]
            rows = whole or rows
        if not rows:
            return
        yield from rows
        last = key(rows[-1])
        db.session.expunge_all()


def named(key: tuple[Any, ...]) -> str:
    """A key as a person reads it."""
    return " / ".join(str(getattr(part, "value", part)) for part in key)
