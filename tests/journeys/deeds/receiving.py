"""What units do with what has come, and how both sides put a wrong note right."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy import select, true

from shop.fulfilment.lifecycle import ConsignmentStatus, Side
from shop.fulfilment.models import Acceptance, Consignment, ConsignmentLine, CorrectionProposal
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.fulfilment.services.acceptances import Signing, accept_goods, refuse_everything
from shop.fulfilment.services.consignments import record_arrival
from shop.fulfilment.services.corrections import (
    agree_to_correction,
    propose_correction,
    reject_correction,
    withdraw_correction,
)
from shop.fulfilment.services.objections import object_to
from shop.fulfilment.weighing import Weighing
from shop.kernel.actor import Actor
from shop.kernel.money import UnitPrice
from shop.kernel.quantity import NOTHING, Quantity
from shop.ordering.models import OrderLine
from tests.journeys.deeds.teller import Teller

SIGNED = Signing(signers=("沈岚清", "周知行"))


def arrive(teller: Teller) -> str | None:
    consignment = _consignment(teller, ConsignmentStatus.SHIPPED)
    if consignment is None:
        return None
    record_arrival(consignment, Decimal(4), by=teller.somebody(consignment.unit_id, "receiver", "buyer"))
    return f"{consignment.number} arrived"


def accept(teller: Teller) -> str | None:
    consignment = _consignment(teller, ConsignmentStatus.ARRIVED)
    if consignment is None:
        return None
    weighings = {line.id: _weighing(teller, line, line.order_line) for line in consignment.lines}
    note = accept_goods(consignment, weighings, SIGNED, by=teller.somebody(consignment.unit_id, "receiver", "buyer"))
    return f"{note.number}: {_told(weighings)}"


def refuse(teller: Teller) -> str | None:
    consignment = _consignment(teller, ConsignmentStatus.ARRIVED)
    if consignment is None:
        return None
    by = teller.somebody(consignment.unit_id, "receiver")
    return f"{refuse_everything(consignment, teller.reason(), SIGNED, by=by).number}: all refused"


def objects(teller: Teller) -> str | None:
    note = teller.one_of(select(Acceptance).order_by(Acceptance.id))
    if note is None:
        return None
    object_to(note, teller.reason(), by=teller.somebody(note.supplier_id, "seller"))
    return f"objection to {note.number}"


def propose(teller: Teller) -> str | None:
    corrected = select(Acceptance.corrects_id).where(Acceptance.corrects_id.is_not(None))
    newest = true() if teller.mistaken() else Acceptance.id.not_in(corrected)
    note = teller.one_of(select(Acceptance).where(newest).order_by(Acceptance.id))
    if note is None:
        return None
    lines = note.consignment.lines
    weighings = {line.id: _weighing(teller, line, line.order_line) for line in lines}
    side = teller.choose(Side.BUYER, Side.SUPPLIER)
    propose_correction(note, weighings, teller.reason(), side, by=_of(teller, note, side))
    return f"correction of {note.number} proposed by the {side}: {_told(weighings)}"


def respond(teller: Teller) -> str | None:
    statuses = set(ProposalStatus) if teller.mistaken() else {ProposalStatus.OPEN}
    statement = select(CorrectionProposal).where(CorrectionProposal.status.in_(statuses))
    proposal = teller.one_of(statement.order_by(CorrectionProposal.id))
    if proposal is None:
        return None
    note = teller.one_of(select(Acceptance).where(Acceptance.id == proposal.acceptance_id))
    theirs = Side.SUPPLIER if proposal.side is Side.BUYER else Side.BUYER
    if teller.mistaken():
        theirs = proposal.side
    drawn = teller.chance.random()
    if drawn < 0.7:
        agreed = agree_to_correction(proposal, theirs, by=_of(teller, note, theirs))
        return f"{agreed.number} corrects {note.number}"
    if drawn < 0.85:
        reject_correction(proposal, teller.reason(), theirs, by=_of(teller, note, theirs))
        return f"correction of {note.number} not agreed"
    withdraw_correction(proposal, proposal.side, by=_of(teller, note, proposal.side))
    return f"correction of {note.number} withdrawn"


def answer_ones_own(teller: Teller) -> str | None:
    """Whoever proposed a correction answers it too, which is refused."""
    proposal = teller.one_of(select(CorrectionProposal).where(CorrectionProposal.status == ProposalStatus.OPEN))
    if proposal is None:
        return None
    note = teller.one_of(select(Acceptance).where(Acceptance.id == proposal.acceptance_id))
    agree_to_correction(proposal, proposal.side, by=_of(teller, note, proposal.side))
    return f"correction of {note.number} agreed by whoever proposed it"


def accept_anothers(teller: Teller) -> str | None:
    """Somebody of another unit takes in what is not theirs, which is refused."""
    consignment = teller.one_of(select(Consignment).order_by(Consignment.id))
    if consignment is None:
        return None
    weighings = {line.id: _weighing(teller, line, line.order_line) for line in consignment.lines}
    accept_goods(consignment, weighings, SIGNED, by=teller.stranger(consignment.unit_id, "receiver"))
    return f"{consignment.number} accepted by another unit"


def _weighing(teller: Teller, line: ConsignmentLine, sold: OrderLine) -> Weighing:
    """As shipped, or lighter, or partly or wholly refused, or at a lower price."""
    packs = teller.share(line.packs) if teller.chance.random() < 0.5 else line.packs
    if not sold.weighed:
        net = sold.content * teller.choose(line.packs, line.packs, max(packs, 0))
        weighing = Weighing(net=max(net, sold.content * packs), accepted=sold.content * packs, packs_accepted=packs)
    else:
        net = Quantity(
            int(
                line.quantity.thousandths * teller.choose(1.0, 1.0, 0.97, 1.015, 0.333, 1.2 if teller.mistaken() else 1)
            )
        )
        accepted = NOTHING if packs == 0 else Quantity(max(1, net.thousandths * max(packs, 0) // line.packs))
        weighing = Weighing(
            net=net, accepted=accepted, packs_accepted=packs, gross=net + Quantity(500), tare=Quantity(500)
        )
    if weighing.refused:
        weighing = replace(weighing, refused_reason=teller.reason())
    if teller.chance.random() < 0.25:
        price = UnitPrice(
            sold.unit_price.parts * teller.choose(0, 33, 90, 100, 101 if teller.mistaken() else 99) // 100
        )
        weighing = replace(weighing, reduced_price=price, reduced_reason=teller.reason())
    return weighing


def _told(weighings: dict[int, Weighing]) -> str:
    return ", ".join(
        f"{line_id}: {said.accepted} of {said.net} at {said.reduced_price or 'the price'}"
        for line_id, said in weighings.items()
    )


def _of(teller: Teller, note: Acceptance, side: Side) -> Actor:
    if side is Side.BUYER:
        return teller.somebody(note.unit_id, "receiver", "buyer")
    return teller.somebody(note.supplier_id, "seller", "second")


def _consignment(teller: Teller, status: ConsignmentStatus) -> Consignment | None:
    statuses = set(ConsignmentStatus) if teller.mistaken() else {status}
    found: Consignment | None = teller.one_of(
        select(Consignment).where(Consignment.status.in_(statuses)).order_by(Consignment.id)
    )
    return found
