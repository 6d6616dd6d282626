"""What a supplier can pack: orders by where they go, and of each line the lots that suggest themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from shop.catalogue.models import Lot, Reservation
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Consignment, ConsignmentLine
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.quantity import NOTHING, Quantity
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine
from shop.organisations.queries import OrganisationName, names_of

MOST_ORDERS = 200

PACKED = (
    select(ConsignmentLine.order_line_id, func.sum(ConsignmentLine.packs))
    .join(Consignment, Consignment.id == ConsignmentLine.consignment_id)
    .where(
        ConsignmentLine.order_line_id.in_(bindparam("line_ids", expanding=True)),
        Consignment.status == ConsignmentStatus.PACKED,
    )
    .group_by(ConsignmentLine.order_line_id)
)


@dataclass(frozen=True, slots=True)
class Destination:
    """A unit and address to which orders wait to be packed, the most urgent first."""

    unit: OrganisationName
    address: Mapping[str, Any]
    orders: list[Order] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LotChoice:
    """A lot that a line may come from; ``free`` is what is available beside what the line holds (``held``)."""

    id: int
    code: str
    harvest_from: date
    best_before: date | None
    free: Quantity
    held: Quantity
    forward: bool

    @property
    def urgency(self) -> tuple[date, date, int]:
        """First expired, first out; what never spoils goes last."""
        return (self.best_before or date.max, self.harvest_from, self.id)


@dataclass(frozen=True, slots=True)
class Part:
    """So many packs out of a lot: a suggestion."""

    lot_id: int | None
    packs: int


@dataclass(frozen=True, slots=True)
class LinePlan:
    """An order line that can be packed: how much of it is open, from which lots it may come, what is suggested."""

    line: OrderLine
    order: Order
    open: int
    lots: list[LotChoice]
    parts: list[Part]


def waiting_destinations(actor: Actor) -> list[Destination]:
    """Where the supplier's confirmed orders wait to be packed for. Four queries."""
    orders = _open_orders(actor, Order.supplier_id == actor.organisation_id)
    left = _to_pack(line for order in orders for line in order.lines)
    names = names_of(order.unit_id for order in orders)
    found: dict[tuple[int, str], Destination] = {}
    for order in orders:
        if any(left.get(line.id) for line in order.lines):
            key = (order.unit_id, str(order.purchase.address))
            found.setdefault(key, Destination(names[order.unit_id], order.purchase.address)).orders.append(order)
    return list(found.values())


def orders_to_pack(actor: Actor, numbers: Collection[str]) -> list[Order]:
    """The supplier's confirmed orders of these numbers, with their lines and purchase; those of others are left out."""
    return _open_orders(actor, Order.number.in_(sorted(numbers)[:MOST_ORDERS]))


def plan_for(orders: Sequence[Order]) -> list[LinePlan]:
    """Every line of the orders that is not packed whole, with its lots. Four queries."""
    lines = [(order, line) for order in orders for line in order.lines]
    left = _to_pack(line for _order, line in lines)
    held = held_by(left)
    packed = _packed_from(left)
    lots = _lots_of(held, {line.product_id for _order, line in lines if line.id in left})
    free = {lot.id: lot.available.thousandths for lot in lots}
    plans = []
    for order, line in lines:
        if line.id in left:
            choices = _choices(line, lots, held.get(line.id, {}))
            parts = _suggest(line, left[line.id], choices, packed, free)
            plans.append(LinePlan(line, order, left[line.id], choices, parts))
    return plans


def packs_packed(order_line_ids: Collection[int]) -> dict[int, int]:
    """How many packs of each line stand packed and have not left, by line id; lines without are left out."""
    rows = db.session.execute(PACKED, {"line_ids": sorted(order_line_ids)})
    return {line_id: int(packs) for line_id, packs in rows}


def _open_orders(actor: Actor, which: Any) -> list[Order]:
    statement = (
        select(Order)
        .where(Order.supplier_id == actor.organisation_id, Order.status == Status.CONFIRMED, which)
        .order_by(Order.promised_on, Order.id)
        .limit(MOST_ORDERS)
        .options(joinedload(Order.purchase), selectinload(Order.lines))
    )
    return list(db.session.execute(statement).scalars())


def _to_pack(lines: Iterable[OrderLine]) -> dict[int, int]:
    """Packs still to be packed by line id; lines with none are left out."""
    open_ = {line.id: line.packs_open for line in lines if line.packs_open}
    packed = packs_packed(open_) if open_ else {}
    left = {line_id: packs - packed.get(line_id, 0) for line_id, packs in open_.items()}
    return {line_id: packs for line_id, packs in left.items() if packs > 0}


def held_by(line_ids: Collection[int]) -> dict[int, dict[int, Quantity]]:
    """What each line holds of which lot."""
    held: dict[int, dict[int, Quantity]] = {}
    rows = db.session.execute(select(Reservation).where(Reservation.order_line_id.in_(sorted(line_ids)))).scalars()
    for row in rows:
        held.setdefault(row.order_line_id, {})[row.lot_id] = row.quantity
    return held


def _packed_from(line_ids: Collection[int]) -> dict[tuple[int, int], int]:
    """How many packs of a line stand packed out of a lot."""
    statement = (
        select(ConsignmentLine.order_line_id, ConsignmentLine.lot_id, ConsignmentLine.packs)
        .join(Consignment, Consignment.id == ConsignmentLine.consignment_id)
        .where(ConsignmentLine.order_line_id.in_(sorted(line_ids)), Consignment.status == ConsignmentStatus.PACKED)
    )
    packed: dict[tuple[int, int], int] = {}
    for line_id, lot_id, packs in db.session.execute(statement):
        packed[line_id, lot_id] = packed.get((line_id, lot_id), 0) + packs
    return packed


def _lots_of(held: Mapping[int, Mapping[int, Quantity]], product_ids: Collection[int]) -> list[Lot]:
    """The lots that something can be taken from: held by a line, or with something free."""
    reserved = sorted({lot_id for lots in held.values() for lot_id in lots})
    today = clock.today()
    statement = select(Lot).where(
        Lot.product_id.in_(sorted(product_ids)),
        Lot.held.is_(False),
        or_(Lot.best_before.is_(None), Lot.best_before >= today),
        or_(Lot.available > NOTHING, Lot.id.in_(reserved)),
    )
    return list(db.session.execute(statement).scalars())


def _choices(line: OrderLine, lots: Iterable[Lot], held: Mapping[int, Quantity]) -> list[LotChoice]:
    today = clock.today()
    choices = [
        LotChoice(
            id=lot.id,
            code=lot.code,
            harvest_from=lot.harvest_from,
            best_before=lot.best_before,
            free=lot.available,
            held=held.get(lot.id, NOTHING),
            forward=lot.is_forward(today),
        )
        for lot in lots
        if lot.product_id == line.product_id
    ]
    return sorted(choices, key=lambda choice: choice.urgency)


def _suggest(
    line: OrderLine,
    packs: int,
    choices: Sequence[LotChoice],
    packed: Mapping[tuple[int, int], int],
    free: dict[int, int],
) -> list[Part]:
    """What spoils first goes first: out of what is held for the line, and out of what is free in lots before that.

    ``free`` is what the lots have left for all lines of the form; what is suggested of it is taken off. What is held of
    a harvest that has not come is suggested last, and nothing that is free of one.
    """
    content = line.content.thousandths
    parts, missing = [], packs
    for choice in sorted(choices, key=lambda choice: choice.forward):
        there = max(choice.held.thousandths // content - packed.get((line.id, choice.id), 0), 0)
        held = min(missing, there)
        more = 0 if choice.forward else min(missing - held, free.get(choice.id, 0) // content)
        if held + more > 0:
            free[choice.id] = free.get(choice.id, 0) - more * content
            parts.append(Part(choice.id, held + more))
            missing -= held + more
    if missing or not parts:
        # Nothing more can go: the supplier chooses.
        parts.append(Part(None, missing))
    return parts
