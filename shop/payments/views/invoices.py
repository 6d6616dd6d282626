"""The register of invoices: its list, what is missing from it, each invoice, and what the two sides answer."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from flask import flash, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.documents.tables import Table
from shop.fulfilment.lifecycle import Side
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.invoicing import LATE_AFTER, InvoiceStatus
from shop.payments.models import Invoice
from shop.payments.queries import invoices as queries
from shop.payments.queries import missing as lacking
from shop.payments.queries.invoices import PER_PAGE, ListFilter
from shop.payments.services import checking
from shop.payments.tables.invoices import invoices_table, missing_table
from shop.payments.views import invoice_files, lowering, registering
from shop.payments.views.invoice_page import answered, bp, invoice_page
from shop.web.asking import day_in, page_in, word_in, words_in
from shop.web.filters import day
from shop.web.forms import ReasonForm
from shop.web.guards import actor, allowed

__all__ = ["bp", "invoice_files", "lowering", "registering"]

DAYS = (0, 30, LATE_AFTER, 90)


@bp.get("/invoices")
@allowed(policies.may_read_invoices)
def index() -> ResponseReturnValue:
    """The register, as far as it is the reader's."""
    asked = ListFilter(
        word_in(InvoiceStatus, "state"), words_in("q"), day_in("since"), day_in("until"), page_in("page")
    )
    counts = queries.counts(actor(), asked)
    total = sum(counts.values()) if asked.status is None else counts[asked.status]
    if asked_as():
        return send_list(lambda: _register(asked), total, "invoices", *_said(asked))
    return render_template(
        "payments/invoices.html",
        asked=asked,
        counts=counts,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        listed=queries.listed(actor(), asked) if total else [],
        may_register=policies.may_register_invoices(actor()),
    )


def _register(asked: ListFilter) -> Table:
    found = queries.listed(actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
    return invoices_table(found, names_of({one.unit_id for one in found}))


def _said(asked: ListFilter) -> list[tuple[str, object]]:
    return [
        (_("State"), asked.status.label if asked.status else None),
        (_("Number or name"), asked.words),
        (_("Issued from"), day(asked.since) if asked.since else None),
        (_("Issued until"), day(asked.until) if asked.until else None),
    ]


@bp.get("/invoices/missing")
@allowed(policies.may_read_invoices)
def missing() -> ResponseReturnValue:
    """What was accepted and no checked invoice proves, by name: after 60 days, unless asked otherwise."""
    typed = request.args.get("days", "")
    days = next((days for days in DAYS if str(days) == typed), LATE_AFTER)
    words, page = words_in("q"), page_in("page")
    which = lacking.waits_longer_than(days) & lacking.concerns(actor())
    sums = lacking.sums_of(which, words)
    if asked_as():
        whole = partial(lacking.lines_of, which, words, 1, per_page=MOST_AT_ONCE)
        said = [(_("Accepted at least so many days ago"), days), (_("Name of unit or supplier"), words)]
        return send_list(lambda: missing_table(whole()), sums.count, f"invoices-missing-{days}", *said)
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
    return invoice_page(queries.invoice_for(actor(), number))


@bp.post("/invoices/<number>/check")
@allowed(policies.may_register_invoices)
def check(number: str) -> ResponseReturnValue:
    """The other side has held it against what was accepted."""

    def settle(invoice: Invoice, _form: ReasonForm, side: Side) -> None:
        checking.check(invoice, side, by=actor())
        flash(_("The invoice is checked and matched."), "success")

    return answered(number, "check", settle)


@bp.post("/invoices/<number>/dispute")
@allowed(policies.may_register_invoices)
def dispute(number: str) -> ResponseReturnValue:
    """The other side does not agree."""

    def settle(invoice: Invoice, form: ReasonForm, side: Side) -> None:
        checking.dispute(invoice, form.reason.data or "", side, by=actor())
        flash(_("The invoice is disputed. The other side has been told why."), "success")

    return answered(number, "dispute", settle)


@bp.post("/invoices/<number>/withdraw")
@allowed(policies.may_register_invoices)
def withdraw(number: str) -> ResponseReturnValue:
    """Whoever registered it takes it out again."""

    def settle(invoice: Invoice, form: ReasonForm, side: Side) -> None:
        checking.withdraw(invoice, form.reason.data or "", side, by=actor())
        flash(_("The invoice is withdrawn; its accepted lines are free again."), "success")

    return answered(number, "withdraw", settle)
