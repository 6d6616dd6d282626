"""What a roster of linked households may say: days, overlaps, one head a household. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l

from shop.kernel.refusals import Refused

MOST_PEOPLE = 30
"""More people than this are no household; a sheet that says so has a wrong number somewhere."""

LONGEST_NAME, LONGEST_VILLAGE, LONGEST_REASON = 60, 80, 400
EARLIEST = date(1980, 1, 1)
"""Households farm for themselves since about then; an earlier day is a slip."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a household lives: a township of the supplier's county, and the village in words."""

    township_code: str | None
    village: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as they are typed in: a name and an ID number, which nobody keeps."""

    name: str
    id_number: str


def field_of(what: str, place: int) -> str:
    """The field in which something of a household's ``place``-th person is typed; the first is the head."""
    return what if place == 1 else f"{what}_{place}"


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included; without an end it goes on."""

    since: date
    until: date | None = None

    def overlaps(self, other: Span) -> bool:
        """Whether there is a day that lies in both."""
        return (other.until is None or self.since <= other.until) and (self.until is None or other.since <= self.until)

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    def within(self, outer: Span) -> bool:
        """Whether every day of it lies in the other."""
        if self.since < outer.since:
            return False
        return outer.until is None or (self.until is not None and self.until <= outer.until)


def faults_of_span(span: Span, today: date) -> list[Refused]:
    """What is wrong with the days of a link: it has begun, and its end is not before its beginning nor to come."""
    faults = []
    if span.since > today:
        faults.append(Refused(_l("A link is entered once it has begun: this day lies ahead."), field="since"))
    if span.since < EARLIEST:
        faults.append(Refused(_l("This day cannot be right: please look at the year."), field="since"))
    if span.until is not None and span.until > today:
        faults.append(Refused(_l("An end is entered once it has come: this day lies ahead."), field="until"))
    if span.until is not None and span.until < span.since:
        faults.append(Refused(_l("This is before the link began."), field="until"))
    return faults


def clash_of(span: Span, others: Iterable[Span]) -> Span | None:
    """The first of other links of the same person with which this one shares a day."""
    return next((other for other in others if span.overlaps(other)), None)
