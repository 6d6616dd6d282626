"""A few small buyers of the demo pay online, at once, through a Stripe that is only remembered.

The demo has no key, so nobody can pay online in it; what is here was paid in its past, at a gateway in memory. Every
name of a page, payment and refund begins with ``demo_``: none exists at Stripe.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from shop.demo.building.money.desk import Desk, on_day
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order
from shop.payments.asking import CURRENCY, Checkout, Returned, Standing
from shop.payments.models import OnlinePayment, OrderBalance
from shop.payments.queries.online import open_of
from shop.payments.queries.owed import owed_to_suppliers
from shop.payments.services.online import begin, book, given_up, opened
from shop.payments.services.online_refunds import begin_refund, hear
from shop.payments.services.pay_outs import pay_out
from shop.payments.words_online import OnlineKind, OnlineState

EACH_TIME = 2
LAPSED = 5
"""Of so many attempts one is left to lapse."""
TOO_MUCH = "过磅后少于预付，多付部分退回。"


class Online:
    """Small units that pay when they order, refunds of what was weighed lighter, and what the operator pays out."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.small = sorted(number for number, unit in desk.units.items() if not unit.large)
        self.attempts = 0

    def plan(self) -> None:
        """Twice a month of late; the operator pays out once a month."""
        for month in self.desk.months(self.desk.lately):
            self.desk.plan(on_day(month, 12, 11), self._pay)
            self.desk.plan(on_day(month, 25, 11), self._pay)
            self.desk.plan(on_day(month, 19, 11), self._give_back)
            self.desk.plan(on_day(month, 20, 11), self._pay_out)

    def _pay(self) -> None:
        """Orders that are confirmed and on their way, of which nothing is paid."""
        is_tried = exists().where(OnlinePayment.order_id == Order.id)
        asked = (
            select(Order)
            .where(Order.unit_id.in_(self.small), Order.status == Status.CONFIRMED, ~is_tried)
            .order_by(Order.id.desc())
        )
        for order in db.session.execute(asked.limit(EACH_TIME)).unique().scalars().all():
            self._pay_for(order)

    def _pay_for(self, order: Order) -> None:
        amount = open_of(order)
        by = self.desk.finance(order.unit_id)
        if amount.fen <= 0:
            return
        self.attempts += 1
        page = f"/orders/{order.number}"
        payer = self.desk.units[order.unit_id].name.zh
        attempt = begin(order, OnlineKind.PAY_NOW, amount, return_to=page, payer=payer, email="", by=by)
        name = f"demo_cs_{self.attempts:06d}"
        opened(attempt, Checkout(name, Standing.OPEN, None, amount, CURRENCY, None))
        if self.attempts % LAPSED == 0:
            self.desk.later(self._lapse, attempt.id, hours=23)
        else:
            self.desk.later(self._book, attempt.id, hours=0.2)

    def _book(self, attempt_id: int) -> None:
        attempt = db.session.get_one(OnlinePayment, attempt_id)
        intent = f"demo_pi_{attempt_id:06d}"
        book(attempt, intent_id=intent, amount=attempt.amount, currency=CURRENCY, at=clock.now())

    def _lapse(self, attempt_id: int) -> None:
        given_up(db.session.get_one(OnlinePayment, attempt_id), OnlineState.EXPIRED)

    def _give_back(self) -> None:
        """Where less was weighed in than was paid for, the operator gives the difference back."""
        asked = (
            select(OnlinePayment, OrderBalance.charged, OrderBalance.paid)
            .join(OrderBalance, OrderBalance.order_id == OnlinePayment.order_id)
            .join(Order, Order.id == OnlinePayment.order_id)
            .where(
                OnlinePayment.state == OnlineState.PAID,
                OrderBalance.paid > OrderBalance.charged,
                Order.status == Status.CLOSED,
            )
            .order_by(OnlinePayment.id)
        )
        for attempt, charged, paid in db.session.execute(asked).all():
            back = min(paid - charged, attempt.refundable)
            if back.fen > 0:
                self._refund(attempt, back)

    def _refund(self, attempt: OnlinePayment, amount: Money) -> None:
        row = begin_refund(attempt, amount, TOO_MUCH, by=self.desk.operator)
        name = f"demo_re_{row.id:06d}"
        hear(Returned(name, Standing.DONE, amount, CURRENCY, attempt.intent_id, clock.now(), None, row.key))

    def _pay_out(self) -> None:
        """What was collected until yesterday goes to the suppliers' own accounts; later payments wait a month."""
        for n, owed in enumerate(owed_to_suppliers(), start=1):
            if owed.amount.fen > 0:
                reference = f"DEMO-{clock.today():%Y%m}-{n:02d}"
                pay_out(owed.supplier_id, owed.amount, clock.today(), reference, by=self.desk.operator)
