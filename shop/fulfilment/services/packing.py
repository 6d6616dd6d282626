"""What may go onto one truck: the rules of packing, and what is refused beside which field."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select

from shop.catalogue.models import Lot
from shop.catalogue.words import ColdChain
from shop.extensions import db
from shop.fulfilment.queries.packing import packs_packed
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.quantity import NOTHING, Quantity
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.lifecycle import Action, Party, after
from shop.ordering.models import Order, OrderLine, Purchase

HEAVIEST = 2
"""Packs may weigh this many times their usual weight; more is a slip of the finger."""

PURCHASES = select(Purchase).where(Purchase.id.in_(bindparam("ids", expanding=True))).order_by(Purchase.id)
LOTS = select(Lot).where(Lot.id.in_(bindparam("ids", expanding=True)))

COLDNESS = {ColdChain.AMBIENT: 0, ColdChain.CHILLED: 1, ColdChain.FROZEN: 2}


@dataclass(frozen=True, slots=True)
class Packing:
    """So many packs of an order line from a lot; ``quantity`` is their real weight, empty for counted packs.

    ``lot_id`` is empty while nobody has said from which lot: that is refused.
    A line that comes out of several lots has several packings, numbered by ``part`` from 1.
    """

    order_line_id: int
    lot_id: int | None
    packs: int
    quantity: Quantity | None = None
    part: int = 1

    def field(self, name: str) -> str:
        """The form field a refusal belongs beside: packs_7, and packs_7_2 for the second part of line 7."""
        return field_of(name, self.order_line_id, self.part)


def field_of(name: str, line_id: int, part: int = 1) -> str:
    """What a form calls the field of a part of a line."""
    return f"{name}_{line_id}" if part == 1 else f"{name}_{line_id}_{part}"


@dataclass(frozen=True, slots=True)
class Transport:
    """How the goods travel. Without a ``cold_chain`` they are kept as the coldest of them asks for."""

    carrier: str = ""
    vehicle: str = ""
    waybill: str = ""
    cold_chain: ColdChain | None = None
    expected_on: date | None = None


def faults_of_packing(
    packings: Sequence[Packing], transport: Transport, lines: Mapping[int, OrderLine]
) -> Iterator[Refused]:
    """What the orders do not ask for any more, weights that cannot be, lots of other produce, and how it travels."""
    seen: set[tuple[int, int]] = set()
    left = _packs_to_pack(lines)
    lots = _lots_of(packings)
    for packing in packings:
        line = lines[packing.order_line_id]
        yield from _fault_of_packs(packing, left[line.id])
        left[line.id] -= max(packing.packs, 0)
        yield from _fault_of_weight(packing, line)
        if packing.lot_id is None:
            yield Refused(_l("Please say from which lot."), field=packing.field("lot"))
        elif (line.id, packing.lot_id) in seen:
            yield Refused(_l("This lot is named twice for the same line."), field=packing.field("lot"))
        else:
            seen.add((line.id, packing.lot_id))
            yield from _fault_of_lot(packing, lots.get(packing.lot_id), line)
    packed = [lines[line_id] for line_id in sorted({packing.order_line_id for packing in packings})]
    yield from faults_of_transport(transport, packed)


def faults_of_transport(transport: Transport, lines: Collection[OrderLine]) -> Iterator[Refused]:
    """Nobody arrives yesterday; goods that travel cold are not packed as if they did not."""
    if transport.expected_on is not None and transport.expected_on < clock.today():
        yield Refused(_l("The day of arrival lies in the past."), field="expected_on")
    if transport.cold_chain is ColdChain.AMBIENT and coldest_of(lines) is not ColdChain.AMBIENT:
        yield Refused(_l("These goods travel cold: please say how they are kept on the way."), field="cold_chain")


def coldest_of(lines: Collection[OrderLine]) -> ColdChain:
    """How the coldest of the goods is kept."""
    return max((line.cold_chain for line in lines), key=COLDNESS.__getitem__, default=ColdChain.AMBIENT)


def one_destination(orders: Sequence[Order], by: Actor) -> Purchase:
    """The purchase whose address all the orders share; each of them confirmed, and the supplier's own."""
    if any(order.supplier_id != by.organisation_id for order in orders):
        raise NotYours
    for order in orders:
        after(order.status, Action.SHIP, Party.SUPPLIER)
    ids = sorted({order.purchase_id for order in orders})
    purchases = db.session.execute(PURCHASES, {"ids": ids}).scalars().all()
    if len({order.unit_id for order in orders}) > 1 or len({str(row.address) for row in purchases}) > 1:
        raise Refused(_l("One consignment goes to one unit and one address."))
    return purchases[0]


def _packs_to_pack(lines: Mapping[int, OrderLine]) -> dict[int, int]:
    packed = packs_packed(lines)
    return {line_id: max(line.packs_open - packed.get(line_id, 0), 0) for line_id, line in lines.items()}


def _fault_of_packs(packing: Packing, left: int) -> Iterator[Refused]:
    field = packing.field("packs")
    if packing.packs <= 0:
        yield Refused(_l("Please pack at least one pack."), field=field)
    elif packing.packs > left:
        yield Refused(_l("Only %(packs)d packs are still to be packed.", packs=max(left, 0)), field=field)


def _fault_of_weight(packing: Packing, line: OrderLine) -> Iterator[Refused]:
    usual, field = line.content * max(packing.packs, 0), packing.field("quantity")
    if not line.weighed:
        if packing.quantity is not None and packing.quantity != usual:
            yield Refused(_l("Counted packs have a fixed content."), field=field)
    elif packing.quantity is None or packing.quantity <= NOTHING:
        yield Refused(_l("Please enter the weight of these packs."), field=field)
    elif usual and packing.quantity > usual * HEAVIEST:
        yield Refused(_l("This is more than twice the usual weight of these packs."), field=field)


def _lots_of(packings: Sequence[Packing]) -> dict[int, Lot]:
    ids = {packing.lot_id for packing in packings if packing.lot_id is not None}
    return {lot.id: lot for lot in db.session.execute(LOTS, {"ids": sorted(ids)}).scalars()}


def _fault_of_lot(packing: Packing, lot: Lot | None, line: OrderLine) -> Iterator[Refused]:
    """The stock decides when the truck leaves; what can be seen to be wrong before is said before."""
    field = packing.field("lot")
    if lot is None or lot.product_id != line.product_id:
        yield Refused(_l("This lot is not one of this product."), field=field)
    elif lot.is_expired(clock.today()):
        yield Refused(_l("Lot %(code)s is past its best-before date.", code=lot.code), field=field)
    elif lot.held:
        yield Refused(_l("Lot %(code)s is held back and cannot be shipped.", code=lot.code), field=field)
