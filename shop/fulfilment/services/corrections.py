"""When an acceptance was wrong: one side proposes what is right, and the other agrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.accounts.models import Person
from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.lifecycle import Side, Step, after, other_side
from shop.fulfilment.models import Acceptance, CorrectionProposal
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.fulfilment.queries.acceptances import notes_of
from shop.fulfilment.services.locks import locked_consignment, locked_orders, order_ids_of
from shop.fulfilment.services.notes import Signing, faults_of_weighings, write_note
from shop.fulfilment.services.objections import (
    PARTY,
    faults_of_reason,
    record_about,
    settle_by_correction,
    tell_about,
)
from shop.fulfilment.weighing import Weighing
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused, refuse_if_any
from shop.ordering.models import Order, OrderLine
from shop.ordering.services.hands import lend_hand


def propose_correction(
    acceptance: Acceptance, weighings: Mapping[int, Weighing], reason: str, side: Side, *, by: Actor
) -> CorrectionProposal:
    """One side says what the acceptance should have been; it changes nothing until the other agrees."""
    consignment = locked_consignment(acceptance.consignment_id)
    after(consignment.status, Step.CORRECT, side)
    _refuse_unless_newest(acceptance)
    if _open_proposal(acceptance):
        raise Refused(_l("A correction of this acceptance is waiting for an answer already."))
    _orders, order_lines = locked_orders([line.order_line_id for line in consignment.lines])
    faults = faults_of_weighings(consignment.lines, order_lines, weighings)
    refuse_if_any([*faults, *faults_of_reason(reason)])
    if _says_the_same(acceptance, order_lines, weighings):
        raise Refused(_l("The correction says the same as the acceptance."))
    lend_hand(order_ids_of(consignment), by, PARTY[side])
    proposal = CorrectionProposal(
        cluster_id=acceptance.cluster_id,
        acceptance_id=acceptance.id,
        side=side,
        status=ProposalStatus.OPEN,
        proposed_at=clock.now(),
        proposed_by_id=by.person_id,
        reason=reason.strip(),
        lines=[{"line": line_id} | weighings[line_id].packed() for line_id in sorted(weighings)],
    )
    db.session.add(proposal)
    db.session.flush()
    record_about(acceptance, "acceptance.correction_proposed", by, reason=reason.strip())
    tell_about(acceptance, other_side(side), "correction_proposed", reason=reason.strip())
    return proposal


def agree_to_correction(proposal: CorrectionProposal, side: Side, *, by: Actor) -> Acceptance:
    """The other side agrees: a new acceptance names the one it corrects, and the ledger gets the difference."""
    corrected = _waiting(proposal)
    if proposal.side is side:
        raise Refused(_l("A correction is agreed by the other side, not by the one that proposed it."))
    consignment = locked_consignment(corrected.consignment_id)
    _refuse_unless_newest(corrected)
    orders, order_lines = locked_orders([line.order_line_id for line in consignment.lines])
    weighings = weighings_of(proposal)
    refuse_if_any(faults_of_weighings(consignment.lines, order_lines, weighings))
    lend_hand([order.id for order in orders], by, PARTY[side])
    something = any(weighing.accepted for weighing in weighings.values())
    consignment.perform(Step.AGREE if something else Step.AGREE_TO_NOTHING, side)
    acceptance = write_note(
        consignment,
        order_lines,
        weighings,
        _signed_by(proposal, by),
        by=by,
        earlier=notes_of(consignment.id),
        written_by_id=proposal.proposed_by_id,
    )
    _decide(proposal, ProposalStatus.AGREED, by)
    settle_by_correction(corrected, side, by=by)
    record_about(corrected, "acceptance.correction_agreed", by, note=acceptance.number)
    _record_on_orders(orders, corrected, acceptance, by)
    tell_about(acceptance, other_side(side), "correction_agreed")
    return acceptance


def reject_correction(proposal: CorrectionProposal, reason: str, side: Side, *, by: Actor) -> None:
    """The other side does not agree; the acceptance stands as it is."""
    corrected = _waiting(proposal)
    if proposal.side is side:
        raise Refused(_l("You proposed this correction: you can withdraw it."))
    refuse_if_any(faults_of_reason(reason))
    lend_hand(order_ids_of(corrected.consignment), by, PARTY[side])
    _decide(proposal, ProposalStatus.REJECTED, by, reason.strip())
    record_about(corrected, "acceptance.correction_rejected", by, reason=reason.strip())
    tell_about(corrected, other_side(side), "correction_rejected", reason=reason.strip())


def withdraw_correction(proposal: CorrectionProposal, side: Side, *, by: Actor) -> None:
    """Whoever proposed it takes it back."""
    corrected = _waiting(proposal)
    if proposal.side is not side:
        raise Refused(_l("Only the side that proposed a correction can withdraw it."))
    lend_hand(order_ids_of(corrected.consignment), by, PARTY[side])
    _decide(proposal, ProposalStatus.WITHDRAWN, by)
    record_about(corrected, "acceptance.correction_withdrawn", by)
    tell_about(corrected, other_side(side), "correction_withdrawn")


def weighings_of(proposal: CorrectionProposal) -> dict[int, Weighing]:
    """What a proposal says, by consignment line id."""
    rows = [dict(row) for row in proposal.lines]
    return {int(row.pop("line")): Weighing.unpacked(row) for row in rows}


def _waiting(proposal: CorrectionProposal) -> Acceptance:
    """The acceptance that an open proposal would correct; the consignment is locked first, as everywhere."""
    corrected = db.session.get(Acceptance, proposal.acceptance_id)
    if corrected is None:
        raise NotYours
    locked_consignment(corrected.consignment_id)
    # Read and not only locked: what the page loaded may have been answered since.
    db.session.execute(locked(select(CorrectionProposal).where(CorrectionProposal.id == proposal.id))).scalar_one()
    if proposal.status is not ProposalStatus.OPEN:
        raise Refused(_l("This correction has been answered already."))
    return corrected


def _refuse_unless_newest(acceptance: Acceptance) -> None:
    newer = select(Acceptance.number).where(Acceptance.corrects_id == acceptance.id)
    number = db.session.execute(newer).scalar_one_or_none()
    if number is not None:
        raise Refused(_l("This acceptance has been corrected by %(number)s: correct that one.", number=number))


def _open_proposal(acceptance: Acceptance) -> bool:
    statement = select(CorrectionProposal.id).where(
        CorrectionProposal.acceptance_id == acceptance.id, CorrectionProposal.status == ProposalStatus.OPEN
    )
    return db.session.execute(statement).first() is not None


def _says_the_same(
    acceptance: Acceptance, order_lines: Mapping[int, OrderLine], weighings: Mapping[int, Weighing]
) -> bool:
    agreed = {line.consignment_line_id: order_lines[line.order_line_id].unit_price for line in acceptance.lines}
    said = {line.consignment_line_id: Weighing.of(line, agreed[line.consignment_line_id]) for line in acceptance.lines}
    return said == {line_id: weighing.tidied(agreed[line_id]) for line_id, weighing in weighings.items()}


def _decide(proposal: CorrectionProposal, status: ProposalStatus, by: Actor, reason: str = "") -> None:
    proposal.status = status
    proposal.decided_at = clock.now()
    proposal.decided_by_id = by.person_id
    proposal.decision_reason = reason


def _signed_by(proposal: CorrectionProposal, by: Actor) -> Signing:
    """Who proposed and who agreed sign, each for their side: whoever signed the paper has not seen this one."""
    proposer = db.session.get_one(Person, proposal.proposed_by_id).name
    unit, supplier = (proposer, by.person_name) if proposal.side is Side.BUYER else (by.person_name, proposer)
    return Signing(signers=(unit,), deliverer=supplier, note=proposal.reason)


def _record_on_orders(orders: Sequence[Order], corrected: Acceptance, acceptance: Acceptance, by: Actor) -> None:
    """What the correction changed of each order; those whose lines stay as they were are left alone."""
    for order in orders:
        ids = {line.id for line in order.lines}
        new, old = ([line for line in note.lines if line.order_line_id in ids] for note in (acceptance, corrected))
        if [(line.amount, line.accepted) for line in new] == [(line.amount, line.accepted) for line in old]:
            continue
        now, before = (sum(line.amount.fen for line in lines) for lines in (new, old))
        record(
            by,
            "order.acceptance_corrected",
            "order",
            order.id,
            cluster_id=order.cluster_id,
            note=acceptance.number,
            amount=now - before,
        )
