"""Where a year is likely to end: three plain projections of what is counted, stated with their range. Pure.

Nothing here is a promise. The method is told beside the figure, so that anybody can do the sum again.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.tally.targets import pace

FIRST_DAY = 31
"""Before so many days of a year are over nothing is forecast."""
RECENT_MONTHS = 3
LEAST_SEASON = Decimal("0.03")
"""While less than this part of last year had been bought by the same day, its season says nothing."""


class Method(Labelled):
    """How a year is carried on to its end."""

    SEASON = "season", _l("Last year’s season")
    CALENDAR = "calendar", _l("The calendar")
    RECENT = "recent", _l("The last three months")


@dataclass(frozen=True, slots=True)
class Projection:
    """What a method comes to; ``share`` is the part of the year that it takes to be over, if it asks for that."""

    method: Method
    amount: Money
    share: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Forecast:
    """What is counted so far, and what each method makes of it; the first one leads, all of them give the range."""

    counted: Money
    projections: tuple[Projection, ...]

    @property
    def leading(self) -> Projection:
        return self.projections[0]

    @property
    def low(self) -> Money:
        return min(one.amount for one in self.projections)

    @property
    def high(self) -> Money:
        return max(one.amount for one in self.projections)


def season(last_year: Sequence[Money], year: int, today: date) -> Decimal | None:
    """What part of last year's purchases had been counted by the same day, its month taken evenly.

    ``last_year`` has twelve months. ``None`` where nothing was counted.
    """
    whole = sum(month.fen for month in last_year)
    if whole <= 0:
        return None
    if today.year != year:
        return Decimal(1) if today.year > year else Decimal(0)
    before = sum(month.fen for month in last_year[: today.month - 1])
    begun = Decimal(last_year[today.month - 1].fen) * today.day / monthrange(year, today.month)[1]
    return min(max((before + begun) / whole, Decimal(0)), Decimal(1))


def forecast(this_year: Sequence[Money], last_year: Sequence[Money], year: int, today: date) -> Forecast | None:
    """Where the year is likely to end, of two times twelve months of what counts.

    Nothing for a year that is over or has hardly begun, and nothing while nothing is counted. No projection is below
    what is counted already.
    """
    counted = Money(sum(month.fen for month in this_year))
    if today.year != year or today.timetuple().tm_yday < FIRST_DAY or counted.fen <= 0:
        return None
    found = []
    by_now = season(last_year, year, today)
    if by_now is not None and by_now >= LEAST_SEASON:
        found.append(Projection(Method.SEASON, _carried(counted, by_now), by_now))
    calendar = pace(year, today)
    found.append(Projection(Method.CALENDAR, _carried(counted, calendar), calendar))
    if today.month > RECENT_MONTHS:
        found.append(Projection(Method.RECENT, counted + _to_come(this_year, year, today)))
    return Forecast(counted, tuple(found))


def _carried(counted: Money, share: Decimal) -> Money:
    return max(counted, _whole(Decimal(counted.fen) / share))


def _to_come(this_year: Sequence[Money], year: int, today: date) -> Money:
    """What the rest of the year brings if every day of it brings what a day of the last full months did."""
    months = range(today.month - RECENT_MONTHS, today.month)
    days = (date(year, today.month, 1) - date(year, months[0], 1)).days
    brought = sum(this_year[month - 1].fen for month in months)
    left = (date(year + 1, 1, 1) - today - timedelta(days=1)).days
    return max(Money(0), _whole(Decimal(brought) / days * left))


def _whole(fen: Decimal) -> Money:
    return Money(int(fen.quantize(Decimal(1), ROUND_HALF_UP)))
