"""What stands beside a consignment on its pages: its orders, its notes, and who is who."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from shop.accounts.models import Person
from shop.extensions import db
from shop.fulfilment.models import Acceptance, Consignment
from shop.kernel.actor import Role
from shop.ordering.models import Order
from shop.organisations.queries import Contact, who_to_call


def orders_on(consignment: Consignment) -> list[Order]:
    """The orders that a consignment carries parts of, whole, the oldest first. Two queries."""
    ids = {line.order_line.order_id for line in consignment.lines}
    statement = select(Order).where(Order.id.in_(sorted(ids))).order_by(Order.id).options(selectinload(Order.lines))
    return list(db.session.execute(statement).scalars())


def seller_of(consignment: Consignment) -> Contact | None:
    """Whom the unit calls about a truck: who sent it off or packed it, or else somebody who sells for the supplier."""
    people = (consignment.shipped_by_id, consignment.packed_by_id)
    return who_to_call(consignment.supplier_id, Role.SELLER, rather=people)


def seller_of_supplier(supplier_id: int) -> Contact | None:
    """Whom a unit calls about goods of a supplier."""
    return who_to_call(supplier_id, Role.SELLER)


def notes_on(consignment_id: int) -> list[Acceptance]:
    """The notes written about a consignment, the first one first; without their lines."""
    statement = select(Acceptance).where(Acceptance.consignment_id == consignment_id).order_by(Acceptance.n)
    return list(db.session.execute(statement).scalars())


def names_of_people(person_ids: Iterable[int | None]) -> dict[int, str]:
    """What people are called, by id."""
    wanted = sorted({person_id for person_id in person_ids if person_id is not None})
    if not wanted:
        return {}
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))}
