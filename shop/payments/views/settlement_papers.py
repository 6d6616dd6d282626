"""A settlement as a paper (结算单): to print, as a PDF, and the invoice that the supplier makes of it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from shop.catalogue.words import TaxRate
from shop.documents.handing import hand_over
from shop.documents.services import Head
from shop.documents.words import PaperKind
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.queries import names_of_people
from shop.kernel import clock
from shop.kernel.money import Money, total
from shop.kernel.refusals import NotYours
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.billed import Billing
from shop.payments.forms.invoices import form_for, lines_of
from shop.payments.invoicing import net_of
from shop.payments.matching import MatchedLine
from shop.payments.models import Settlement
from shop.payments.paper import PaperLine
from shop.payments.printing import kind_of, settlement_paper
from shop.payments.queries import settled_parts, uninvoiced
from shop.payments.queries import settlements as queries
from shop.payments.queries.settlement_bills import billing_of
from shop.payments.remittance import code_of
from shop.payments.services import settlement_invoices
from shop.payments.settling import LineKind, SettlementState, SettlementStep
from shop.payments.views.registering import KINDS
from shop.payments.views.settlements import bp
from shop.web import once
from shop.web.guards import actor, allowed


@bp.get("/<number>/paper")
@allowed(policies.may_read_settlements)
def paper(number: str) -> str:
    """The settlement as a paper to print, sign and file."""
    found = queries.settlement_for(actor(), number)
    printed = _printed(found)
    return render_template(
        "payments/settlement_paper.html",
        settlement=found,
        sums=settled_parts.sums_by_kind(line for line, _order in printed["lines"]),
        Kind=LineKind,
        code=code_of(found.number),
        **printed,
    )


@bp.get("/<number>/pdf")
@allowed(policies.may_read_settlements)
def pdf(number: str) -> Response:
    """The same paper as a PDF in Chinese, with a code that opens its check page."""
    found = queries.settlement_for(actor(), number)
    printed = _printed(found)
    with force_locale("zh"):
        words = settlement_paper(found, **printed)
    head = Head(
        kind=PaperKind.SETTLEMENT,
        series=found.number,
        unit=printed["names"][found.unit_id],
        supplier=printed["names"][found.supplier_id],
        day=clock.shanghai_day(found.confirmed_at or found.proposed_at),
        total=found.total,
        state=found.state.label,
        cluster_id=found.cluster_id,
    )
    return hand_over(head, words)


@bp.route("/<number>/invoices/new", methods=["GET", "POST"])
@allowed(policies.may_be_paid)
def register(number: str) -> ResponseReturnValue:
    """The supplier puts an invoice of the settlement into the register, which begins with the settlement's lines."""
    settlement = queries.settlement_for(actor(), number)
    if SettlementStep.INVOICE not in policies.settling_steps(actor(), settlement):
        raise NotYours
    matched, freight = _to_invoice(settlement)
    form = form_for(matched, kinds=KINDS[Side.SUPPLIER], sent=request.form, lines=[*lines_of(matched), *freight])

    def put_in() -> str:
        settlement_invoices.register_for(settlement, form.paper(), form.parts(), by=actor())
        flash(_("The invoice is in the register and belongs to this settlement. The unit has been told."), "success")
        return url_for(".settlement", number=number)

    more = request.form.get("then") == "more"
    if not more and (answer := once.do(form, put_in)):
        return answer
    settlement = queries.settlement_for(actor(), number)
    return render_template(
        "payments/invoice_form.html",
        form=form,
        other=names_of([settlement.unit_id])[settlement.unit_id],
        original=None,
        settlement=settlement,
    ), (422 if form.is_submitted() and not more else 200)


def _to_invoice(settlement: Settlement) -> tuple[list[MatchedLine], list[PaperLine]]:
    """The settlement's goods of which something stands on no invoice yet, and its freight, taxed as the first of them.

    Freight that a seller charges with its goods is taxed at their rate; whoever types the paper may say otherwise.
    """
    billing = billing_of(settlement)
    open_lines = [goods.acceptance_line_id for goods in billing.missing()]
    matched = (
        uninvoiced.lines_to_invoice(settlement.unit_id, settlement.supplier_id, settlement.profile_id, open_lines)
        if open_lines
        else []
    )
    return matched, _freight(billing, matched[0].rate if matched else TaxRate.EXEMPT)


def _freight(billing: Billing, rate: TaxRate) -> list[PaperLine]:
    left = billing.charges - total(bill.free for bill in billing.counting)
    if left <= Money(0):
        return []
    net = net_of(left, rate)
    return [PaperLine(_("Freight"), net, rate, left - net)]


def _printed(settlement: Settlement) -> dict[str, Any]:
    """What both forms of the paper are made of: goods first, then what is taken off them, then charges."""
    lines = [(line, order) for line, order, stays in queries.lines_of(settlement) if stays]
    chosen = billing_of(settlement).counting if settlement.state is SettlementState.CONFIRMED else []
    return {
        "lines": sorted(lines, key=lambda row: kind_of(row[0])),
        "names": names_of([settlement.unit_id, settlement.supplier_id]),
        "people": names_of_people([settlement.proposed_by_id, settlement.confirmed_by_id, settlement.checked_by_id]),
        "invoices": ", ".join(bill.official_number for bill in chosen) or settlement.invoices,
    }
