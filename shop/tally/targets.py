"""How a target line comes to its amount, and where the calendar says a year should be. Pure (DOMAIN rule 6)."""

from __future__ import annotations

from calendar import isleap
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money
from shop.kernel.refusals import Refused
from shop.tally.words import TargetForm

WHOLE_RATE = 10_000
LEAST_CANTEEN_RATE = 1_000
"""The reserved share is 10 % of the yearly canteen food spend at the least."""


def amount_of_target(form: TargetForm, *, base: int | None, rate: int | None, amount: Money | None) -> Money:
    """The fen a line asks for. ``base`` is fen of yearly spend, or heads; ``rate`` ten-thousandths, or fen a head."""
    if form is TargetForm.AMOUNT:
        if amount is None or amount.fen < 0:
            raise Refused(_l("Please enter an amount of zero or more."), field="amount")
        return amount
    if base is None or base < 0:
        raise Refused(_l("Please enter the base figure."), field="base")
    if rate is None or rate < 0:
        raise Refused(_l("Please enter the rate."), field="rate")
    if form is TargetForm.PER_HEAD:
        return Money(base * rate)
    if form is TargetForm.CANTEEN_RATE and rate < LEAST_CANTEEN_RATE:
        raise Refused(_l("The reserved rate must be at least 10 %."), field="rate")
    if rate > WHOLE_RATE:
        raise Refused(_l("A rate cannot be above 100 %."), field="rate")
    return Money(int((Decimal(base) * rate / WHOLE_RATE).quantize(Decimal(1), ROUND_HALF_UP)))


def pace(year: int, today: date) -> Decimal:
    """Where the calendar says a year should be: the share of its days that are over at the end of ``today``."""
    if today.year != year:
        return Decimal(1) if today.year > year else Decimal(0)
    return Decimal(today.timetuple().tm_yday) / (366 if isleap(year) else 365)


def earliest_month(year: int, today: date) -> date:
    """The first month in which a changed target of a year can hold; raises ``Refused`` once the year is over.

    It is this month: the months before keep what they were due, and no month that may be locked is touched.
    """
    if year < today.year:
        raise Refused(_l("The year %(year)s is over: its targets no longer change.", year=str(year)))
    return date(year, today.month if year == today.year else 1, 1)


def month_from(year: int, wanted: date | None, today: date) -> date:
    """The first day of the month from which a changed target holds: the one chosen, or else the earliest."""
    earliest = earliest_month(year, today)
    if wanted is None:
        return earliest
    if wanted.day != 1 or wanted.year != year or wanted < earliest:
        raise Refused(
            _l("A changed target holds from this month or a later one of its year: earlier months keep theirs."),
            field="holds_from",
        )
    return wanted
