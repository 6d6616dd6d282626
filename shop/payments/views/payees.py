"""The account into which a supplier is paid: asked for by one person, decided by another, seen by the operator."""

from __future__ import annotations

from flask import Blueprint, abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.bank import PayeeForm
from shop.payments.queries.payees import payee_for, payee_history, payees_waiting
from shop.payments.services import payees as services
from shop.web import once
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed

bp = Blueprint("payees", __name__)


@bp.route("/payee", methods=["GET", "POST"])
@allowed(policies.may_be_paid)
def own() -> ResponseReturnValue:
    """The supplier's own account, what waits for a second person, and every account that there was."""
    form = PayeeForm()

    def propose() -> str:
        services.propose_payee(actor().organisation_id, **form.typed(), by=actor())
        flash(_("The account waits for a second person now. The operator has been told."), "success")
        return url_for(".own")

    return once.do(form, propose) or (_own_page(form), 422 if form.is_submitted() else 200)


@bp.get("/payees")
@allowed(policies.may_oversee_payees)
def waiting() -> str:
    """Accounts of suppliers that wait for a second person."""
    return _waiting_page()


@bp.post("/payees/<int(max=999999999999):account_id>/<step>")
@allowed(policies.may_decide_payees)
def decide(account_id: int, step: str) -> ResponseReturnValue:
    """A second person says yes or no; whoever asked may take it back."""
    if step not in ("approve", "reject"):
        abort(404)
    account, form = payee_for(actor(), account_id), ReasonForm()
    back = url_for(".waiting" if actor().is_operator else ".own")

    def settle() -> str:
        if step == "approve":
            services.approve_payee(account, by=actor())
            flash(_("The account is in force: buyers see it from now on."), "success")
        else:
            services.reject_payee(account, form.reason.data or "", by=actor())
            flash(_("The account is not taken. The old one stands."), "success")
        return back

    if answer := once.do(form, settle):
        return answer
    return (_waiting_page(form, account_id) if actor().is_operator else _own_page(None, form)), 422


def _own_page(form: PayeeForm | None = None, answering: ShopForm | None = None) -> str:
    supplier_id = actor().organisation_id
    history = payee_history(supplier_id)
    return render_template(
        "payments/payee.html",
        form=form or PayeeForm(formdata=None),
        answering=answering,
        account=next((account for account in history if account.in_force), None),
        waits=next((account for account in history if account.waits), None),
        ended=[account for account in history if account.ended_at is not None],
        supplier=names_of([supplier_id])[supplier_id],
        history=told_all(entry for entry in trail_of("supplier", supplier_id) if ".payee_" in entry.action),
    )


def _waiting_page(answering: ShopForm | None = None, account_id: int | None = None) -> str:
    accounts = payees_waiting()
    return render_template(
        "payments/payees.html",
        accounts=accounts,
        names=names_of(account.supplier_id for account in accounts),
        answering=answering,
        answered_id=account_id,
    )
