"""What pages of other slices ask of fulfilment."""

from __future__ import annotations

from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Acceptance, Consignment, ConsignmentLine
from shop.kernel.questions import ConsignmentAnswer, ConsignmentsOf
from shop.ordering.models import OrderLine


def answer_consignments_of(question: ConsignmentsOf) -> list[ConsignmentAnswer]:
    """The consignments that carry parts of an order, the oldest first, with their notes. Two queries."""
    carrying = (
        select(ConsignmentLine.consignment_id)
        .join(OrderLine, OrderLine.id == ConsignmentLine.order_line_id)
        .where(OrderLine.order_id == question.order_id)
    )
    statement = select(Consignment).where(Consignment.id.in_(carrying)).order_by(Consignment.id)
    if not question.with_packed:
        statement = statement.where(Consignment.status != ConsignmentStatus.PACKED)
    consignments = db.session.execute(statement).scalars().all()
    notes: dict[int, list[str]] = {consignment.id: [] for consignment in consignments}
    if notes:
        written = select(Acceptance.consignment_id, Acceptance.number).where(Acceptance.consignment_id.in_(notes))
        for consignment_id, number in db.session.execute(written.order_by(Acceptance.id)):
            notes[consignment_id].append(number)
    return [
        ConsignmentAnswer(
            number=consignment.number,
            status=consignment.status,
            packed_at=consignment.packed_at,
            shipped_at=consignment.shipped_at,
            expected_on=consignment.expected_on,
            arrived_at=consignment.arrived_at,
            notes=tuple(notes[consignment.id]),
        )
        for consignment in consignments
    ]
