"""When buyers were reminded of what they owe, and when their suppliers may ask about it by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shop.extensions import db
from shop.kernel import clock
from shop.ordering.models import Order
from shop.payments.models import OrderBalance, OrderReminder
from shop.payments.terms import ASK_AGAIN_AFTER


@dataclass(frozen=True, slots=True)
class Reminded:
    """How an order stands with reminders. ``may_ask``: the supplier may ask now; ``not_before`` is why not yet."""

    reminder: OrderReminder | None
    is_overdue: bool

    @property
    def not_before(self) -> datetime | None:
        last = self.reminder.last_at if self.reminder else None
        return last + ASK_AGAIN_AFTER if last is not None and last + ASK_AGAIN_AFTER > clock.now() else None

    @property
    def may_ask(self) -> bool:
        return self.is_overdue and self.not_before is None


def reminded_of(order: Order) -> Reminded:
    """One order. Two queries."""
    balance = db.session.get(OrderBalance, order.id)
    late = balance is not None and balance.open.fen > 0 and balance.due_on is not None
    is_overdue = late and balance is not None and balance.due_on is not None and balance.due_on < clock.today()
    return Reminded(db.session.get(OrderReminder, order.id), is_overdue)
