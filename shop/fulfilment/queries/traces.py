"""Where lots went: from a lot to what was reserved, shipped and accepted of it, and from an acceptance back to lots."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.catalogue.models import Reservation
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus
from shop.fulfilment.models import Acceptance, AcceptanceLine, Consignment, ConsignmentLine
from shop.kernel.questions import Eaten, WhoAteOf
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Organisation

ORGANISATION = Organisation.__table__


def answer_who_ate_of(question: WhoAteOf) -> dict[int, list[Eaten]]:
    """By lot, what left it and what is held of it. Two queries, however many lots."""
    return what_became_of(question.lot_ids)


def what_became_of(lot_ids: Collection[int]) -> dict[int, list[Eaten]]:
    """The same, for pages of this room."""
    found: dict[int, list[Eaten]] = {lot_id: [] for lot_id in lot_ids}
    if found:
        for eaten in (*_left(found), *_held(found)):
            found[eaten.lot_id].append(eaten)
    return found


def lots_of_acceptances(acceptance_ids: Collection[int]) -> dict[int, int]:
    """Which lot each line of these acceptances came from, by the line's id. One query."""
    statement = (
        select(AcceptanceLine.id, ConsignmentLine.lot_id)
        .join(ConsignmentLine, ConsignmentLine.id == AcceptanceLine.consignment_line_id)
        .where(AcceptanceLine.acceptance_id.in_(sorted(acceptance_ids)))
        .order_by(AcceptanceLine.id)
    )
    rows: Any = db.session.execute(statement)
    return dict(list(rows))


def _left(lot_ids: Collection[int]) -> list[Eaten]:
    """What is on trucks or was accepted; of several notes about a consignment the last one is in force."""
    later = aliased(Acceptance)
    last = select(func.max(later.n)).where(later.consignment_id == Consignment.id).correlate(Consignment)
    statement = (
        select(
            ConsignmentLine.lot_id,
            ConsignmentLine.order_line_id,
            *_whose(),
            ConsignmentLine.quantity,
            Consignment.number.label("consignment"),
            Consignment.status,
            Consignment.shipped_at,
            Acceptance.number.label("note"),
            Acceptance.accepted_at,
            AcceptanceLine.id.label("acceptance_line_id"),
            AcceptanceLine.accepted,
            AcceptanceLine.refused,
        )
        .join(Consignment, Consignment.id == ConsignmentLine.consignment_id)
        .join(OrderLine, OrderLine.id == ConsignmentLine.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(ORGANISATION, ORGANISATION.c.id == Order.unit_id)
        .outerjoin(Acceptance, (Acceptance.consignment_id == Consignment.id) & (Acceptance.n == last.scalar_subquery()))
        .outerjoin(
            AcceptanceLine,
            (AcceptanceLine.acceptance_id == Acceptance.id)
            & (AcceptanceLine.consignment_line_id == ConsignmentLine.id),
        )
        .where(ConsignmentLine.lot_id.in_(sorted(lot_ids)), Consignment.status != ConsignmentStatus.PACKED)
        .order_by(ConsignmentLine.id)
    )
    return [_eaten(row) for row in db.session.execute(statement)]


def _eaten(row: Any) -> Eaten:
    decided: dict[str, Any] = {}
    if row.acceptance_line_id is not None:
        decided = {
            "note": row.note,
            "accepted": row.accepted,
            "refused": row.refused,
            "accepted_at": row.accepted_at,
            "acceptance_line_id": row.acceptance_line_id,
        }
    return Eaten(
        lot_id=row.lot_id,
        order_line_id=row.order_line_id,
        order=row.order,
        unit_id=row.unit_id,
        unit=row.unit,
        unit_english=row.unit_english,
        shipped=row.quantity,
        consignment=row.consignment,
        state=row.status,
        shipped_at=row.shipped_at,
        **decided,
    )


def _held(lot_ids: Collection[int]) -> list[Eaten]:
    statement = (
        select(Reservation.lot_id, Reservation.order_line_id, *_whose(), Reservation.quantity)
        .join(OrderLine, OrderLine.id == Reservation.order_line_id)
        .join(Order, Order.id == OrderLine.order_id)
        .join(ORGANISATION, ORGANISATION.c.id == Order.unit_id)
        .where(Reservation.lot_id.in_(sorted(lot_ids)))
        .order_by(Reservation.order_line_id)
    )
    return [
        Eaten(row.lot_id, row.order_line_id, row.order, row.unit_id, row.unit, row.unit_english, row.quantity)
        for row in db.session.execute(statement)
    ]


def _whose() -> tuple[Any, ...]:
    return (
        Order.number.label("order"),
        Order.unit_id,
        ORGANISATION.c.name.label("unit"),
        ORGANISATION.c.name_english.label("unit_english"),
    )
