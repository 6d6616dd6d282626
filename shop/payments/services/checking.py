"""What the two sides do with a registered invoice: say to what it belongs, check it, dispute it, withdraw it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from shop.audit.services import record
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.events import publish
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.payments.events import InvoiceStands, MatchedPart
from shop.payments.invoicing import InvoiceDeed, InvoiceKind, InvoiceStatus, WhyAllocated
from shop.payments.models import Invoice, InvoiceAllocation, InvoicedLine, InvoiceStep
from shop.payments.services.allocating import chains_of, next_n, parts_of, set_parts, tell_matched
from shop.payments.services.freeing import free
from shop.payments.services.locks import act_on_accepted, locked_invoice, locked_invoices, locked_lines
from shop.payments.services.lowering import drop_proposals, take_back
from shop.payments.services.papers import note_step


def allocate(invoice: Invoice, parts: Mapping[int, Money], side: Side, *, by: Actor) -> None:
    """The side that registered the invoice says anew to which lines it belongs, while nobody has checked it."""
    if invoice.side is not side:
        raise Refused(_l("Only the side that registered an invoice says to what it belongs."))
    if invoice.kind is InvoiceKind.RED or invoice.supplier_id is None:
        raise NotYours
    chains = [*chains_of(invoice, parts).values(), *parts_of(invoice.id)]
    act_on_accepted(chains, by, side)
    moved = set_parts(invoice, parts, by=by, reason=WhyAllocated.ALLOCATED_ANEW)
    left = parts_of(invoice.id)
    gone = [line_id for line_id in sorted(moved) if line_id not in left]
    lines = locked_lines(gone) if gone else {}
    take_back(invoice, [lines[line_id] for line_id in gone], by=by)
    drop_proposals(invoice, gone, by=by)
    record(by, "invoice.allocated", "invoice", invoice.id, cluster_id=invoice.cluster_id, amount=invoice.allocated.fen)


def check(invoice: Invoice, side: Side, *, by: Actor) -> None:
    """The other side has held the invoice against what was accepted. From now on it is evidence."""
    lines, invoice = _held(invoice, by, side)
    if invoice.kind is not InvoiceKind.RED and not invoice.allocated and not invoice.taken_back:
        raise Refused(_l("Nothing of this invoice belongs to an accepted line yet: there is nothing to check."))
    _do(invoice, InvoiceDeed.CHECK, side, by)
    tell_matched(invoice, _proved(invoice, lines))
    publish(InvoiceStands(invoice.id, disputed=False))
    _tell(invoice, invoice.side, "invoice_checked")


def dispute(invoice: Invoice, reason: str, side: Side, *, by: Actor) -> None:
    """The other side does not agree with the invoice. It stays in the register and is no evidence until checked."""
    lines, invoice = _held(invoice, by, side)
    _require(reason)
    was_checked = invoice.status is InvoiceStatus.CHECKED
    _do(invoice, InvoiceDeed.DISPUTE, side, by, reason.strip())
    if was_checked:
        tell_matched(invoice, _proved(invoice, lines, sign=-1))
    publish(InvoiceStands(invoice.id, disputed=True))
    _tell(invoice, invoice.side, "invoice_disputed", reason=reason.strip())


def withdraw(invoice: Invoice, reason: str, side: Side, *, by: Actor) -> None:
    """Whoever registered it takes it out again: all that it was allocated to is free. The row stays, for ever."""
    lines, invoice = _held(invoice, by, side)
    _require(reason)
    if invoice.taken_back:
        raise Refused(_l("Red letters take this invoice back: withdraw them first."))
    offline = select(func.sum(InvoiceAllocation.amount)).where(
        InvoiceAllocation.invoice_id == invoice.id, InvoiceAllocation.offline_purchase_id.is_not(None)
    )
    if db.session.execute(offline).scalar():
        raise Refused(_l("Offline purchases rest on this invoice: take it off them first."))
    _do(invoice, InvoiceDeed.WITHDRAW, side, by, reason.strip())
    free(invoice, lines, parts_of(invoice.id), WhyAllocated.WITHDRAWAL, by=by)
    if invoice.original_id is not None:
        locked_invoice(invoice.original_id).taken_back += invoice.total
    db.session.flush()
    _tell(invoice, Side.BUYER if side is Side.SUPPLIER else Side.SUPPLIER, "invoice_withdrawn", reason=reason.strip())


def allocate_offline(invoice_id: int, offline_purchase_id: int, amount: Money, *, by: Actor) -> Money:
    """An offline purchase rests on so much more of an invoice (fen with tax), or less if negative. Returns what now.

    For the room that keeps offline purchases; it says whose they are. Refused beyond what is left of the invoice.
    """
    invoice = locked_invoice(invoice_id)
    standing = select(func.sum(InvoiceAllocation.amount)).where(
        InvoiceAllocation.invoice_id == invoice_id, InvoiceAllocation.offline_purchase_id == offline_purchase_id
    )
    now = (db.session.execute(standing).scalar() or Money(0)) + amount
    if invoice.status is InvoiceStatus.WITHDRAWN or amount > invoice.unallocated:
        raise Refused(_l("So much of this invoice is not left."), field="amount")
    if not amount or now < Money(0):
        raise Refused(_l("A part of an invoice is more than nothing."), field="amount")
    db.session.add(
        InvoiceAllocation(
            cluster_id=invoice.cluster_id,
            invoice_id=invoice_id,
            n=next_n(invoice_id),
            offline_purchase_id=offline_purchase_id,
            amount=amount,
            reason=WhyAllocated.ALLOCATED if amount > Money(0) else WhyAllocated.ALLOCATED_ANEW,
            at=clock.now(),
            by_id=by.person_id,
        )
    )
    invoice.allocated += amount
    db.session.flush()
    return now


def _held(invoice: Invoice, by: Actor, side: Side) -> tuple[dict[int, InvoicedLine], Invoice]:
    """The invoice and the accepted lines on it, held; the person acts for this side of their orders."""
    concerned = invoice.original_id or invoice.id
    chains = list(parts_of(concerned))
    act_on_accepted(chains, by, side)
    lines = locked_lines(chains)
    invoice = locked_invoices([concerned, invoice.id])[invoice.id]
    if not set(parts_of(invoice.id)) <= set(lines):
        raise Refused(_l("The invoice has just been changed by somebody else: reload the page."))
    return lines, invoice


def _do(invoice: Invoice, deed: InvoiceDeed, side: Side, by: Actor, reason: str = "") -> None:
    invoice.perform(deed, side)
    n = select(func.max(InvoiceStep.n)).where(InvoiceStep.invoice_id == invoice.id)
    note_step(invoice, deed, side, (db.session.execute(n).scalar() or 0) + 1, by, reason)
    reasons = {"reason": reason} if reason else {}
    record(by, f"invoice.{deed.value}", "invoice", invoice.id, cluster_id=invoice.cluster_id, **reasons)


def _proved(invoice: Invoice, lines: Mapping[int, InvoicedLine], sign: int = 1) -> list[MatchedPart]:
    """Each held line is proved by its part of the held invoice, or (``sign`` −1) not any more."""
    parts = []
    for line_id, part in parts_of(invoice.id).items():
        line, amount = lines[line_id], part if sign > 0 else -part
        line.checked += amount
        parts.append(MatchedPart(line.acceptance_line_id, line_id, amount))
    return parts


def _require(reason: str) -> None:
    if not reason.strip():
        raise Refused(_l("Please give a reason: the other side will read it."), field="reason")


def _tell(invoice: Invoice, side: Side, kind: str, **particulars: Any) -> None:
    organisation_id = invoice.supplier_id if side is Side.SUPPLIER else invoice.unit_id
    if organisation_id is not None:
        tell(organisation_id, kind, subject=("invoice", invoice.number), number=invoice.number, **particulars)
