"""What approvers of a buying unit decide: purchases above their buyer's limit."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.kernel import clock
from shop.ordering import policies, queries
from shop.ordering.models import Purchase
from shop.ordering.services import approvals as services
from shop.ordering.views import showing
from shop.ordering.views.public import bp
from shop.web import once
from shop.web.asking import page_in
from shop.web.forms import ReasonForm
from shop.web.guards import actor, allowed, require

MOST_DECIDED = PER_PAGE = 20


@bp.get("/approvals")
@allowed(policies.may_approve_purchases)
def approvals() -> str:
    """What waits for a decision, and what was decided last."""
    unit_id = actor().organisation_id
    total = queries.number_waiting(unit_id)
    pages = max(1, -(-total // PER_PAGE))
    page = min(page_in("page"), pages)
    waiting = queries.approvals_waiting(unit_id, first=(page - 1) * PER_PAGE, count=PER_PAGE)
    return render_template(
        "ordering/approvals.html",
        waiting=waiting,
        total=total,
        page=page,
        pages=pages,
        goods=queries.goods_of_purchases(asked.purchase.id for asked in waiting),
        decided=queries.approvals_decided(unit_id, count=MOST_DECIDED),
        now=clock.now(),
    )


@bp.post("/purchases/<number>/approve")
@allowed(policies.may_approve_purchases)
def approve(number: str) -> ResponseReturnValue:
    """The unit stands by the purchase."""

    def stand_by(purchase: Purchase, reason: str) -> str:
        services.approve(purchase, by=actor())
        return str(_("The purchase is approved; its orders are with the suppliers now."))

    return _decided(number, stand_by)


@bp.post("/purchases/<number>/reject")
@allowed(policies.may_approve_purchases)
def reject(number: str) -> ResponseReturnValue:
    """The unit does not stand by it, for a reason."""

    def turn_down(purchase: Purchase, reason: str) -> str:
        services.reject(purchase, reason, by=actor())
        return str(_("The purchase is rejected; its stock is on sale again."))

    return _decided(number, turn_down)


def _decided(number: str, decide: Callable[[Purchase, str], str]) -> ResponseReturnValue:
    """Decide about a purchase once; `decide` says what was done."""
    purchase, form = _purchase(number), ReasonForm()

    def deed() -> str:
        flash(decide(purchase, form.reason.data or ""), "success")
        return url_for(".purchase", number=number)

    return once.do(form, deed) or (showing.purchase_page(_purchase(number), reason_form=form), 422)


def _purchase(number: str) -> Purchase:
    purchase = queries.purchase_for(actor(), number)
    require(policies.may_answer_for, purchase)
    return purchase
