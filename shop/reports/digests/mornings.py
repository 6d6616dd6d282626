"""On which morning of a month its digest goes out. Pure."""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5
HOLIDAYS = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory holidays at a month's beginning whose day the calendar fixes; those of the moon's fall elsewhere in it."""

LATEST_DAY = 15
"""After a standstill no digest goes out later in its month: it would be old."""


def first_working_day(month: date) -> date:
    """The first day of a month on which offices are open."""
    day = month.replace(day=1)
    while day.weekday() >= SATURDAY or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=1)
    return day


def is_due(today: date) -> bool:
    """Whether the digest of this month goes out on a day, or should have gone out shortly before it."""
    return first_working_day(today) <= today <= today.replace(day=LATEST_DAY)
