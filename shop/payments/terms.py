"""On which terms units buy on account. Pure."""

from __future__ import annotations

from datetime import date, timedelta

DAYS_TO_PAY = 30
"""Within so many days of the first acceptance of an order it is to be paid, unless other terms were approved."""


def due_on(first_accepted_on: date, days: int = DAYS_TO_PAY) -> date:
    """The last day on which an order is paid in time."""
    return first_accepted_on + timedelta(days=days)
