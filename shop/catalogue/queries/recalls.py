"""Reading recalls: of a lot, and those that a unit was told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from shop.accounts.models import Person
from shop.catalogue.models import Lot, Product, Recall, RecallReader
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation

ORGANISATION = Organisation.__table__


@dataclass(frozen=True, slots=True)
class Reader:
    """A unit that was told, and whether somebody of it has read it."""

    unit_id: int
    unit: str
    unit_english: str
    told_at: datetime
    read_at: datetime | None
    read_by: str
    answer: str

    def named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english


def recall_going_on(lot_id: int) -> Recall | None:
    """The recall of a lot that has not ended. One query."""
    asked = select(Recall).where(Recall.lot_id == lot_id, Recall.ended_at.is_(None))
    return db.session.execute(asked).scalar_one_or_none()


def recalls_of(lot_id: int) -> Sequence[Recall]:
    """Every recall of a lot, the newest first. One query."""
    return db.session.execute(select(Recall).where(Recall.lot_id == lot_id).order_by(Recall.id.desc())).scalars().all()


def readers_of(recall_id: int) -> list[Reader]:
    """The units that were told, those who have not read it first. One query."""
    statement = (
        select(
            RecallReader.unit_id,
            ORGANISATION.c.name,
            ORGANISATION.c.name_english,
            RecallReader.told_at,
            RecallReader.read_at,
            Person.name,
            RecallReader.answer,
        )
        .join(ORGANISATION, ORGANISATION.c.id == RecallReader.unit_id)
        .outerjoin(Person, Person.id == RecallReader.read_by_id)
        .where(RecallReader.recall_id == recall_id)
        .order_by(RecallReader.read_at.is_not(None), RecallReader.id)
    )
    return [Reader(*row) for row in db.session.execute(statement)]


def recall_for(actor: Actor, number: str) -> tuple[Recall, RecallReader, Lot, Product]:
    """A recall that the actor's unit was told of, with its own row, the lot and the product. One query."""
    statement = (
        select(Recall, RecallReader, Lot, Product)
        .join(RecallReader, RecallReader.recall_id == Recall.id)
        .join(Lot, Lot.id == Recall.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .where(Recall.number == number, RecallReader.unit_id == actor.organisation_id)
    )
    found = db.session.execute(statement).one_or_none()
    if found is None:
        raise NotYours
    return found[0], found[1], found[2], found[3]
