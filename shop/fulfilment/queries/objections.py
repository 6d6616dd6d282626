"""What the suppliers object to and nobody has settled."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, select, union

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, Consignment, CorrectionProposal, Objection, ObjectionStep
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.kernel.actor import Actor


def is_in_doubt() -> ColumnElement[bool]:
    """The condition that a note of a consignment is objected to, and that nobody has settled it."""
    objected = exists().where(
        Acceptance.consignment_id == Consignment.id, Objection.acceptance_id == Acceptance.id, _is_unsettled()
    )
    return objected.correlate(Consignment)


@dataclass(frozen=True, slots=True)
class Unsettled:
    """What stands open between two sides: corrections that the other one proposed, and notes that are objected to."""

    corrections: list[tuple[CorrectionProposal, Acceptance]]
    in_doubt: list[tuple[Objection, Acceptance]]


def notes_unsettled(actor: Actor) -> Unsettled:
    """What the actor's organisation has open with the other side about acceptances, the oldest first. One query."""
    proposed = (CorrectionProposal.acceptance_id == Acceptance.id) & (CorrectionProposal.status == ProposalStatus.OPEN)
    objected = (Objection.acceptance_id == Acceptance.id) & _is_unsettled()
    open_ = union(
        select(CorrectionProposal.acceptance_id).where(CorrectionProposal.status == ProposalStatus.OPEN),
        select(Objection.acceptance_id).where(_is_unsettled()),
    )
    statement = (
        select(Acceptance, CorrectionProposal, Objection)
        .outerjoin(CorrectionProposal, proposed)
        .outerjoin(Objection, objected)
        .where(
            (Acceptance.supplier_id if actor.is_supplier else Acceptance.unit_id) == actor.organisation_id,
            Acceptance.id.in_(open_),
        )
        .order_by(CorrectionProposal.id, Objection.id)
    )
    rows = db.session.execute(statement).all()
    side = Side.SUPPLIER if actor.is_supplier else Side.BUYER
    return Unsettled(
        corrections=[(proposal, note) for note, proposal, _ in rows if proposal and proposal.side is not side],
        in_doubt=sorted(((row, note) for note, _, row in rows if row), key=lambda pair: pair[0].id),
    )


def _is_unsettled() -> ColumnElement[bool]:
    """Nobody has replied to it, since every reply leads on."""
    return ~exists().where(ObjectionStep.objection_id == Objection.id)
