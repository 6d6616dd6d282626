"""Putting invoices into the register: choose accepted lines, type the paper; red letters; parts said anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.fulfilment.lifecycle import Side
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import invoice_profiles_of, names_of
from shop.payments import einvoice, policies
from shop.payments.einvoice import EInvoice, Here
from shop.payments.forms.invoices import InvoiceForm, form_for, parts_form
from shop.payments.forms.suggested import taken_back
from shop.payments.invoicing import OPEN_TO_CHANGE, FileKind, InvoiceKind
from shop.payments.matching import MatchedLine
from shop.payments.models import Invoice
from shop.payments.queries import invoices as queries
from shop.payments.queries import uninvoiced
from shop.payments.services import checking, files
from shop.payments.services import registering as services
from shop.payments.uploads import LARGEST_TO_READ, kind_of
from shop.payments.views.invoice_page import bp, own_invoice
from shop.web import once
from shop.web.asking import page_in, words_in
from shop.web.filters import day, money
from shop.web.forms import refusals_on
from shop.web.guards import actor, allowed

KINDS = {
    Side.SUPPLIER: (InvoiceKind.ORDINARY, InvoiceKind.SPECIAL, InvoiceKind.TAX_OFFICE),
    Side.BUYER: (InvoiceKind.PURCHASE,),
}
FROM_OUTSIDE = (*KINDS[Side.SUPPLIER], InvoiceKind.PURCHASE)


@bp.route("/invoices/new", methods=["GET", "POST"])
@allowed(policies.may_register_invoices)
def new() -> ResponseReturnValue:
    """Choose with whom, then which accepted lines, then type what stands on the paper."""
    side, other, profile_id = policies.own_side(actor()), _id_in("of"), _id_in("profile")
    if profile_id is not None and other is None and side is Side.BUYER:
        return _from_outside(profile_id)
    if other is None or profile_id is None:
        profiles = invoice_profiles_of(actor().organisation_id) if side is Side.BUYER else []
        words, page = words_in("q"), page_in("page")
        total, groups = uninvoiced.groups_for(actor(), words, page)
        return render_template(
            "payments/invoices_new.html",
            groups=groups,
            words=words,
            total=total,
            page=page,
            pages=max(1, -(-total // uninvoiced.PER_PAGE)),
            side=side,
            Side=Side,
            profiles=profiles,
        )
    mine = actor().organisation_id
    unit_id, supplier_id = (other, mine) if side is Side.SUPPLIER else (mine, other)
    if not uninvoiced.have_traded(unit_id, supplier_id, profile_id):
        raise NotYours
    chosen = [int(line) for line in request.args.getlist("line") if line.isascii() and line.isdigit()][:1000]
    chosen = [line for line in chosen if line < 10**12]
    matched = uninvoiced.lines_to_invoice(unit_id, supplier_id, profile_id, chosen)
    names = names_of({other})
    if request.method == "GET" and not chosen:
        return render_template(
            "payments/invoice_choose.html", lines=matched, other=names[other], profile_id=profile_id, side=side
        )
    here = queries.parties_of(profile_id, supplier_id)
    form, doubts = _filled(matched, KINDS[side], here)

    def put_in() -> str:
        invoice = services.register(
            form.paper(),
            form.parts(),
            unit_id=unit_id,
            profile_id=profile_id,
            supplier_id=supplier_id,
            side=side,
            by=actor(),
        )
        return _entered(invoice, form)

    return _answered(form, put_in) or _paper_page(form, other=names[other], doubts=doubts)


def _from_outside(profile_id: int) -> ResponseReturnValue:
    """An invoice of somebody who does not sell here: for purchases made elsewhere."""
    if profile_id not in {profile.id for profile in invoice_profiles_of(actor().organisation_id)}:
        raise NotYours
    form, doubts = _filled((), FROM_OUTSIDE, queries.parties_of(profile_id, None), outside=True)

    def put_in() -> str:
        invoice = services.register(
            form.paper(),
            {},
            unit_id=actor().organisation_id,
            profile_id=profile_id,
            supplier_id=None,
            side=Side.BUYER,
            by=actor(),
        )
        return _entered(invoice, form)

    return _answered(form, put_in) or _paper_page(form, other=None, doubts=doubts)


@bp.route("/invoices/<number>/red", methods=["GET", "POST"])
@allowed(policies.may_register_invoices)
def red(number: str) -> ResponseReturnValue:
    """A red letter takes back all or a part of an invoice."""
    original, side = own_invoice(number)
    if original.kind is InvoiceKind.RED:
        raise NotYours
    matched = uninvoiced.lines_on(original)
    lines, parts = taken_back(original, matched, uninvoiced.freed_of(original))
    form = form_for(matched, sent=request.form, lines=lines, sign=-1, parts=parts)

    def put_in() -> str:
        return _entered(services.register_red(original, form.paper(), form.parts(), side, by=actor()), form)

    if answer := _answered(form, put_in):
        return answer
    original, _side = own_invoice(number)
    return _paper_page(form, original=original, other=None)


@bp.route("/invoices/<number>/parts", methods=["GET", "POST"])
@allowed(policies.may_register_invoices)
def parts(number: str) -> ResponseReturnValue:
    """Say anew to which accepted lines the invoice belongs."""
    invoice, side = own_invoice(number)
    if invoice.supplier_id is None or invoice.kind is InvoiceKind.RED:
        raise NotYours
    matched = uninvoiced.lines_on(invoice, with_open=True)
    form = parts_form(matched)

    def put_in() -> str:
        checking.allocate(invoice, form.parts(), side, by=actor())
        flash(_("The invoice belongs to these lines now."), "success")
        return url_for(".invoice", number=number)

    if answer := once.do(form, put_in):
        return answer
    invoice, _side = own_invoice(number)
    return render_template(
        "payments/invoice_parts.html",
        invoice=invoice,
        form=form,
        may_change=invoice.status in OPEN_TO_CHANGE,
    ), (422 if form.is_submitted() else 200)


def _filled(
    matched: Sequence[MatchedLine], kinds: Sequence[InvoiceKind], here: Here, *, outside: bool = False
) -> tuple[InvoiceForm, list[Any] | None]:
    """The form of the paper, filled from an e-invoice if that was asked for, with what of it does not agree."""
    asked = _asks_to_read()
    form = form_for(matched, kinds=kinds, sent=request.form, outside=outside, afresh=asked)
    if not asked:
        return form, None
    sent = request.files.get("file")
    content = sent.stream.read(LARGEST_TO_READ + 1) if sent is not None and sent.filename else b""
    told = _read(form, content)
    if told is None:
        return form, None
    name = sent.filename or "" if sent is not None else ""
    filled = form_for(matched, kinds=kinds, sent={}, outside=outside, told=told, kept=(content, name), afresh=True)
    return filled, einvoice.doubts(told, here, written=money, day=day)


def _asks_to_read() -> bool:
    """Whether the short form was sent that fills the long one in."""
    return request.method == "POST" and bool(request.args.get("read"))


def _read(form: InvoiceForm, content: bytes) -> EInvoice | None:
    """What an e-invoice says; nothing, and a sentence on the form, where nothing can be read."""
    told = None
    with refusals_on(form):
        told = einvoice.read(content) if kind_of(content) is FileKind.XML else None
        if told is None:
            raise Refused(_("Nothing can be read from this file: please type what stands on it."), field="file")
    return told


def _answered(form: InvoiceForm, put_in: Any) -> ResponseReturnValue | None:
    """Register once; a form that only asked for another row, or to be filled, comes back with it."""
    if request.form.get("then") == "more" or _asks_to_read():
        return None
    return once.do(form, put_in)


def _entered(invoice: Invoice, form: InvoiceForm) -> str:
    kept = form.kept_file()
    if kept is None:
        flash(_("The invoice is in the register. Add its file, if it is an e-invoice."), "success")
    else:
        files.add_file(invoice, *kept, invoice.side, by=actor())
        flash(_("The invoice is in the register, and its file with it."), "success")
    return url_for(".invoice", number=invoice.number)


def _paper_page(
    form: InvoiceForm, *, other: Any, original: Invoice | None = None, doubts: list[Any] | None = None
) -> ResponseReturnValue:
    wrong = form.is_submitted() and request.form.get("then") != "more" and doubts is None
    return render_template(
        "payments/invoice_form.html",
        form=form,
        other=other,
        original=original,
        doubts=doubts,
        largest=LARGEST_TO_READ // 1024,
    ), (422 if wrong else 200)


def _id_in(name: str) -> int | None:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 12 else None
