"""One order or purchase, within what the actor may see."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from shop.extensions import db
from shop.kernel.actor import Actor, OrganisationKind
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order, Purchase
from shop.organisations.queries import units_in_scope


def may_be_seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition under which an order exists for the actor.

    A unit sees its own, a supplier what has been placed with it (what ended before it was approved never was), an
    official those of their branch, the operator all.
    """
    if actor.is_operator:
        return Order.id.is_not(None)
    if actor.organisation_kind is OrganisationKind.SUPPLIER:
        return (Order.supplier_id == actor.organisation_id) & Order.confirm_by.is_not(None)
    if actor.organisation_kind is OrganisationKind.UNIT:
        own = Order.unit_id == actor.organisation_id
        return or_(own, Order.unit_id.in_(units_in_scope(actor))) if actor.is_official else own
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


def purchase_for(actor: Actor, number: str) -> Purchase:
    """One purchase of the actor's unit, of a unit in an official's branch, or any for the operator.

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
    return or_(own, Purchase.unit_id.in_(units_in_scope(actor))) if actor.is_official else own
