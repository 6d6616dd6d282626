"""What a form of an offline purchase offers: units, categories, sellers of the register."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shop.catalogue.models import Category
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation, Supplier, Unit
from shop.organisations.words import SupplierStatus, UnitLevel
from shop.tally.queries.scopes import scope_for

ORGANISATION = Organisation.__table__.c
SUPPLIER = Supplier.__table__.c
MOST_SUGGESTED = 200


def units_to_enter_for(actor: Actor, year: int) -> list[tuple[int, str, str]]:
    """For which units the actor may enter something: its own, or every one that buys in an official's branch."""
    scope = scope_for(actor, year)
    if not actor.is_official:
        return [(node.id, node.name, node.name_english) for node in scope.branch if node.id == actor.organisation_id]
    department = actor.level == UnitLevel.LEAF
    return [
        (node.id, node.name, node.name_english)
        for node in scope.branch
        if node.is_leaf and node.successor_id is None and (not department or node.id == actor.organisation_id)
    ]


def unit_to_enter_for(actor: Actor, unit_id: int, year: int) -> Unit:
    """One of them; raises ``NotYours``."""
    if unit_id not in {one for one, _name, _english in units_to_enter_for(actor, year)}:
        raise NotYours
    return db.session.get_one(Unit, unit_id)


def categories() -> Sequence[Category]:
    """All categories of produce. One query."""
    return db.session.execute(select(Category).order_by(Category.id)).scalars().all()


def sellers_suggested() -> Sequence[tuple[str, str]]:
    """The suppliers of the register by both names, to be offered while somebody types. One query."""
    asked = (
        select(ORGANISATION.name, ORGANISATION.name_english)
        .join_from(Organisation.__table__, Supplier.__table__, SUPPLIER.id == ORGANISATION.id)
        .where(SUPPLIER.status == SupplierStatus.APPROVED)
        .order_by(ORGANISATION.id)
        .limit(MOST_SUGGESTED)
    )
    return [(name, english) for name, english in db.session.execute(asked)]
