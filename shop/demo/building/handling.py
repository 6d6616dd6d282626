"""The suppliers and receivers of the demo: answering, packing, shipping, weighing in, correcting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from shop.catalogue.models import Lot, Reservation
from shop.catalogue.words import ColdChain
from shop.demo.building.stage import Stage
from shop.demo.building.weighing_in import WeighingIn
from shop.extensions import db
from shop.fulfilment.models import Consignment, ConsignmentLine
from shop.fulfilment.services.consignments import (
    Packing,
    Transport,
    pack_goods,
    record_arrival,
    ship_goods,
)
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.quantity import NOTHING, Quantity
from shop.ordering.lifecycle import Party, Status
from shop.ordering.models import Order, OrderLine, Purchase
from shop.ordering.services.orders import Promise, close_short, confirm, decline, locked_order

ORDERS_OF = select(Order).where(Order.purchase_id == bindparam("purchase_id")).order_by(Order.id)
HELD = (
    select(Reservation.order_line_id, Reservation.lot_id, Reservation.quantity, Lot.harvest_from, Lot.best_before)
    .join(Lot, Lot.id == Reservation.lot_id)
    .where(Reservation.order_line_id.in_(bindparam("line_ids", expanding=True)))
    .order_by(Reservation.id)
)
_LINES = joinedload(Consignment.lines, innerjoin=True)
ARRIVED = (
    select(Consignment)
    .where(Consignment.id == bindparam("consignment_id"))
    .options(_LINES.joinedload(ConsignmentLine.order_line), _LINES.joinedload(ConsignmentLine.lot))
)

CARRIERS = ("大关冷链物流", "滇东货运", "苍洱物流", "自有车辆")
SHORT_REASONS = ("连日下雨，采收量不足。", "分级后符合规格的货不够。", "当天已有其他订单，余量不足。")
DECLINES = ("本批次质量未达标，不发货。", "道路中断，无法按期送达。", "库存盘点有误，实在抱歉。")
CLOSINGS = ("余量等不到下一批，双方同意结清。", "本季已收尾，余下部分不再发货。")


class Handling:
    """What happens to an order after it is placed."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.weighing_in = WeighingIn(stage)
        self.supplier_keys = {number: key for key, number in stage.supplier_ids.items()}
        self.unit_keys = {number: key for key, number in stage.unit_ids.items()}
        self.left_standing: set[int] = set()

    def orders_of(self, purchase: Purchase) -> list[Order]:
        """A purchase's orders in order."""
        return list(db.session.execute(ORDERS_OF, {"purchase_id": purchase.id}).scalars())

    def expect_answers(self, orders: Sequence[Order]) -> None:
        """Plan when each supplier answers; a few never do."""
        chance = self.stage.chance
        for order in orders:
            if chance.random() < 0.985:
                later = clock.now() + timedelta(hours=chance.choice((2, 3, 5, 8, 20, 26)) * chance.uniform(1, 1.4))
                self.stage.timeline.plan(later, partial(self._answer, order.id))

    def _answer(self, order_id: int) -> None:
        order = locked_order(order_id)
        if order.status is not Status.PLACED:
            return
        chance = self.stage.chance
        seller = self.seller_of(order)
        if chance.random() < 0.018:
            decline(order, chance.choice(DECLINES), by=seller)
            return
        promises = {}
        for line in order.lines:
            if line.packs_ordered >= 4 and chance.random() < 0.03:
                promises[line.id] = Promise(line.packs_ordered * 4 // 5, chance.choice(SHORT_REASONS))
        self.confirm(order, promises, seller)

    def confirm(
        self, order: Order, promises: dict[int, Promise], seller: Actor, *, leaves: datetime | None = None
    ) -> None:
        """Promise the order for its day and plan the truck, which leaves two days before unless told when."""
        day = max(order.deliver_on, clock.today() + timedelta(days=3))
        confirm(order, promises, day, by=seller)
        if leaves is None:
            minutes = self.stage.chance.randrange(180)
            leaves = clock.at_shanghai(day - timedelta(days=2), 15) + timedelta(minutes=minutes)
        self.stage.timeline.plan(max(leaves, clock.now() + timedelta(hours=4)), partial(self.send_off, order.id, True))

    def send_off(self, order_id: int, may_split: bool) -> None:
        """Load what is open, now and then only half of it, and let the truck go."""
        order = locked_order(order_id)
        lines = [line for line in order.lines if line.packs_open]
        if order.status is not Status.CONFIRMED or not lines:
            return
        chance = self.stage.chance
        seller = self.seller_of(order)
        held = self._held_by(lines)
        ripe = max((hold.harvest_from for hold in held), default=clock.today())
        if ripe > clock.today():
            self.stage.timeline.plan(clock.at_shanghai(ripe, 15), partial(self.send_off, order_id, may_split))
            return
        half = may_split and chance.random() < 0.12
        packings = self._packings(lines, held, half)
        if not packings:
            if not may_split:
                close_short(order, chance.choice(CLOSINGS), Party.SUPPLIER, by=seller)
            return
        consignment = pack_goods(packings, self._transport(lines), by=seller)
        ship_goods(consignment, by=seller)
        due = clock.now() + timedelta(hours=chance.uniform(30, 62))
        self.stage.timeline.plan(_by_day(due), partial(self.arrive, consignment.id, order_id))
        if half:
            deed = self._close if chance.random() < 0.12 else self.send_off
            arguments = (order_id,) if deed == self._close else (order_id, False)
            self.stage.timeline.plan(due + timedelta(days=2), partial(deed, *arguments))

    def _held_by(self, lines: Sequence[OrderLine]) -> Sequence[Any]:
        """What is reserved for the lines, and how long the lots keep."""
        return db.session.execute(HELD, {"line_ids": [line.id for line in lines]}).all()

    def _packings(self, lines: Sequence[OrderLine], held: Sequence[Any], half: bool) -> list[Packing]:
        """From the lots that are reserved; a weighed pack leaves at its real weight."""
        chance = self.stage.chance
        by_id = {line.id: line for line in lines}
        packings = []
        for line_id, lot_id, reserved, _harvest, best_before in held:
            if best_before is not None and best_before < clock.today():
                continue
            line = by_id[line_id]
            packs = reserved.thousandths // line.content.thousandths
            if half and packs > 1:
                packs //= 2
            if not packs:
                continue
            quantity = None
            if line.weighed:
                grams = line.content.thousandths * packs * chance.uniform(0.965, 1.03)
                quantity = Quantity(int(grams) // 100 * 100)
            packings.append(Packing(line_id, lot_id, packs, quantity))
        return packings

    def _transport(self, lines: Sequence[OrderLine]) -> Transport:
        chance = self.stage.chance
        coldest = max((line.cold_chain for line in lines), key=list(ColdChain).index)
        return Transport(
            carrier=chance.choice(CARRIERS),
            vehicle=f"云C·{chance.randrange(10_000, 99_999)}",
            waybill=f"YD{clock.today():%y%m%d}{chance.randrange(1000, 9999)}",
            cold_chain=coldest,
            expected_on=clock.today() + timedelta(days=2),
        )

    def arrive(self, consignment_id: int, order_id: int) -> None:
        """The truck stands in the yard; the keeper measures the cold and weighs in within a few hours."""
        consignment = db.session.get_one(Consignment, consignment_id)
        chance = self.stage.chance
        celsius = None
        if consignment.cold_chain is ColdChain.CHILLED:
            celsius = Decimal(chance.randrange(10, 60)) / 10
        elif consignment.cold_chain is ColdChain.FROZEN:
            celsius = Decimal(chance.randrange(-190, -150)) / 10
        record_arrival(consignment, celsius, by=self.receiver_of(consignment))
        later = clock.now() + timedelta(minutes=chance.randrange(20, 240))
        if order_id not in self.left_standing:
            self.stage.timeline.plan(later, partial(self._accept, consignment_id))

    def _accept(self, consignment_id: int) -> None:
        asked = db.session.execute(ARRIVED, {"consignment_id": consignment_id})
        consignment = asked.unique().scalar_one()
        seller = self.stage.somebody(self.supplier_keys[consignment.supplier_id], Role.SELLER)
        self.weighing_in.accept(consignment, self.receiver_of(consignment), seller)

    def _close(self, order_id: int) -> None:
        order = locked_order(order_id)
        if order.status is Status.CONFIRMED and any(line.content * line.packs_open > NOTHING for line in order.lines):
            buyer = self.stage.somebody(self.unit_keys[order.unit_id], Role.BUYER)
            close_short(order, self.stage.chance.choice(CLOSINGS), Party.BUYER, by=buyer)

    def seller_of(self, order: Order) -> Actor:
        return self.stage.somebody(self.supplier_keys[order.supplier_id], Role.SELLER)

    def receiver_of(self, consignment: Consignment) -> Actor:
        return self.stage.somebody(self.unit_keys[consignment.unit_id], Role.RECEIVER)


def _by_day(moment: datetime) -> datetime:
    """Trucks are unloaded between six and eleven in the morning."""
    day = clock.shanghai_day(moment)
    return clock.at_shanghai(day, 6) + timedelta(minutes=(moment.minute * 5) % 300)
