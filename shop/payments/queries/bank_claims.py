"""What bank lines may pay for: orders that are owed, orders and settlements that codes name, what is announced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, false, or_, select, type_coerce

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.money import Money
from shop.ordering.models import Order
from shop.payments.models import OrderBalance, Settlement
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.queries.receipts import paid_of, worth_of
from shop.payments.queries.settled_parts import parts_of
from shop.payments.readings import NOTHING, Claim, Side, Transfer
from shop.payments.settling import SettlementState
from shop.payments.transfer_matching import Matching

MOST_CLAIMS = 2_000
MOST_OWED_SHOWN = 60

Settled = dict[str, list[tuple[int, Money]]]
"""What is open of each order of a settlement, by the settlement's number."""


def pays(owner: Actor) -> bool:
    """Whether the owner of a line is the side that pays."""
    return owner.organisation_kind is OrganisationKind.UNIT


def columns(model: Any, owner: Actor) -> tuple[Any, Any]:
    """The owner's own column of a table with both sides, and the other one."""
    return (model.unit_id, model.supplier_id) if pays(owner) else (model.supplier_id, model.unit_id)


def orders_owed(owner: Actor, other_id: int) -> list[Claim]:
    """What is owed between the owner and another side, the oldest first."""
    _mine, other = columns(OrderBalance, owner)
    asked = _open(owner).where(other == other_id).order_by(OrderBalance.due_on, OrderBalance.order_id)
    return _claims(owner, asked.limit(MOST_OWED_SHOWN))


def owed_by(owner: Actor, transfers: Sequence[Transfer], sides: Sequence[Side]) -> list[Claim]:
    """What is owed by whoever the lines may name, and whatever is owed to the fen as they say."""
    likely = Matching((), sides).named_by(transfers)
    _mine, other = columns(OrderBalance, owner)
    due = type_coerce(OrderBalance.charged, BigInteger) - type_coerce(OrderBalance.paid, BigInteger)
    amounts = {transfer.amount.fen for transfer in transfers}
    asked = _open(owner).where(or_(other.in_(likely), due.in_(amounts)))
    return _claims(owner, asked.order_by(OrderBalance.due_on, OrderBalance.order_id).limit(MOST_CLAIMS))


def named(owner: Actor, numbers: Iterable[str], order_ids: Iterable[int] = ()) -> list[Claim]:
    """The owner's orders with these numbers or ids, whatever is owed for them: what is to come can be paid ahead."""
    mine, other = columns(Order, owner)
    wanted, ids = sorted(set(numbers)), sorted(set(order_ids))
    if not wanted and not ids:
        return []
    which: ColumnElement[bool] = or_(Order.number.in_(wanted) if wanted else false(), Order.id.in_(ids))
    asked = (
        select(
            Order.id, Order.number, other.label("other_id"), Order.placed_at, OrderBalance.charged, OrderBalance.due_on
        )
        .outerjoin(OrderBalance, OrderBalance.order_id == Order.id)
        .where(which, mine == owner.organisation_id)
    )
    orders = db.session.execute(asked).all()
    found = [order.id for order in orders]
    worth, paid = worth_of(found), paid_of(found)
    announced = _announced(owner)
    return [
        _less(
            Claim(
                order.id,
                order.number,
                order.other_id,
                max((order.charged or NOTHING) - paid.get(order.id, NOTHING), NOTHING),
                order.due_on or clock.shanghai_day(order.placed_at),
                max(worth[order.id] - paid.get(order.id, NOTHING), NOTHING),
            ),
            announced,
        )
        for order in orders
    ]


def settlements_named(owner: Actor, numbers: Iterable[str]) -> Settled:
    """What is open of the orders of the owner's agreed settlements with these numbers. Three statements or none."""
    mine, _other = columns(Settlement, owner)
    wanted = sorted(set(numbers))
    if not wanted:
        return {}
    asked = select(Settlement).where(
        Settlement.number.in_(wanted), mine == owner.organisation_id, Settlement.state == SettlementState.CONFIRMED
    )
    settlements = list(db.session.execute(asked).scalars())
    parts = parts_of(settlements)
    order_ids = {part.order_id for of_one in parts.values() for part in of_one}
    due = select(OrderBalance.order_id, OrderBalance.due_on).where(OrderBalance.order_id.in_(order_ids))
    days = dict(db.session.execute(due).all()) if order_ids else {}

    def due_on(order_id: int) -> date:
        return days.get(order_id) or clock.today()

    return {
        settlement.number: [
            (part.order_id, part.open)
            for part in sorted(parts[settlement.id], key=lambda part: (due_on(part.order_id), part.order_id))
        ]
        for settlement in settlements
    }


def _announced(owner: Actor) -> Mapping[int, Money]:
    """What a unit has announced for its orders and nobody has seen yet: it does not announce the same twice."""
    if not pays(owner):
        return {}
    asked = select(AnnouncedPayment.shares).where(
        AnnouncedPayment.unit_id == owner.organisation_id, AnnouncedPayment.state == AnnouncedState.WAITING
    )
    sums: dict[int, Money] = defaultdict(lambda: NOTHING)
    for shares in db.session.execute(asked).scalars():
        for order_id, fen in shares:
            sums[order_id] += Money(fen)
    return sums


def _less(claim: Claim, announced: Mapping[int, Money]) -> Claim:
    off = announced.get(claim.order_id)
    if not off:
        return claim
    room = max(max(claim.room, claim.due) - off, NOTHING)
    due = max(claim.due - off, NOTHING)
    return Claim(claim.order_id, claim.number, claim.other_id, due, claim.since, room)


def _open(owner: Actor) -> Select[OrderBalance, str]:
    mine, _other = columns(OrderBalance, owner)
    asked = select(OrderBalance, Order.number).join(Order, Order.id == OrderBalance.order_id)
    return asked.where(mine == owner.organisation_id, OrderBalance.charged > OrderBalance.paid)


def _claims(owner: Actor, asked: Select[OrderBalance, str]) -> list[Claim]:
    announced = _announced(owner)
    found = [
        Claim(
            balance.order_id,
            number,
            balance.supplier_id if pays(owner) else balance.unit_id,
            balance.open,
            balance.due_on or clock.today(),
        )
        for balance, number in db.session.execute(asked.execution_options(populate_existing=True)).all()
    ]
    return [claim for claim in (_less(claim, announced) for claim in found) if claim.due]
