"""What the suppliers object to and nobody has settled."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select

from shop.extensions import db
from shop.fulfilment.models import Acceptance, Consignment, Objection, ObjectionStep
from shop.kernel.actor import Actor


def is_in_doubt() -> ColumnElement[bool]:
    """The condition that a note of a consignment is objected to, and that nobody has settled it."""
    objected = exists().where(
        Acceptance.consignment_id == Consignment.id, Objection.acceptance_id == Acceptance.id, _is_unsettled()
    )
    return objected.correlate(Consignment)


def notes_in_doubt(actor: Actor) -> list[tuple[Objection, Acceptance]]:
    """Notes of the actor's organisation with an objection that nobody has settled, the oldest first."""
    mine = Acceptance.supplier_id if actor.is_supplier else Acceptance.unit_id
    statement = (
        select(Objection, Acceptance)
        .join(Acceptance, Acceptance.id == Objection.acceptance_id)
        .where(mine == actor.organisation_id, _is_unsettled())
        .order_by(Objection.id)
    )
    return [(objection, note) for objection, note in db.session.execute(statement)]


def _is_unsettled() -> ColumnElement[bool]:
    """Nobody has replied to it, since every reply leads on."""
    return ~exists().where(ObjectionStep.objection_id == Objection.id)
