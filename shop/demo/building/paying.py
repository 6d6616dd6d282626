"""How the demo's units pay: once a month what was accepted before it began, some of them a month late."""

from __future__ import annotations

from datetime import timedelta
from random import Random

from sqlalchemy import bindparam, func, select

from shop.demo.building.stage import Stage
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.money import Money
from shop.payments.models import OrderBalance
from shop.payments.queries.receipts import oldest_first
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.receipts import Share
from shop.payments.terms import DAYS_TO_PAY

DAY_OF_MONTH = 8
IN_TIME = 0.9
ROUNDED_UP, ROUNDED_DOWN = 0.02, 0.04
REMARKS = ("货款", "食堂食材款", "消费帮扶采购款")

OPEN = (
    select(
        OrderBalance.unit_id,
        OrderBalance.supplier_id,
        func.min(OrderBalance.due_on),
        func.sum(OrderBalance.charged, type_=OrderBalance.charged.type),
        func.sum(OrderBalance.paid, type_=OrderBalance.paid.type),
    )
    .where(OrderBalance.charged > OrderBalance.paid, OrderBalance.due_on < bindparam("before"))
    .group_by(OrderBalance.unit_id, OrderBalance.supplier_id)
    .order_by(OrderBalance.unit_id, OrderBalance.supplier_id)
)


class Paying:
    """The treasuries of all units. It draws by itself: how people pay changes nothing of what they buy."""

    def __init__(self, stage: Stage, seed: str) -> None:
        self.stage = stage
        self.chance = Random(seed)  # noqa: S311 – the demo is to be the same again
        keys = {organisation_id: key for key, organisation_id in stage.supplier_ids.items()}
        self.sellers: dict[int, Actor] = {
            organisation_id: stage.somebody(key, Role.SELLER) for organisation_id, key in keys.items()
        }

    def plan(self) -> None:
        """Every month from the second on."""
        day = clock.shanghai_day(self.stage.start).replace(day=DAY_OF_MONTH)
        while clock.at_shanghai(day, 10) < self.stage.timeline.end:
            self.stage.timeline.plan(clock.at_shanghai(day, 10), self.pay)
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=DAY_OF_MONTH)

    def pay(self) -> None:
        """What was accepted before the month began; what is overdue already is not put off again."""
        today = clock.today()
        before = today.replace(day=1) + timedelta(days=DAYS_TO_PAY)
        for unit_id, supplier_id, due_on, charged, paid in db.session.execute(OPEN, {"before": before}).all():
            if due_on and due_on >= today and self.chance.random() > IN_TIME:
                continue
            self._transfer(unit_id, supplier_id, charged - paid)

    def _transfer(self, unit_id: int, supplier_id: int, owed: Money) -> None:
        drawn = self.chance.random()
        amount = owed
        if drawn < ROUNDED_UP:
            amount = Money(-(-owed.fen // 10_000) * 10_000)
        elif drawn < ROUNDED_DOWN and owed.fen > 10_000:
            amount = Money(owed.fen // 10_000 * 10_000)
        shares = [Share(*part) for part in oldest_first(unit_id, supplier_id, amount)]
        remark = self.chance.choice(REMARKS)
        received_on = clock.today() - timedelta(days=self.chance.randint(0, 2))
        receive_by_hand(unit_id, amount, received_on, remark, shares, by=self.sellers[supplier_id])
