"""The register of invoices: its list, what is missing from it, each invoice, and what the two sides answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.payments import policies
from shop.payments.forms.invoices import LowerForm
from shop.payments.invoicing import LATE_AFTER, OPEN_TO_CHANGE, FileKind, InvoiceDeed, InvoiceKind, InvoiceStatus
from shop.payments.matching import MatchedLine, TaxLine, findings
from shop.payments.models import Invoice, LowerProposal
from shop.payments.queries import invoices as queries
from shop.payments.queries import missing as lacking
from shop.payments.queries import uninvoiced
from shop.payments.queries.invoices import PER_PAGE, ListFilter
from shop.payments.services import checking, lowering
from shop.payments.views.registering import bp
from shop.web import once
from shop.web.asking import day_in, page_in, word_in, words_in
from shop.web.filters import money
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed
from shop.web.language import current

DAYS = (0, 30, LATE_AFTER, 90)
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'"
TYPES = {FileKind.PDF: "application/pdf"}


@bp.get("/invoices")
@allowed(policies.may_read_invoices)
def index() -> str:
    """The register, as far as it is the reader's."""
    asked = ListFilter(
        word_in(InvoiceStatus, "state"), words_in("q"), day_in("since"), day_in("until"), page_in("page")
    )
    counts = queries.counts(actor(), asked)
    total = sum(counts.values()) if asked.status is None else counts[asked.status]
    return render_template(
        "payments/invoices.html",
        asked=asked,
        counts=counts,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        listed=queries.listed(actor(), asked) if total else [],
        may_register=policies.may_register_invoices(actor()),
    )


@bp.get("/invoices/missing")
@allowed(policies.may_read_invoices)
def missing() -> str:
    """What was accepted and no checked invoice proves, by name: after 60 days, unless asked otherwise."""
    typed = request.args.get("days", "")
    days = next((days for days in DAYS if str(days) == typed), LATE_AFTER)
    words, page = words_in("q"), page_in("page")
    which = lacking.waits_longer_than(days) & lacking.concerns(actor())
    sums = lacking.sums_of(which, words)
    return render_template(
        "payments/invoices_missing.html",
        days=days,
        choices=DAYS,
        words=words,
        sums=sums,
        page=page,
        pages=max(1, -(-sums.count // lacking.PER_PAGE)),
        lines=lacking.lines_of(which, words, page) if sums.count else [],
        may_register=policies.may_register_invoices(actor()),
    )


@bp.get("/invoices/<number>")
@allowed(policies.may_read_invoices)
def invoice(number: str) -> str:
    """One invoice held against what was accepted, as a paper to print and as a thing to answer."""
    return _page(queries.invoice_for(actor(), number))


@bp.get("/invoices/<number>/files/<name>")
@allowed(policies.may_read_invoices)
def file(number: str, name: str) -> Response:
    """The e-invoice as it was uploaded: shown in a sandbox if it is a PDF, else only to be saved; never run."""
    found = queries.file_of(queries.invoice_for(actor(), number).id, name)
    shown = found.kind in TYPES and "save" not in request.args
    answer = Response(found.content, mimetype=TYPES.get(found.kind, "application/octet-stream"))
    answer.headers.set(
        "Content-Disposition", "inline" if shown else "attachment", filename=f"invoice-{number}.{found.kind.value}"
    )
    answer.headers["Content-Security-Policy"] = SANDBOX
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer


@bp.post("/invoices/<number>/check")
@allowed(policies.may_register_invoices)
def check(number: str) -> ResponseReturnValue:
    """The other side has held it against what was accepted."""

    def settle(invoice: Invoice, _form: ReasonForm, side: Side) -> None:
        checking.check(invoice, side, by=actor())
        flash(_("The invoice is checked and matched."), "success")

    return _answered(number, "check", settle)


@bp.post("/invoices/<number>/dispute")
@allowed(policies.may_register_invoices)
def dispute(number: str) -> ResponseReturnValue:
    """The other side does not agree."""

    def settle(invoice: Invoice, form: ReasonForm, side: Side) -> None:
        checking.dispute(invoice, form.reason.data or "", side, by=actor())
        flash(_("The invoice is disputed. The other side has been told why."), "success")

    return _answered(number, "dispute", settle)


@bp.post("/invoices/<number>/withdraw")
@allowed(policies.may_register_invoices)
def withdraw(number: str) -> ResponseReturnValue:
    """Whoever registered it takes it out again."""

    def settle(invoice: Invoice, form: ReasonForm, side: Side) -> None:
        checking.withdraw(invoice, form.reason.data or "", side, by=actor())
        flash(_("The invoice is withdrawn; its accepted lines are free again."), "success")

    return _answered(number, "withdraw", settle)


@bp.post("/invoices/<number>/lower")
@allowed(policies.may_register_invoices)
def lower(number: str) -> ResponseReturnValue:
    """Say that a line is to be invoiced, and so to count, lower."""
    invoice, side = _two_sided(number)
    typed = request.form.get("line", "")
    line = next((line for line in uninvoiced.lines_on(invoice) if str(line.acceptance_line_id) == typed), None)
    if line is None:
        raise NotYours
    form, chain = LowerForm(), line.consignment_line_id

    def propose() -> str:
        amount = cast("Money", form.amount.data or Money(0))
        lowering.propose_lower(invoice, chain, amount, form.reason.data or "", side, by=actor())
        flash(_("The other side is asked to agree."), "success")
        return url_for(".invoice", number=number)

    return once.do(form, propose) or (_page(_two_sided(number)[0], answering=typed, form=form), 422)


@bp.post("/invoices/<number>/lower/<step>")
@allowed(policies.may_register_invoices)
def answer_lower(number: str, step: str) -> ResponseReturnValue:
    """Answer what was proposed, or take it back."""
    if step not in ANSWERS:
        raise NotYours

    def settle(invoice: Invoice, form: ReasonForm, side: Side) -> None:
        proposal = queries.proposal_on(invoice.id, request.form.get("proposal", ""))
        ANSWERS[step](proposal, form.reason.data or "", side)

    return _answered(number, f"{step}-lower", settle)


def _agree(proposal: LowerProposal, _reason: str, side: Side) -> None:
    lowering.agree_lower(proposal, side, by=actor())
    flash(_("Agreed: the line is worth less now, and counts less."), "success")


def _reject(proposal: LowerProposal, reason: str, side: Side) -> None:
    lowering.reject_lower(proposal, reason, side, by=actor())
    flash(_("Not agreed: the line is worth what was accepted."), "success")


def _withdraw(proposal: LowerProposal, _reason: str, side: Side) -> None:
    lowering.withdraw_lower(proposal, side, by=actor())
    flash(_("The proposal is withdrawn."), "success")


ANSWERS: dict[str, Callable[[LowerProposal, str, Side], None]] = {
    "agree": _agree,
    "reject": _reject,
    "withdraw": _withdraw,
}
"""What can be said to a proposal of a lower amount."""


def _answered(number: str, what: str, settle: Callable[[Invoice, ReasonForm, Side], None]) -> ResponseReturnValue:
    """Send one of the short forms of the page once."""
    invoice, side = _two_sided(number)
    form = ReasonForm()

    def deed() -> str:
        settle(invoice, form, side)
        return url_for(".invoice", number=number)

    return once.do(form, deed) or (_page(_two_sided(number)[0], answering=what, form=form), 422)


def _two_sided(number: str) -> tuple[Invoice, Side]:
    """An invoice and the side the actor acts for; who only reads it cannot answer it."""
    invoice = queries.invoice_for(actor(), number)
    side = policies.side_of(actor(), invoice)
    if side is None:
        raise NotYours
    return invoice, side


def _page(invoice: Invoice, *, answering: str | None = None, form: ShopForm | None = None) -> str:
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
        findings=_findings(invoice, matched),
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


def _findings(invoice: Invoice, matched: list[MatchedLine]) -> list[object]:
    lines = [TaxLine(line.position, line.net, line.rate, line.tax, line.total) for line in invoice.lines]
    if invoice.status is InvoiceStatus.WITHDRAWN:
        return []
    return findings(invoice.kind, lines, matched, invoice.unallocated, written=money, language=current())
