"""The supplier's part: packing a consignment, sending it off; and its arrival at the unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.catalogue.services import departures
from shop.catalogue.words import ColdChain
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus, Side, Step
from shop.fulfilment.models import Consignment, ConsignmentLine
from shop.fulfilment.queries.rotation import sooner_lots
from shop.fulfilment.services.locks import locked_consignment, locked_orders, order_ids_of
from shop.fulfilment.services.packing import (
    Packing,
    Transport,
    coldest_of,
    faults_of_packing,
    faults_of_transport,
    one_destination,
)
from shop.fulfilment.weighing import is_believed, no_such_temperature, tenths
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import NotYours, Refused, refuse_if_any
from shop.notices.services import tell
from shop.ordering.lifecycle import Action, Party, after
from shop.ordering.models import OrderLine
from shop.ordering.services.expectations import reckoned, tell_of
from shop.ordering.services.hands import lend_hand

__all__ = [
    "Packing",
    "Transport",
    "locked_consignment",
    "pack_goods",
    "record_arrival",
    "ship_goods",
    "unpack",
]


def pack_goods(packings: Sequence[Packing], transport: Transport, *, by: Actor) -> Consignment:
    """Put parts of one or several orders of one unit and address onto one truck; nothing has left yet."""
    if not packings:
        refuse_if_any([Refused(_l("Please pack at least one line.")), *faults_of_transport(transport, ())])
    orders, lines = locked_orders([packing.order_line_id for packing in packings])
    if len(lines) != len({packing.order_line_id for packing in packings}):
        raise NotYours
    purchase = one_destination(orders, by)
    refuse_if_any(faults_of_packing(packings, transport, lines))
    cluster_id = orders[0].cluster_id
    passed_over = _passed_over(packings, lines)
    consignment = Consignment(
        cluster_id=cluster_id,
        supplier_id=by.organisation_id,
        unit_id=orders[0].unit_id,
        status=ConsignmentStatus.PACKED,
        address=purchase.address,
        carrier=transport.carrier,
        vehicle=transport.vehicle,
        waybill=transport.waybill,
        cold_chain=transport.cold_chain or coldest_of(lines.values()),
        expected_on=transport.expected_on,
        packed_at=clock.now(),
        packed_by_id=by.person_id,
    )
    consignment.lines = [
        ConsignmentLine(
            cluster_id=cluster_id,
            order_line_id=packing.order_line_id,
            lot_id=packing.lot_id,
            packs=packing.packs,
            quantity=packing.quantity or lines[packing.order_line_id].content * packing.packs,
            passed_over_id=passed_over.get((packing.order_line_id, packing.lot_id or 0)),
        )
        for packing in packings
    ]
    enter_numbered(db.session(), consignment, "C")
    lend_hand([order.id for order in orders], by, Party.SUPPLIER)
    record(by, "consignment.packed", "consignment", consignment.id, cluster_id=cluster_id, number=consignment.number)
    return consignment


def ship_goods(consignment: Consignment, *, by: Actor) -> None:
    """The truck leaves: the lots give the goods, and the buyer learns what is coming."""
    consignment = locked_consignment(consignment.id)
    orders, order_lines = locked_orders([line.order_line_id for line in consignment.lines])
    consignment.perform(Step.SHIP, Side.SUPPLIER)
    for order in orders:
        after(order.status, Action.SHIP, Party.SUPPLIER)
    lend_hand([order.id for order in orders], by, Party.SUPPLIER)
    shipments = [_shipment(line, order_lines[line.order_line_id]) for line in consignment.lines]
    consignment.shipped_at = clock.now()
    consignment.shipped_by_id = by.person_id
    moves = reckoned(orders)
    with db.session.no_autoflush:  # nothing that lots are read by has changed since the locks: all is written once
        departures.ship(shipments, supplier_id=consignment.supplier_id, on=clock.today(), by=by)
    tell_of(moves)
    record(by, "consignment.shipped", "consignment", consignment.id, cluster_id=consignment.cluster_id)
    for order in orders:
        record(by, "order.shipped", "order", order.id, cluster_id=order.cluster_id, consignment=consignment.number)
    _tell(consignment, consignment.unit_id, "consignment_shipped", supplier=by.organisation_name)


def unpack(consignment: Consignment, *, by: Actor) -> None:
    """A packed consignment that will not leave like this is taken apart again; the trail keeps that it was."""
    consignment = locked_consignment(consignment.id)
    consignment.perform(Step.UNPACK, Side.SUPPLIER)
    lend_hand(order_ids_of(consignment), by, Party.SUPPLIER)
    record(
        by,
        "consignment.unpacked",
        "consignment",
        consignment.id,
        cluster_id=consignment.cluster_id,
        number=consignment.number,
    )
    for line in consignment.lines:
        db.session.delete(line)
    db.session.delete(consignment)
    db.session.flush()


def record_arrival(consignment: Consignment, celsius: Decimal | None, *, by: Actor) -> None:
    """The truck stands in the yard. Cold goods need their temperature; accepting is a step of its own."""
    consignment = locked_consignment(consignment.id)
    order_ids = order_ids_of(consignment)
    consignment.perform(Step.ARRIVE, Side.BUYER)
    if celsius is None and consignment.cold_chain is not ColdChain.AMBIENT:
        raise Refused(_l("Please measure the temperature: these goods travel cold."), field="temperature")
    measured = None if celsius is None else tenths(celsius)
    if not is_believed(measured):
        raise no_such_temperature("temperature")
    lend_hand(order_ids, by, Party.BUYER)
    consignment.arrived_at = clock.now()
    consignment.arrived_by_id = by.person_id
    consignment.arrival_temperature = measured
    record(
        by,
        "consignment.arrived",
        "consignment",
        consignment.id,
        cluster_id=consignment.cluster_id,
        celsius=None if celsius is None else str(consignment.arrival_celsius),
    )
    _tell(consignment, consignment.supplier_id, "consignment_arrived", unit=by.organisation_name)


def _passed_over(packings: Sequence[Packing], lines: Mapping[int, OrderLine]) -> dict[tuple[int, int], int]:
    """Where another lot is packed than the one that spoils first: nobody is asked why, and it stays marked."""
    return sooner_lots(
        (packing.order_line_id, packing.lot_id, lines[packing.order_line_id].content)
        for packing in packings
        if packing.lot_id is not None
    )


def _shipment(line: ConsignmentLine, order_line: OrderLine) -> departures.Shipment:
    """What a line takes out of its lot; the order line learns that it is on the road."""
    if line.packs > order_line.packs_open:
        raise Refused(
            _l(
                "Of %(product)s only %(packs)d packs are still to be shipped.",
                product=order_line.product_name,
                packs=order_line.packs_open,
            )
        )
    order_line.packs_shipped += line.packs
    order_line.shipped += line.quantity
    return departures.Shipment(
        order_line_id=order_line.id,
        consignment_line_id=line.id,
        product_id=order_line.product_id,
        lot_id=line.lot_id,
        held=order_line.content * line.packs,
        actual=line.quantity,
    )


def _tell(consignment: Consignment, organisation_id: int, kind: str, **particulars: Any) -> None:
    tell(
        organisation_id,
        kind,
        subject=("consignment", consignment.number),
        number=consignment.number,
        **particulars,
    )
