"""What a proof has read, and reading without a memory that grows with the book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from shop.extensions import db

PAGE = 2_000


@dataclass(slots=True)
class Verified:
    """How much was read while proving."""

    acceptance_lines: int = 0
    reductions: int = 0
    offline: int = 0
    entries: int = 0
    totals: int = 0
    on_its_way: int = 0
    lots: int = 0


def pages(statement: Any, column: Any, key: Callable[[Any], int]) -> Iterator[Sequence[Any]]:
    """The rows of a statement in pages by an ascending id that is in no two of them; each is forgotten for the next."""
    last = 0
    while True:
        rows = db.session.execute(statement.where(column > last).order_by(column).limit(PAGE)).all()
        if not rows:
            return
        yield rows
        last = key(rows[-1])
        db.session.expunge_all()


def paged(statement: Any, column: Any, key: Callable[[Any], int]) -> Iterator[Any]:
    """The same row by row."""
    for rows in pages(statement, column, key):
        yield from rows


def named(key: tuple[Any, ...]) -> str:
    """A key as a person reads it."""
    return " / ".join(str(getattr(part, "value", part)) for part in key)
