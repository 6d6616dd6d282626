"""The page of one invoice, held against what was accepted, and what its other views have in common."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.kernel.refusals import NotYours
from shop.payments import policies
from shop.payments.invoicing import OPEN_TO_CHANGE, InvoiceDeed, InvoiceKind, InvoiceStatus
from shop.payments.matching import MatchedLine, TaxLine, findings
from shop.payments.models import Invoice
from shop.payments.queries import invoices as queries
from shop.payments.queries import uninvoiced
from shop.web import once
from shop.web.filters import money
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor
from shop.web.language import current

bp = Blueprint("invoices", __name__)


def own_invoice(number: str) -> tuple[Invoice, Side]:
    """An invoice that the actor's side registered; any other does not exist here, whoever may read it."""
    invoice = queries.invoice_for(actor(), number)
    side = policies.side_of(actor(), invoice)
    if side is None or side is not invoice.side:
        raise NotYours
    return invoice, side


def answered(number: str, what: str, settle: Callable[[Invoice, ReasonForm, Side], None]) -> ResponseReturnValue:
    """Send one of the short forms of the page once."""
    invoice, side = two_sided(number)
    form = ReasonForm()

    def deed() -> str:
        settle(invoice, form, side)
        return url_for(".invoice", number=number)

    return once.do(form, deed) or (invoice_page(two_sided(number)[0], answering=what, form=form), 422)


def two_sided(number: str) -> tuple[Invoice, Side]:
    """An invoice and the side the actor acts for; who only reads it cannot answer it."""
    invoice = queries.invoice_for(actor(), number)
    side = policies.side_of(actor(), invoice)
    if side is None:
        raise NotYours
    return invoice, side


def invoice_page(invoice: Invoice, *, answering: str | None = None, form: ShopForm | None = None) -> str:
    side = policies.side_of(actor(), invoice)
    matched = uninvoiced.lines_on(invoice)
    page = queries.page_of(invoice)
    opened = {row.consignment_line_id for row in page.proposals if row.status is ProposalStatus.OPEN}
    return render_template(
        "payments/invoice.html",
        page=page,
        invoice=invoice,
        matched=matched,
        names_of_lines={line.consignment_line_id: line for line in matched},
        findings=_findings(invoice, page.reds, matched),
        disputed_because=queries.disputed_because(invoice),
        side=side,
        Side=Side,
        deeds={deed.value for deed in invoice.deeds_for(side)} if _has_other_side(invoice, side) else set(),
        InvoiceDeed=InvoiceDeed,
        is_red=invoice.kind is InvoiceKind.RED,
        may_change=side is invoice.side and invoice.status in OPEN_TO_CHANGE,
        may_take_back=side is invoice.side and invoice.status is not InvoiceStatus.WITHDRAWN and bool(invoice.worth),
        waiting=opened,
        answering=answering,
        form=form,
        history=told_all(
            trail_of("invoice", invoice.id), {row.name: row.named(current()) for row in page.organisations.values()}
        ),
    )


def _has_other_side(invoice: Invoice, side: Side | None) -> bool:
    """Of an invoice from outside its own side alone can do something."""
    return invoice.supplier_id is not None or side is invoice.side


def _findings(invoice: Invoice, reds: Sequence[Invoice], matched: list[MatchedLine]) -> list[object]:
    if invoice.status is InvoiceStatus.WITHDRAWN:
        return []
    back = [line for red in reds if red.status is not InvoiceStatus.WITHDRAWN for line in _tax_lines(red)]
    written: dict[str, Any] = {"written": money, "language": current(), "taken_back": back}
    return findings(invoice.kind, _tax_lines(invoice), matched, invoice.unallocated, **written)


def _tax_lines(invoice: Invoice) -> list[TaxLine]:
    return [TaxLine(line.position, line.net, line.rate, line.tax, line.total) for line in invoice.lines]
