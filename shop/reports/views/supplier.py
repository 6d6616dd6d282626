"""The desk of a supplier: what to answer, to ship and to keep in order, what is on the road, how the month went."""

from __future__ import annotations

from flask import render_template

from shop.catalogue.stocktaking import running_low
from shop.fulfilment.lifecycle import OBJECT_WITHIN, ConsignmentStatus
from shop.fulfilment.queries import (
    ListFilter,
    Tab,
    consignments_listed,
    notes_unsettled,
    objectable_notes,
)
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.ordering.lifecycle import Status
from shop.ordering.queries import sales
from shop.reports.supply import at_a_glance

MOST_ORDERS = 40
SHOWN = 6


def supplier_desk(actor: Actor) -> str:
    """What is to be done in a cooperative or workshop today."""
    waiting = sales.sales_waiting(actor, MOST_ORDERS)
    open_ = notes_unsettled(actor)
    coming = consignments_listed(actor, ListFilter(Tab.OPEN))
    return render_template(
        "reports/supplier_desk.html",
        glance=at_a_glance(actor),
        to_confirm=sorted((sale for sale in waiting if sale.status is Status.PLACED), key=_deadline)[:SHOWN],
        to_ship=[sale for sale in waiting if sale.status is Status.CONFIRMED][:SHOWN],
        late=sum(sale.is_late for sale in waiting),
        overdue=sum(sale.is_overdue for sale in waiting),
        on_the_road=[row for row in coming if row.status is ConsignmentStatus.SHIPPED],
        with_buyer=[row for row in coming if row.status is ConsignmentStatus.ARRIVED],
        corrections=open_.corrections,
        in_doubt=open_.in_doubt,
        objectable=[(note, note.accepted_at + OBJECT_WITHIN) for note in objectable_notes(actor)],
        low=running_low(actor.organisation_id, clock.today(), SHOWN),
        SalesTab=sales.Tab,
    )


def _deadline(sale: sales.Sale) -> float:
    return sale.confirm_by.timestamp() if sale.confirm_by else 0.0
