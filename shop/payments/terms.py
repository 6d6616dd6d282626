"""On which terms units buy on account. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.kernel.money import Money

DAYS_TO_PAY = 30
"""Within so many days of the first acceptance of an order it is to be paid, unless other terms were approved."""
LONGEST = 180
BLOCKED_AFTER = timedelta(days=60)
"""So long after the day on which it was due, what is unpaid keeps its unit from ordering more on account."""

REMIND_BEFORE = timedelta(days=3)
"""So long before the day on which an order is due its unit is reminded for the first time."""
REMIND_EVERY = timedelta(days=7)
"""And so often while it is overdue."""
ASK_AGAIN_AFTER = timedelta(days=5)
"""So long after a unit was last reminded of an order, in whichever way, its supplier may ask about it by hand."""


def due_on(first_accepted_on: date, days: int = DAYS_TO_PAY) -> date:
    """The last day on which an order is paid in time."""
    return first_accepted_on + timedelta(days=days)


def why_not(*, oldest_due: date | None, owes: Money, coming: Money, limit: Money | None, today: date) -> Any:
    """Why a unit cannot order more on account, as a sentence; nothing if it can.

    ``oldest_due`` is the earliest due day of what it has not paid, ``owes`` what it has not paid, ``coming`` what is
    ordered and not accepted yet, this order included.
    """
    if oldest_due is not None and oldest_due + BLOCKED_AFTER < today:
        return _l(
            "Something has been unpaid for more than %(days)d days after it was due. Please pay what is overdue "
            "first; then you can order again.",
            days=BLOCKED_AFTER.days,
        )
    if limit is not None and owes + coming > limit:
        return _l(
            "Your unit may owe %(limit)s yuan at most. It owes %(owes)s, and with this order %(coming)s are on "
            "their way.",
            limit=limit,
            owes=owes,
            coming=coming,
        )
    return None
