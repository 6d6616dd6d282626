"""The periods that a bulletin may be of: whole months of one year. Pure."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _


class Span(NamedTuple):
    """From a month of a year (1–12) to another one, both included."""

    year: int
    first: int
    last: int

    @property
    def months(self) -> range:
        return range(self.first, self.last + 1)

    @property
    def first_day(self) -> date:
        return date(self.year, self.first, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.last, monthrange(self.year, self.last)[1])

    def until(self, today: date) -> date:
        """The last day that is told of: of a period that still runs, today."""
        return min(self.last_day, today)

    @property
    def code(self) -> str:
        """As it stands in addresses and forms, such as 2026-07-09."""
        return f"{self.year:04d}-{self.first:02d}-{self.last:02d}"

    @property
    def is_whole_year(self) -> bool:
        return (self.first, self.last) == (1, 12)

    @property
    def named(self) -> str:
        """As readers say it."""
        if self.is_whole_year:
            return str(_("Year %(year)s", year=self.year))
        if (self.first, self.last) == (1, 6):
            return str(_("First half of %(year)s", year=self.year))
        if (self.first, self.last) == (7, 12):
            return str(_("Second half of %(year)s", year=self.year))
        if self.last - self.first == 2 and self.last % 3 == 0:
            return str(_("Quarter %(quarter)s of %(year)s", quarter=self.last // 3, year=self.year))
        if self.first == self.last:
            return str(_("%(year)s, month %(month)s", year=self.year, month=self.first))
        return str(_("%(year)s, months %(first)s to %(last)s", year=self.year, first=self.first, last=self.last))


def span_of(code: str) -> Span | None:
    """The period of a code, or nothing if it is none."""
    parts = code.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    if [len(part) for part in parts] != [4, 2, 2]:
        return None
    span = Span(*(int(part) for part in parts))
    return span if span.year >= 1 and 1 <= span.first <= span.last <= 12 else None


def spans_of(year: int, today: date) -> Iterator[Span]:
    """The usual periods of a year that have begun: the year so far, halves, quarters, months."""
    begun = today.month if today.year == year else 12 if today.year > year else 0
    if not begun:
        return
    yield Span(year, 1, 12)
    if 1 < begun < 12:
        yield Span(year, 1, begun)
        if begun > 2:
            yield Span(year, 1, begun - 1)
    for size in (6, 3, 1):
        for first in range(1, begun + 1, size):
            yield Span(year, first, first + size - 1)
