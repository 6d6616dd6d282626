"""For whom a supplier sells."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import County, Producer, Township


def producers_of(supplier_id: int, *, active: bool = False) -> Sequence[tuple[Producer, Township | None]]:
    """A supplier's producers by name, those that have ended last, each with its township. One statement."""
    asked = (
        select(Producer, Township)
        .outerjoin(Township, Township.code == Producer.township_code)
        .where(Producer.supplier_id == supplier_id)
        .order_by(Producer.active.desc(), Producer.name, Producer.id)
    )
    if active:
        asked = asked.where(Producer.active.is_(True))
    return [(producer, township) for producer, township in db.session.execute(asked)]


def producer_for(actor: Actor, producer_id: int) -> Producer:
    """A producer that the actor's own supplier sells for; raises ``NotYours``."""
    producer = db.session.get(Producer, producer_id)
    if producer is None or producer.supplier_id != actor.organisation_id:
        raise NotYours
    return producer


def known_townships() -> Sequence[tuple[Township, County]]:
    """Every township that is entered, with its county, in the order of their codes. One statement."""
    asked = select(Township, County).join(County, County.code == Township.county_code).order_by(Township.code)
    return [(township, county) for township, county in db.session.execute(asked)]
