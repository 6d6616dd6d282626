"""The shop's one clock: moments are UTC, the counting day is Shanghai's.

The demo and the tests may set it. In production setting it raises, so that no figure can be given another day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


class _Clock:
    fixed: datetime | None = None
    may_be_set = False


_clock = _Clock()


class ClockIsReal(RuntimeError):
    """Somebody tried to set the clock where figures are real."""


class NaiveMoment(ValueError):
    """A moment without a time zone: nobody can say on which day it counts."""


def allow_setting(allowed: bool) -> None:
    """Called once by the configuration: demo and tests allow it, production does not."""
    _clock.may_be_set = allowed
    if not allowed:
        _clock.fixed = None


def may_be_set() -> bool:
    """Whether this is a place where time and chance may be directed: the demo or a test."""
    return _clock.may_be_set


def set_to(moment: datetime | None) -> None:
    """Hold the clock at a moment, or let it run again with ``None``."""
    if not _clock.may_be_set:
        raise ClockIsReal("the clock can be set by the demo and by tests alone")
    _clock.fixed = None if moment is None else as_utc(moment)


@contextmanager
def held_at(moment: datetime) -> Iterator[None]:
    """The clock stands at ``moment`` inside the block and is put back after it."""
    before = _clock.fixed
    set_to(moment)
    try:
        yield
    finally:
        _clock.fixed = before


def now() -> datetime:
    """This moment, in UTC."""
    return _clock.fixed or datetime.now(UTC)


def as_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise NaiveMoment("a moment needs a time zone")
    return moment.astimezone(UTC)


def shanghai_day(moment: datetime) -> date:
    """The counting day: the calendar day in Shanghai on which the moment falls (DOMAIN rule 2)."""
    return as_utc(moment).astimezone(SHANGHAI).date()


def today() -> date:
    """Today in Shanghai."""
    return shanghai_day(now())


def in_shanghai(moment: datetime) -> datetime:
    """The moment with Shanghai's wall clock, for pages and papers."""
    return as_utc(moment).astimezone(SHANGHAI)


def at_shanghai(day: date, hour: int = 0, minute: int = 0) -> datetime:
    """The UTC moment at which Shanghai's clocks show that day and time."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)
