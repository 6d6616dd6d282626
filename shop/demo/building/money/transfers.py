"""How the demo's units pay: once a month what was accepted before it began, some of them a month late.

Suppliers that upload their bank's statements learn of it there; the others enter what came in by hand. A handful of
orders is left unpaid, so that the lists of what is late have names on them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import bindparam, func, select

from shop.demo.building.money.banks import Bank
from shop.demo.building.money.desk import Desk, on_day
from shop.demo.building.money.sheets import Transfer
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models import OrderBalance, PairBalance, Payment, PaymentShare
from shop.payments.queries.receipts import oldest_first, unallocated
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.receipts import Share, allocate
from shop.payments.terms import BLOCKED_AFTER, DAYS_TO_PAY

IN_TIME = 0.9
ROUNDED_UP, ROUNDED_DOWN = 0.02, 0.04
REMARKS = ("货款", "食堂食材款", "消费帮扶采购款")
LEFT_UNPAID = 7
"""So many orders nobody has paid by the end, one of a unit at most and none of the demo's canteen."""

OPEN = (
    select(
        OrderBalance.unit_id,
        OrderBalance.supplier_id,
        OrderBalance.order_id,
        OrderBalance.charged,
        OrderBalance.paid,
        OrderBalance.due_on,
        Order.number,
        Order.taken_in_at,
    )
    .join(Order, Order.id == OrderBalance.order_id)
    .where(OrderBalance.charged > OrderBalance.paid, OrderBalance.due_on < bindparam("before"))
    .order_by(OrderBalance.unit_id, OrderBalance.supplier_id, OrderBalance.due_on, OrderBalance.order_id)
)
PUT = (
    select(func.sum(PaymentShare.amount)).where(PaymentShare.payment_id == Payment.id).correlate(Payment)
).scalar_subquery()
TOO_MUCH = (
    select(Payment)
    .join(
        PairBalance,
        (PairBalance.unit_id == Payment.unit_id) & (PairBalance.supplier_id == Payment.supplier_id),
    )
    .where(
        PairBalance.unallocated > Money(0),
        Payment.booked_on < bindparam("before"),
        PUT.is_(None) | (Payment.amount > PUT),
    )
    .order_by(Payment.id)
)


class Transfers:
    """The treasuries of all units. ``last_order`` says on which day a unit orders for the last time."""

    def __init__(self, desk: Desk, bank: Bank, last_order: Mapping[int, date]) -> None:
        self.desk, self.bank, self.last_order = desk, bank, last_order
        self.unpaid: dict[int, int] = {}

    def plan(self) -> None:
        """On the eighth of every month from the second on; on the tenth what was paid too much is used up."""
        for month in self.desk.months():
            self.desk.plan(on_day(month, 8, 10), self._pay)
            self.desk.plan(on_day(month, 18, 10), self._use_up)

    def _pay(self) -> None:
        """What was accepted before the month began; what is overdue already is not put off again."""
        today = clock.today()
        before = today.replace(day=1) + timedelta(days=DAYS_TO_PAY)
        rows = db.session.execute(OPEN, {"before": before}).all()
        for (unit_id, supplier_id), orders in groupby(rows, key=lambda row: (row.unit_id, row.supplier_id)):
            owed = [row for row in orders if not self._is_left(row)]
            if not owed or (owed[0].due_on >= today and self.desk.chance.random() > IN_TIME):
                continue
            self._transfer(unit_id, supplier_id, [(row.order_id, row.number, row.charged - row.paid) for row in owed])

    def _is_left(self, row: Any) -> bool:
        """Whether an order is one of those that nobody pays; its unit must not be kept from ordering by that."""
        if row.order_id in self.unpaid.values():
            return True
        if len(self.unpaid) >= LEFT_UNPAID or row.unit_id in self.unpaid or row.paid or row.taken_in_at is None:
            return False
        age = (self.desk.today - clock.shanghai_day(row.taken_in_at)).days
        wanted = 92 if len(self.unpaid) % 2 else 62
        blocked_on = row.due_on + BLOCKED_AFTER
        orders_on = self.last_order.get(row.unit_id, date.min)
        if not wanted <= age <= 125 or row.unit_id == self.desk.id_of("buyer") or blocked_on <= orders_on:
            return False
        self.unpaid[row.unit_id] = row.order_id
        return True

    def _transfer(self, unit_id: int, supplier_id: int, owed: list[tuple[int, str, Money]]) -> None:
        chance = self.desk.chance
        drawn, amount = chance.random(), Money(sum(part.fen for _id, _number, part in owed))
        if drawn < ROUNDED_UP:
            amount = Money(-(-amount.fen // 10_000) * 10_000)
        elif drawn < ROUNDED_DOWN and amount.fen > 10_000:
            amount = Money(amount.fen // 10_000 * 10_000)
        booked_on = clock.today() - timedelta(days=chance.randint(0, 2))
        remark = chance.choice(REMARKS)
        numbers = [number for _id, number, _part in owed]
        transfer = Transfer(unit_id, supplier_id, amount, booked_on, remark, numbers)
        if not self.bank.carry(transfer):
            shares = list(_spread(owed, amount))
            receive_by_hand(unit_id, amount, booked_on, remark, shares, by=self.desk.seller(supplier_id))

    def _use_up(self) -> None:
        """What a unit paid too much the month before goes to what it owes now."""
        before = clock.today().replace(day=1)
        for payment in db.session.execute(TOO_MUCH, {"before": before}).scalars().all():
            left = unallocated(payment)
            shares = oldest_first(payment.unit_id, payment.supplier_id, left) if left else []
            if shares:
                by = self.desk.seller(payment.supplier_id)
                allocate(payment, [Share(*share) for share in shares], by=by)


def _spread(owed: Iterable[tuple[int, str, Money]], amount: Money) -> Iterator[Share]:
    """An amount over what is owed, the longest due first."""
    left = amount
    for order_id, _number, due in owed:
        part = min(due, left)
        if part:
            yield Share(order_id, part)
            left -= part
