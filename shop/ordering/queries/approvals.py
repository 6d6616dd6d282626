"""What waits for an approver, and what approvers have decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from shop.accounts.models import Person
from shop.extensions import db
from shop.ordering.models import Approval, Order, OrderLine, Purchase
from shop.ordering.models.purchases import Decision


class Asked(NamedTuple):
    """A purchase for which somebody asked approval."""

    approval: Approval
    purchase: Purchase
    placed_by: str


def approvals_waiting(unit_id: int, *, first: int = 0, count: int) -> list[Asked]:
    """What waits for an approver of the unit, what runs out first on top; ``first`` are passed over. One query."""
    waiting = _of_unit(unit_id, Approval.decision == Decision.WAITING)
    return _read(waiting.order_by(Approval.held_until, Approval.purchase_id).offset(first).limit(count))


def number_waiting(unit_id: int) -> int:
    """How many purchases wait for an approver of the unit. One query."""
    waiting = select(func.count()).where(Approval.unit_id == unit_id, Approval.decision == Decision.WAITING)
    return db.session.execute(waiting).scalar_one()


def approvals_decided(unit_id: int, *, count: int) -> list[Asked]:
    """What was decided last, or came to its end without a decision, the newest first. One query."""
    decided = _of_unit(unit_id, Approval.decision != Decision.WAITING)
    return _read(decided.order_by(Approval.decided_at.desc(), Approval.purchase_id.desc()).limit(count))


def approval_of(purchase_id: int) -> Approval | None:
    """The approval that a purchase needs, waits for, or has got; nothing if it was within its buyer's limit."""
    return db.session.get(Approval, purchase_id)


def goods_of_purchases(purchase_ids: Iterable[int]) -> dict[int, list[OrderLine]]:
    """The lines of purchases by purchase id. One query, and none for nothing."""
    wanted = sorted(set(purchase_ids))
    found: dict[int, list[OrderLine]] = {purchase_id: [] for purchase_id in wanted}
    if wanted:
        asked = select(Order.purchase_id, OrderLine).join(OrderLine, OrderLine.order_id == Order.id)
        for purchase_id, line in db.session.execute(asked.where(Order.purchase_id.in_(wanted)).order_by(OrderLine.id)):
            found[purchase_id].append(line)
    return found


def _of_unit(unit_id: int, condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(Approval, Purchase, Person.name)
        .join(Purchase, Purchase.id == Approval.purchase_id)
        .join(Person, Person.id == Purchase.placed_by_id)
        .where(Approval.unit_id == unit_id, condition)
    )


def _read(asked: Select[*tuple[Any, ...]]) -> list[Asked]:
    return [Asked(*row) for row in db.session.execute(asked)]
