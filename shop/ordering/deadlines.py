"""How long things may wait: approvals, confirmations, and what happens when time runs out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from shop.kernel import clock
from shop.ordering.models import Order
from shop.ordering.paying import RULES

HOLD_FOR_APPROVAL = timedelta(hours=48)
CONFIRM_WITHIN = timedelta(hours=48)
LAPSE_AFTER = timedelta(hours=96)
FARTHEST_DELIVERY = timedelta(days=366)
FORGET_VISITORS_AFTER = timedelta(days=60)


def delivery_days() -> tuple[date, date]:
    """The first and the last day for which something can be ordered now."""
    today = clock.today()
    return today + timedelta(days=1), today + FARTHEST_DELIVERY


def set_deadlines(order: Order, moment: datetime) -> None:
    """From now on money is waited for, if it is to come first; else, or then, the supplier has 48 hours to answer.

    After 96 hours the order lapses.
    """
    within = RULES[order.pay_by].within
    order.pay_until = moment + within if within else None
    set_answer(order, order.pay_until or moment)


def set_answer(order: Order, moment: datetime) -> None:
    """From this moment on the supplier has 48 hours to answer; after 96 the order lapses."""
    order.confirm_by = moment + CONFIRM_WITHIN
    order.lapses_at = moment + LAPSE_AFTER
