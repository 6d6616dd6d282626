"""What the demo's canteen pays before delivery: once seen, promised short and partly given back; once announced."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from shop.demo.building.accounts import account_number
from shop.demo.building.handling import Handling
from shop.demo.building.money.desk import Desk
from shop.demo.building.money.queue import open_lines
from shop.demo.building.money.sheets import Line, upload
from shop.demo.invented import bank_account
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.ordering.paying import PayBy
from shop.ordering.services.orders import Promise, locked_order
from shop.payments.queries.bank_refunds import key_of_refund, read_refunds
from shop.payments.queries.online import ahead_of
from shop.payments.queries.receipts import paid_of, worth_of
from shop.payments.remittance import code_of
from shop.payments.services.bank_lines import accept_refund

SHORT = "分级后符合规格的货少了一件，差额将退回。"


class Ordering(Protocol):
    """Somebody who orders for the canteen."""

    def order(self, supplier: str, share: float, deliver_in: int, pay_by: PayBy) -> Order | None: ...


class Ahead:
    """Two orders of the last days. ``suppliers`` are the two that sign in; nothing of it is shipped before the end."""

    def __init__(self, desk: Desk, scenes: Ordering, handling: Handling, suppliers: Sequence[str]) -> None:
        self.desk, self.scenes, self.handling = desk, scenes, handling
        self.paid, self.announced = suppliers

    def plan(self) -> None:
        """The one is ordered nine days before the end, the other three."""
        self.desk.plan(clock.at_shanghai(self.desk.today - timedelta(days=9), 10), self._order_one)
        self.desk.plan(clock.at_shanghai(self.desk.today - timedelta(days=3), 10), self._order_other)

    def _order_one(self) -> None:
        order = self.scenes.order(self.paid, 0.25, 14, PayBy.TRANSFER)
        if order is not None:
            self.desk.later(self._pay, order.id, days=1)

    def _pay(self, order_id: int) -> None:
        """The supplier's bank shows the money: the order goes on."""
        order = db.session.get_one(Order, order_id)
        self._upload_of_seller(order, ahead_of(order), "预付货款")
        self.desk.later(self._promise, order_id, hours=20)

    def _promise(self, order_id: int) -> None:
        """One pack less than was ordered and paid for."""
        order = locked_order(order_id)
        line = max(order.lines, key=lambda one: one.packs_ordered)
        promises = {line.id: Promise(line.packs_ordered - 1, SHORT)} if line.packs_ordered > 1 else {}
        after = self.desk.stage.timeline.end + timedelta(days=1)
        self.handling.confirm(order, promises, self.desk.seller(order.supplier_id), leaves=after)
        self.desk.later(self._give_back, order_id, days=2)

    def _give_back(self, order_id: int) -> None:
        """What was paid too much goes back by transfer, and the supplier says so of the line of its bank."""
        order = db.session.get_one(Order, order_id)
        over = paid_of([order.id]).get(order.id, Money(0)) - worth_of([order.id])[order.id]
        if over.fen <= 0:
            return
        seller = self.desk.seller(order.supplier_id)
        for state in open_lines(self._upload_of_seller(order, -over, "退多付货款")):
            for back in read_refunds([state.line], seller).get(state.line_id, ())[:1]:
                accept_refund(state, key_of_refund(back), by=seller)

    def _order_other(self) -> None:
        order = self.scenes.order(self.announced, 0.3, 12, PayBy.TRANSFER)
        if order is not None:
            self.desk.later(self._announce, order.id, days=1)

    def _announce(self, order_id: int) -> None:
        """The canteen's own bank shows what went out; the supplier has not looked at its own yet."""
        order = db.session.get_one(Order, order_id)
        supplier = self.desk.suppliers[order.supplier_id]
        account = account_number(self.desk.stage.facts, supplier.key, later=True)
        text = f"预付货款 {code_of(order.number)}"
        line = Line(clock.today(), -ahead_of(order), supplier.name.zh, account, text)
        upload(self.desk.finance(order.unit_id), [line], f"对账单-{clock.today():%Y%m%d}.csv")

    def _upload_of_seller(self, order: Order, amount: Money, said: str) -> int:
        unit = self.desk.units[order.unit_id]
        line = Line(clock.today(), amount, unit.name.zh, bank_account(unit.key), f"{said} {code_of(order.number)}")
        return upload(self.desk.seller(order.supplier_id), [line], f"银行流水-{clock.today():%Y%m%d}.csv")
