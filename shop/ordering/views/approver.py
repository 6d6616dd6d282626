"""What approvers of a buying unit decide: purchases above their buyer's limit."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.extensions import db
from shop.kernel import clock
from shop.ordering import policies, queries
from shop.ordering.forms import ReasonForm
from shop.ordering.models import Purchase
from shop.ordering.services import approvals as services
from shop.ordering.views import showing
from shop.ordering.views.public import bp
from shop.web.forms import refusals_on
from shop.web.guards import actor, allowed, require

MOST_DECIDED = 20


@bp.get("/approvals")
@allowed(policies.may_approve_purchases)
def approvals() -> str:
    """What waits for a decision, and what was decided last."""
    waiting = queries.approvals_waiting(actor().organisation_id)
    return render_template(
        "ordering/approvals.html",
        waiting=waiting,
        goods=queries.goods_of_purchases(asked.purchase.id for asked in waiting),
        decided=queries.approvals_decided(actor().organisation_id, count=MOST_DECIDED),
        now=clock.now(),
    )


@bp.post("/purchases/<number>/approve")
@allowed(policies.may_approve_purchases)
def approve(number: str) -> ResponseReturnValue:
    """The unit stands by the purchase."""
    purchase, form = _purchase(number), ReasonForm()
    if form.validate_on_submit():
        with refusals_on(form):
            services.approve(purchase, by=actor())
            db.session.commit()
            flash(_("The purchase is approved; its orders are with the suppliers now."), "success")
            return redirect(url_for(".purchase", number=number))
    return showing.purchase_page(_purchase(number), reason_form=form), 422


@bp.post("/purchases/<number>/reject")
@allowed(policies.may_approve_purchases)
def reject(number: str) -> ResponseReturnValue:
    """The unit does not stand by it, for a reason."""
    purchase, form = _purchase(number), ReasonForm()
    if form.validate_on_submit():
        with refusals_on(form):
            services.reject(purchase, form.reason.data or "", by=actor())
            db.session.commit()
            flash(_("The purchase is rejected; its stock is on sale again."), "success")
            return redirect(url_for(".purchase", number=number))
    return showing.purchase_page(_purchase(number), reason_form=form), 422


def _purchase(number: str) -> Purchase:
    purchase = queries.purchase_for(actor(), number)
    require(policies.may_answer_for, purchase)
    return purchase
