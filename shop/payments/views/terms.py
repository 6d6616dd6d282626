"""On what terms a unit buys on account: asked for by its finance, decided by the operator."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.money import TermsForm
from shop.payments.models import PaymentTerms
from shop.payments.queries import terms as queries
from shop.payments.services import terms as services
from shop.payments.terms import DAYS_TO_PAY
from shop.payments.views.both import bp
from shop.web import once
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed


@bp.get("/money/terms")
@allowed(policies.may_read_terms)
def terms() -> str:
    """A unit's own terms and what it asked for; for the operator what waits to be decided."""
    return _page()


@bp.post("/money/terms")
@allowed(policies.may_pay)
def ask_for_terms() -> ResponseReturnValue:
    """The unit asks for other terms."""
    form = TermsForm()

    def ask() -> str:
        services.ask_for_terms(actor().organisation_id, *form.typed(), by=actor())
        flash(_("The operator has been asked. Until it decides, everything stays as it is."), "success")
        return url_for(".terms")

    return once.do(form, ask) or (_page(form), 422)


@bp.post("/money/terms/<int:terms_id>/approve")
@allowed(policies.may_decide_terms)
def approve_terms(terms_id: int) -> ResponseReturnValue:
    """The operator agrees."""

    def approve(found: PaymentTerms) -> None:
        services.approve_terms(found, by=actor())

    return _decided(terms_id, ShopForm(), approve, _("The terms are approved."))


@bp.post("/money/terms/<int:terms_id>/refuse")
@allowed(policies.may_decide_terms)
def refuse_terms(terms_id: int) -> ResponseReturnValue:
    """The operator does not agree."""
    form = ReasonForm()

    def refuse(found: PaymentTerms) -> None:
        services.refuse_terms(found, form.reason.data or "", by=actor())

    return _decided(terms_id, form, refuse, _("The unit has been told why."))


def _decided(terms_id: int, form: ShopForm, decide: Callable[[PaymentTerms], None], done: str) -> ResponseReturnValue:
    found = queries.terms_for(actor(), terms_id)

    def deed() -> str:
        decide(found)
        flash(done, "success")
        return url_for(".terms")

    return once.do(form, deed) or (_page(decided=form, refusing=terms_id), 422)


def _page(form: TermsForm | None = None, *, decided: ShopForm | None = None, refusing: int | None = None) -> str:
    waiting = queries.waiting_terms() if actor().is_operator else []
    unit_id = actor().organisation_id
    current = None if actor().is_operator else queries.terms_in_force(unit_id)
    return render_template(
        "payments/terms.html",
        form=form or TermsForm(formdata=None, data={"days": current.days if current else DAYS_TO_PAY}),
        decided=decided or ReasonForm(formdata=None),
        refusing=refusing,
        current=current,
        usual=DAYS_TO_PAY,
        asked=[] if actor().is_operator else queries.all_terms_of(unit_id),
        waiting=waiting,
        names=names_of(row.unit_id for row in waiting),
        may_ask=policies.may_pay(actor()),
    )
