"""Accepted lines that lose their part of an invoice: by a corrected acceptance, a red letter, a withdrawal."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select

from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.events import GoodsAccepted
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.actor import Actor
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.notices.services import tell
from shop.payments.invoicing import InvoiceStatus, WhyAllocated
from shop.payments.models import Invoice, InvoiceAllocation, InvoicedLine
from shop.payments.services.allocating import Move, move_parts, parts_of, tell_matched
from shop.payments.services.locks import locked_invoices, locked_lines
from shop.payments.services.lowering import drop_proposals, reductions_on, take_back


def free(
    invoice: Invoice,
    lines: Mapping[int, InvoicedLine],
    amounts: Mapping[int, Money],
    reason: WhyAllocated,
    *,
    by: Actor | None,
    because_id: int | None = None,
) -> None:
    """Take parts (consignment line → fen) of a held invoice off held lines.

    With the last fen of a line's part go the agreements to lower it that were made on the invoice. What counts is told
    before what is proved of it, as where goods are accepted.
    """
    moves = [Move(lines[line_id], -amount) for line_id, amount in sorted(amounts.items())]
    parts, left = move_parts(invoice, moves, reason, by=by, because_id=because_id), parts_of(invoice.id)
    gone = [line_id for line_id in sorted(amounts) if line_id not in left]
    take_back(invoice, [lines[line_id] for line_id in gone], by=by)
    drop_proposals(invoice, gone, by=by)
    if invoice.status is InvoiceStatus.CHECKED:
        tell_matched(invoice, parts)


def follow_acceptance(accepted: GoodsAccepted) -> None:
    """What was accepted can be invoiced; what a correction takes away leaves the newest invoices first.

    The parts of an invoice that lose their line are unallocated then: the seller takes them back by a red letter or
    allocates them to other lines. Told twice it changes nothing: the amount is read from the line, not added up.
    """
    ids = [line.acceptance_line_id for line in accepted.lines]
    order_of = {line.acceptance_line_id: line.order_id for line in accepted.lines}
    asked = select(AcceptanceLine).where(AcceptanceLine.id.in_(ids)).order_by(AcceptanceLine.consignment_line_id)
    said = list(db.session.execute(asked).scalars()) if ids else []
    standing = locked_lines([line.consignment_line_id for line in said]) if said else {}
    invoices = locked_invoices(_invoices_of(standing)) if standing else {}
    for line in said:
        stands = standing.get(line.consignment_line_id)
        if stands is None:
            db.session.add(
                InvoicedLine(
                    consignment_line_id=line.consignment_line_id,
                    cluster_id=accepted.cluster_id,
                    acceptance_line_id=line.id,
                    order_id=order_of[line.id],
                    unit_id=accepted.unit_id,
                    supplier_id=accepted.supplier_id,
                    accepted_at=accepted.first_accepted_at,
                    accepted=line.amount,
                    invoiced=Money(0),
                    checked=Money(0),
                    reduced=Money(0),
                )
            )
        elif line.id >= stands.acceptance_line_id:
            _follow(stands, line, invoices)
    db.session.flush()


def _follow(stands: InvoicedLine, line: AcceptanceLine, invoices: Mapping[int, Invoice]) -> None:
    """Take off invoices and agreements what is not accepted any more, then say what is."""
    was, stands.acceptance_line_id = stands.acceptance_line_id, line.id
    beyond = stands.invoiced + stands.reduced - line.amount
    if was == line.id or beyond <= Money(0):
        stands.accepted = line.amount
        return
    for invoice_id, part in _newest_first(stands.consignment_line_id):
        if beyond <= Money(0):
            break
        invoice = invoices[invoice_id]
        off = min(part, beyond)
        before = stands.invoiced + stands.reduced
        free(invoice, {stands.consignment_line_id: stands}, {stands.consignment_line_id: off}, CORRECTED, by=None)
        beyond -= before - stands.invoiced - stands.reduced
        _tell_of_freed(invoice, off)
    for invoice_id, _proposal_id, agreed in reductions_on(stands.consignment_line_id):
        if beyond <= Money(0):
            break
        take_back(invoices[invoice_id], [stands], by=None, most=min(agreed, beyond))
        beyond -= min(agreed, beyond)
    stands.accepted = line.amount


def _invoices_of(consignment_line_ids: Collection[int]) -> Collection[int]:
    """The invoices on which parts of held lines ever stood; on no other are they agreed to be lower."""
    mine = InvoiceAllocation.consignment_line_id.in_(sorted(consignment_line_ids))
    return db.session.execute(select(InvoiceAllocation.invoice_id).where(mine).distinct()).scalars().all()


CORRECTED = WhyAllocated.CORRECTION


def _newest_first(consignment_line_id: int) -> Sequence[tuple[int, Money]]:
    """The invoices on which parts of a held line stand, the newest first."""
    amount = func.sum(InvoiceAllocation.amount, type_=MoneyColumn())
    asked: Any = (
        select(InvoiceAllocation.invoice_id, amount)
        .where(InvoiceAllocation.consignment_line_id == consignment_line_id)
        .group_by(InvoiceAllocation.invoice_id)
        .order_by(InvoiceAllocation.invoice_id.desc())
    )
    return [(invoice_id, part) for invoice_id, part in db.session.execute(asked) if part]


def _tell_of_freed(invoice: Invoice, amount: Money) -> None:
    record(None, "invoice.parts_freed", "invoice", invoice.id, cluster_id=invoice.cluster_id, amount=amount.fen)
    for organisation_id in (invoice.supplier_id, invoice.unit_id):
        if organisation_id is not None:
            tell(
                organisation_id,
                "invoice_parts_freed",
                subject=("invoice", invoice.number),
                number=invoice.number,
                amount=amount.fen,
            )
