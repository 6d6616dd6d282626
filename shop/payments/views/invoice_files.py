"""The files of e-invoices: added by the side that registered the invoice, shown so that nothing of them runs."""

from __future__ import annotations

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.handing import bytes_sent
from shop.kernel.refusals import NotYours
from shop.payments import einvoice, policies
from shop.payments.forms.answers import FileForm
from shop.payments.invoicing import FileKind
from shop.payments.queries import invoices as queries
from shop.payments.services import files
from shop.payments.uploads import LARGEST
from shop.payments.views.invoice_page import bp, own_invoice
from shop.web import once
from shop.web.filters import day, money
from shop.web.guards import actor, allowed
from shop.web.uploads import takes_files

TYPES = {FileKind.PDF: "application/pdf"}


@bp.route("/invoices/<number>/file", methods=["GET", "POST"])
@allowed(policies.may_register_invoices)
@takes_files(LARGEST)
def add_file(number: str) -> ResponseReturnValue:
    """Add the e-invoice itself."""
    invoice, side = own_invoice(number)
    form = FileForm()

    def keep() -> str:
        if (sent := form.file.upload) is not None:
            files.add_file(invoice, sent.content, sent.name, side, by=actor())
        flash(_("The file is kept with the invoice."), "success")
        return url_for(".invoice", number=number)

    if answer := once.do(form, keep):
        return answer
    invoice, _side = own_invoice(number)
    return render_template("payments/invoice_file.html", invoice=invoice, form=form), (
        422 if form.is_submitted() else 200
    )


@bp.get("/invoices/<number>/files/<name>")
@allowed(policies.may_read_invoices)
def file(number: str, name: str) -> Response:
    """The e-invoice as it was uploaded: shown in a sandbox if it is a PDF, else only to be saved; never run."""
    found = queries.file_of(queries.invoice_for(actor(), number).id, name)
    shown = found.kind in TYPES and "save" not in request.args
    name = f"invoice-{number}.{found.kind.value}"
    mimetype = TYPES.get(found.kind, "application/octet-stream")
    return bytes_sent(found.content, mimetype, name, as_attachment=not shown)


@bp.get("/invoices/<number>/files/<name>/read")
@allowed(policies.may_read_invoices)
def read_file(number: str, name: str) -> str:
    """What an XML says, written out on a page of ours and held against the register; the file itself is not shown."""
    invoice = queries.invoice_for(actor(), number)
    kept = queries.file_of(invoice.id, name)
    if kept.kind is not FileKind.XML:
        raise NotYours
    told = einvoice.read(kept.content)
    return render_template(
        "payments/invoice_read.html",
        invoice=invoice,
        file=kept,
        told=told,
        doubts=einvoice.doubts(told, queries.known_of(invoice), written=money, day=day) if told else [],
    )
