"""The unit's part: taking goods in. From this moment a purchase counts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import lazy_gettext as _l

from shop.audit.services import record
from shop.fulfilment.lifecycle import Side, Step
from shop.fulfilment.models import Acceptance, Consignment
from shop.fulfilment.services.locks import locked_consignment, locked_orders
from shop.fulfilment.services.notes import Signing, faults_of_signing, faults_of_weighings, write_note
from shop.fulfilment.weighing import Weighing
from shop.kernel.actor import Actor
from shop.kernel.quantity import NOTHING
from shop.kernel.refusals import Refused, refuse_if_any
from shop.notices.services import tell
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.services.expectations import reckoned, tell_of
from shop.ordering.services.hands import lend_hand
from shop.ordering.services.orders import complete_if_done

__all__ = ["Signing", "accept_goods", "refuse_everything"]


def accept_goods(
    consignment: Consignment, weighings: Mapping[int, Weighing], signing: Signing, *, by: Actor
) -> Acceptance:
    """The unit has weighed and checked the goods (by consignment line id). From this moment the purchase counts."""
    consignment = locked_consignment(consignment.id)
    orders, order_lines = locked_orders([line.order_line_id for line in consignment.lines])
    everything_refused = not any(weighing.accepted for weighing in weighings.values())
    consignment.perform(Step.REFUSE if everything_refused else Step.ACCEPT, Side.BUYER)
    refuse_if_any([*faults_of_weighings(consignment.lines, order_lines, weighings), *faults_of_signing(signing)])
    lend_hand([order.id for order in orders], by, Party.BUYER)
    for line in consignment.lines:
        order_lines[line.order_line_id].decided += line.quantity
    moves = reckoned(orders)
    acceptance = write_note(consignment, order_lines, weighings, signing, by=by)
    _settle(orders, acceptance, by)
    tell_of(moves)
    record(
        by,
        f"consignment.{consignment.status.value}",
        "consignment",
        consignment.id,
        cluster_id=consignment.cluster_id,
        note=acceptance.number,
    )
    tell(
        consignment.supplier_id,
        "goods_refused" if everything_refused else "goods_accepted",
        subject=("acceptance", acceptance.number),
        number=consignment.number,
        unit=by.organisation_name,
    )
    return acceptance


def refuse_everything(consignment: Consignment, reason: str, signing: Signing, *, by: Actor) -> Acceptance:
    """Nothing of it is taken in, for one reason. What is refused does not return to stock."""
    refuse_if_any(faults_of_refusal(reason, signing))
    weighings = {
        line.id: Weighing(net=line.quantity, accepted=NOTHING, packs_accepted=0, refused_reason=reason)
        for line in consignment.lines
    }
    return accept_goods(consignment, weighings, signing, by=by)


def faults_of_refusal(reason: str, signing: Signing) -> Iterator[Refused]:
    """Whoever turns a truck away says why, and signs."""
    if not reason.strip():
        yield Refused(_l("Please say why everything is refused."), field="reason")
    yield from faults_of_signing(signing)


def _settle(orders: Sequence[Order], acceptance: Acceptance, by: Actor) -> None:
    """What was on the road is decided now; orders with nothing left close by themselves."""
    for order in orders:
        ids = {line.id for line in order.lines}
        amount = sum(line.amount.fen for line in acceptance.lines if line.order_line_id in ids)
        record(
            by,
            "order.goods_accepted",
            "order",
            order.id,
            cluster_id=order.cluster_id,
            note=acceptance.number,
            amount=amount,
        )
        order.taken_in_at = acceptance.accepted_at
        complete_if_done(order)
