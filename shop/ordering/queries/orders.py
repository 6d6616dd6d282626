"""One order or purchase, within what the actor may see."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, false, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.columns import Moment
from shop.kernel.questions import NumbersOfLines, PaperAnswer
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, OrderLine, Purchase
from shop.organisations.queries import was_in_scope


def may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition under which an order exists for the actor.

    A unit sees its own, a supplier what has been placed with it (what ended before it was approved never was), an
    official those of units that stood in their branch in the year it was placed, in the one it ended (an open one:
    today's), or in the one its last goods were taken in and so count in; the operator all.
    """
    if actor.is_operator:
        return Order.id.is_not(None)
    if actor.organisation_kind is OrganisationKind.SUPPLIER:
        return (Order.supplier_id == actor.organisation_id) & Order.confirm_by.is_not(None)
    if actor.organisation_kind is OrganisationKind.UNIT:
        placed = was_in_scope(actor, Order.unit_id, Order.placed_at)
        if not actor.is_official:
            return placed
        ended: Any = func.coalesce(Order.ended_at, literal(clock.now(), Moment))
        taken_in: Any = func.coalesce(Order.taken_in_at, Order.placed_at)
        return or_(placed, *(was_in_scope(actor, Order.unit_id, at) for at in (ended, taken_in)))
    return false()


def orders_visible_to(actor: Actor) -> Select[Order]:
    """The orders that exist for the actor."""
    return select(Order).where(may_be_seen_by(actor))


def order_for(actor: Actor, number: str) -> Order:
    """One order with its lines, charges and purchase; ``NotYours`` if it does not exist for the actor."""
    statement = (
        orders_visible_to(actor)
        .where(Order.number == number)
        .options(joinedload(Order.purchase), selectinload(Order.lines), selectinload(Order.charges))
    )
    order = db.session.execute(statement).scalar_one_or_none()
    if order is None:
        raise NotYours
    return order


def order_stands(number: str) -> PaperAnswer | None:
    """How an order stands now, for whoever holds its paper. One query."""
    status = db.session.execute(select(Order.status).where(Order.number == number)).scalar_one_or_none()
    return None if status is None else PaperAnswer(status.label)


def purchase_for(actor: Actor, number: str) -> Purchase:
    """One purchase of the actor's unit, any for the operator, and for an official one with an order that they may see.

    Suppliers see orders only. Raises ``NotYours``.
    """
    purchase = db.session.execute(select(Purchase).where(Purchase.number == number, _seen(actor))).scalar_one_or_none()
    if purchase is None:
        raise NotYours
    return purchase


def orders_of_purchase(purchase: Purchase) -> list[Order]:
    """The purchase's orders with their lines and charges, in id order. Three queries."""
    statement = select(Order).where(Order.purchase_id == purchase.id).order_by(Order.id)
    return list(db.session.execute(statement.options(selectinload(Order.lines), selectinload(Order.charges))).scalars())


def _seen(actor: Actor) -> ColumnElement[bool]:
    if actor.is_operator:
        return Purchase.id.is_not(None)
    if actor.organisation_kind is not OrganisationKind.UNIT:
        return false()
    own = Purchase.unit_id == actor.organisation_id
    seen = exists().where(Order.purchase_id == Purchase.id, may_be_seen_by(actor))
    return or_(own, seen) if actor.is_official else own


def answer_numbers_of_lines(question: NumbersOfLines) -> dict[int, str]:
    """The numbers of the orders that lines are of, by line id. One query."""
    statement = (
        select(OrderLine.id, Order.number)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.id.in_(sorted(question.order_line_ids)))
    )
    rows: Any = db.session.execute(statement)
    return dict(list(rows))
