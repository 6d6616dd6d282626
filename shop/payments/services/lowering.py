"""An accepted line is invoiced lower than it was accepted, and both sides agree: then it counts lower as well.

Never more counts than was invoiced once both sides have agreed (DOMAIN rule 3.1). `tally` hears of it and writes the
correction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.columns import MoneyColumn
from shop.kernel.dialects import locked
from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.payments.events import InvoiceAgreedLower, LoweredLine
from shop.payments.invoicing import InvoiceKind, InvoiceStatus
from shop.payments.models import Invoice, InvoicedLine, InvoiceReduction, LowerProposal
from shop.payments.services.allocating import parts_of
from shop.payments.services.locks import act_on_accepted, locked_invoice, locked_lines
from shop.web.filters import money as written


def propose_lower(
    invoice: Invoice, consignment_line_id: int, amount: Money, reason: str, side: Side, *, by: Actor
) -> LowerProposal:
    """One side says that a line of which a part stands on the invoice shall be worth ``amount`` (fen) less."""
    line, invoice = _held(invoice.id, consignment_line_id, by, side)
    if invoice.status is InvoiceStatus.WITHDRAWN or invoice.kind is InvoiceKind.RED:
        raise Refused(_l("Nothing can be lowered by this invoice."))
    if consignment_line_id not in parts_of(invoice.id):
        raise NotYours
    if not reason.strip():
        raise Refused(_l("Please give a reason: the other side will read it."), field="reason")
    _refuse_beyond(line, amount)
    asked = select(LowerProposal.id).where(
        LowerProposal.invoice_id == invoice.id,
        LowerProposal.consignment_line_id == consignment_line_id,
        LowerProposal.status == ProposalStatus.OPEN,
    )
    if db.session.execute(asked).first():
        raise Refused(_l("A lower amount of this line is waiting for an answer already."))
    proposal = LowerProposal(
        cluster_id=invoice.cluster_id,
        invoice_id=invoice.id,
        acceptance_line_id=line.acceptance_line_id,
        consignment_line_id=consignment_line_id,
        amount=amount,
        side=side,
        status=ProposalStatus.OPEN,
        reason=reason.strip(),
        proposed_at=clock.now(),
        proposed_by_id=by.person_id,
    )
    db.session.add(proposal)
    db.session.flush()
    _say(invoice, "lower_proposed", _other(invoice, side), by, amount=amount, reason=reason.strip())
    return proposal


def agree_lower(proposal: LowerProposal, side: Side, *, by: Actor) -> InvoiceReduction:
    """The other side agrees: the line is worth less from now on, and counts less."""
    line, invoice = _held(proposal.invoice_id, proposal.consignment_line_id, by, side)
    _answered(proposal)
    if proposal.side is side:
        raise Refused(_l("A lower amount is agreed by the other side, not by the one that proposed it."))
    if proposal.consignment_line_id not in parts_of(invoice.id):
        raise Refused(_l("The line is not on this invoice any more."))
    _refuse_beyond(line, proposal.amount)
    _decide(proposal, ProposalStatus.AGREED, by)
    reduction = _reduction(invoice, line, proposal.id, proposal.amount, by)
    _write(invoice, [(line, reduction)])
    _say(invoice, "lower_agreed", _other(invoice, side), by, amount=proposal.amount)
    return reduction


def reject_lower(proposal: LowerProposal, reason: str, side: Side, *, by: Actor) -> None:
    """The other side does not agree; the line is worth what was accepted."""
    _line, invoice = _held(proposal.invoice_id, proposal.consignment_line_id, by, side)
    _answered(proposal)
    if proposal.side is side:
        raise Refused(_l("Your side proposed this: you can withdraw it."))
    if not reason.strip():
        raise Refused(_l("Please give a reason: the other side will read it."), field="reason")
    _decide(proposal, ProposalStatus.REJECTED, by, reason.strip())
    _say(invoice, "lower_rejected", _other(invoice, side), by, amount=proposal.amount, reason=reason.strip())


def withdraw_lower(proposal: LowerProposal, side: Side, *, by: Actor) -> None:
    """Whoever proposed it takes it back."""
    _line, invoice = _held(proposal.invoice_id, proposal.consignment_line_id, by, side)
    _answered(proposal)
    if proposal.side is not side:
        raise Refused(_l("Only the side that proposed a lower amount can withdraw it."))
    _decide(proposal, ProposalStatus.WITHDRAWN, by)
    _say(invoice, "lower_withdrawn", _other(invoice, side), by, amount=proposal.amount)


def reductions_on(consignment_line_id: int) -> list[tuple[int, int, Money]]:
    """What is agreed on a held line now, as (invoice, proposal, fen), the newest agreement first."""
    amount = func.sum(InvoiceReduction.amount, type_=MoneyColumn())
    asked = (
        select(InvoiceReduction.invoice_id, InvoiceReduction.proposal_id, amount)
        .where(InvoiceReduction.consignment_line_id == consignment_line_id)
        .group_by(InvoiceReduction.invoice_id, InvoiceReduction.proposal_id)
        .order_by(InvoiceReduction.proposal_id.desc())
    )
    return [(invoice, proposal, stands) for invoice, proposal, stands in db.session.execute(asked) if stands]


def take_back(invoice: Invoice, lines: Iterable[InvoicedLine], *, by: Actor | None, most: Money | None = None) -> None:
    """Agreements on held lines by a held invoice do not stand any more: all of them, or ``most`` fen of each line's."""
    ended = []
    for line in lines:
        left = most
        for invoice_id, proposal_id, stands in reductions_on(line.consignment_line_id):
            if invoice_id != invoice.id or (left is not None and not left):
                continue
            back = stands if left is None else min(stands, left)
            left = None if left is None else left - back
            ended.append((line, _reduction(invoice, line, proposal_id, -back, by)))
            record(by, "invoice.lower_ended", "invoice", invoice.id, cluster_id=invoice.cluster_id, amount=back.fen)
    _write(invoice, ended)


def drop_proposals(invoice: Invoice, consignment_line_ids: Iterable[int], *, by: Actor | None) -> None:
    """What was proposed on lines that are not on the invoice any more needs no answer."""
    asked = select(LowerProposal).where(
        LowerProposal.invoice_id == invoice.id,
        LowerProposal.consignment_line_id.in_(sorted(consignment_line_ids)),
        LowerProposal.status == ProposalStatus.OPEN,
    )
    for proposal in db.session.execute(locked(asked.order_by(LowerProposal.id))).scalars():
        _decide(proposal, ProposalStatus.WITHDRAWN, by)


def _held(invoice_id: int, consignment_line_id: int, by: Actor, side: Side) -> tuple[InvoicedLine, Invoice]:
    act_on_accepted([consignment_line_id], by, side)
    line = locked_lines([consignment_line_id]).get(consignment_line_id)
    if line is None:
        raise NotYours
    return line, locked_invoice(invoice_id)


def _answered(proposal: LowerProposal) -> None:
    """Read and not only locked: what the page loaded may have been answered since."""
    db.session.execute(locked(select(LowerProposal).where(LowerProposal.id == proposal.id))).scalar_one()
    if proposal.status is not ProposalStatus.OPEN:
        raise Refused(_l("This has been answered already."))


def _refuse_beyond(line: InvoicedLine, amount: Money) -> None:
    if amount <= Money(0):
        raise Refused(_l("Please say by how much: more than nothing."), field="amount")
    if amount > line.open:
        raise Refused(
            _l("Only %(open)s of this line are not invoiced.", open=written(line.open)),
            field="amount",
        )


def _reduction(
    invoice: Invoice, line: InvoicedLine, proposal_id: int, amount: Money, by: Actor | None
) -> InvoiceReduction:
    return InvoiceReduction(
        cluster_id=invoice.cluster_id,
        invoice_id=invoice.id,
        proposal_id=proposal_id,
        acceptance_line_id=line.acceptance_line_id,
        consignment_line_id=line.consignment_line_id,
        amount=amount,
        by_id=by.person_id if by else None,
    )


def _write(invoice: Invoice, agreed: Sequence[tuple[InvoicedLine, InvoiceReduction]]) -> None:
    """Keep agreements (or their ends) and what they do to their held lines, and tell of all of them at once."""
    if not agreed:
        return
    first, at = agreed[0][0], clock.now()
    for line, reduction in agreed:
        reduction.at = at
        db.session.add(reduction)
        line.reduced += reduction.amount
    db.session.flush()
    lines = tuple(
        LoweredLine(
            reduction_id=reduction.id,
            acceptance_line_id=line.acceptance_line_id,
            consignment_line_id=line.consignment_line_id,
            order_id=line.order_id,
            lowered=reduction.amount,
        )
        for line, reduction in agreed
    )
    publish(InvoiceAgreedLower(invoice.id, first.cluster_id, first.unit_id, first.supplier_id, at, lines))


def _decide(proposal: LowerProposal, status: ProposalStatus, by: Actor | None, reason: str = "") -> None:
    proposal.status = status
    proposal.decided_at = clock.now()
    proposal.decided_by_id = by.person_id if by else None
    proposal.decision_reason = reason


def _other(invoice: Invoice, side: Side) -> int:
    supplier = invoice.supplier_id
    return invoice.unit_id if side is Side.SUPPLIER or supplier is None else supplier


def _say(invoice: Invoice, what: str, organisation_id: int, by: Actor, *, amount: Money, reason: str = "") -> None:
    """The trail keeps it, and the other side is told."""
    reasons: dict[str, Any] = {"reason": reason} if reason else {}
    record(by, f"invoice.{what}", "invoice", invoice.id, cluster_id=invoice.cluster_id, amount=amount.fen, **reasons)
    tell(
        organisation_id,
        f"invoice_{what}",
        subject=("invoice", invoice.number),
        number=invoice.number,
        amount=amount.fen,
        **reasons,
    )
