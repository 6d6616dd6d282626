"""A line on an invoice is to be lower: proposed by one side, answered by the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.fulfilment.lifecycle import Side
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours
from shop.payments import policies
from shop.payments.forms.answers import LowerForm
from shop.payments.models import Invoice, LowerProposal
from shop.payments.queries import invoices as queries
from shop.payments.queries import uninvoiced
from shop.payments.services import lowering
from shop.payments.views.invoice_page import answered, bp, invoice_page, two_sided
from shop.web import once
from shop.web.forms import ReasonForm
from shop.web.guards import actor, allowed


@bp.post("/invoices/<number>/lower")
@allowed(policies.may_register_invoices)
def lower(number: str) -> ResponseReturnValue:
    """Say that a line is to be invoiced, and so to count, lower."""
    invoice, side = two_sided(number)
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

    return once.do(form, propose) or (invoice_page(two_sided(number)[0], answering=typed, form=form), 422)


@bp.post("/invoices/<number>/lower/<step>")
@allowed(policies.may_register_invoices)
def answer_lower(number: str, step: str) -> ResponseReturnValue:
    """Answer what was proposed, or take it back."""
    if step not in ANSWERS:
        raise NotYours

    def settle(invoice: Invoice, form: ReasonForm, side: Side) -> None:
        proposal = queries.proposal_on(invoice.id, request.form.get("proposal", ""))
        ANSWERS[step](proposal, form.reason.data or "", side)

    return answered(number, f"{step}-lower", settle)


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
