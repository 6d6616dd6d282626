"""What may go onto one truck: the rules of packing, and what is refused beside which field."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
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

    A line that comes out of several lots has several packings, numbered by ``part`` from 1.
    """

    order_line_id: int
    lot_id: int
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


def check_packings(packings: Sequence[Packing], lines: Mapping[int, OrderLine]) -> None:
    """Refuse what the orders do not ask for any more, weights that cannot be, and lots of other produce."""
    seen: set[tuple[int, int]] = set()
    left = _packs_to_pack(lines)
    for packing in packings:
        line = lines[packing.order_line_id]
        if packing.packs <= 0:
            raise Refused(_l("Please pack at least one pack."), field=packing.field("packs"))
        if packing.packs > left[line.id]:
            raise Refused(
                _l("Only %(packs)d packs are still to be packed.", packs=left[line.id]), field=packing.field("packs")
            )
        left[line.id] -= packing.packs
        if (line.id, packing.lot_id) in seen:
            raise Refused(_l("This lot is named twice for the same line."), field=packing.field("lot"))
        seen.add((line.id, packing.lot_id))
        _check_weight(packing, line)
    _check_lots(packings, lines)


def cold_chain_for(transport: Transport, lines: Collection[OrderLine]) -> ColdChain:
    """How the truck keeps its load; goods that travel cold are not packed as if they did not."""
    coldest = max((line.cold_chain for line in lines), key=COLDNESS.__getitem__)
    if transport.cold_chain is ColdChain.AMBIENT and coldest is not ColdChain.AMBIENT:
        raise Refused(_l("These goods travel cold: please say how they are kept on the way."), field="cold_chain")
    return transport.cold_chain or coldest


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


def _check_weight(packing: Packing, line: OrderLine) -> None:
    usual, field = line.content * packing.packs, packing.field("quantity")
    if not line.weighed:
        if packing.quantity is not None and packing.quantity != usual:
            raise Refused(_l("Counted packs have a fixed content."), field=field)
        return
    if packing.quantity is None or packing.quantity <= NOTHING:
        raise Refused(_l("Please enter the weight of these packs."), field=field)
    if packing.quantity > usual * HEAVIEST:
        raise Refused(_l("This is more than twice the usual weight of these packs."), field=field)


def _check_lots(packings: Sequence[Packing], lines: Mapping[int, OrderLine]) -> None:
    """The stock decides when the truck leaves; what can be seen to be wrong before is said before."""
    ids = sorted({packing.lot_id for packing in packings})
    lots = {lot.id: lot for lot in db.session.execute(LOTS, {"ids": ids}).scalars()}
    today = clock.today()
    for packing in packings:
        lot, field = lots.get(packing.lot_id), packing.field("lot")
        if lot is None or lot.product_id != lines[packing.order_line_id].product_id:
            raise Refused(_l("This lot is not one of this product."), field=field)
        if lot.is_expired(today):
            raise Refused(_l("Lot %(code)s is past its best-before date.", code=lot.code), field=field)
        if lot.held:
            raise Refused(_l("Lot %(code)s is held back and cannot be shipped.", code=lot.code), field=field)
