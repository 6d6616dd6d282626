"""Paying for an order online: what is open, in which ways, and what became of earlier attempts."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order
from shop.ordering.policies import may_pay, may_pay_for
from shop.ordering.queries import order_for
from shop.organisations.queries import names_of
from shop.payments import desk
from shop.payments.gateway import gateway, is_set_up
from shop.payments.models import OnlinePayment
from shop.payments.online_forms import PayForm
from shop.payments.queries import online as queries
from shop.payments.services import online as services
from shop.payments.words_online import OnlineKind, OnlineState
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed

bp = Blueprint("payments_online", __name__)


@bp.get("/orders/<number>/pay")
@allowed(may_pay)
def pay(number: str) -> str:
    """What is open, how it can be paid, and what became of earlier attempts."""
    return _page(_order(number))


@bp.post("/orders/<number>/pay")
@allowed(may_pay)
def begin(number: str) -> ResponseReturnValue:
    """Set out to pay: the attempt is committed first, then Stripe is asked, then the browser goes there."""
    order, form = _order(number), PayForm()

    def set_out() -> str:
        gateway()
        kind, email = OnlineKind(form.kind.data), form.email.data or ""
        attempt = services.begin(
            order,
            kind,
            queries.asked_for(order, kind, current_app.config["DEPOSIT_PERCENT"]),
            return_to=url_for(".pay", number=number, _external=True),
            days=queries.days_to_pay(order) if kind is OnlineKind.INVOICE else 0,
            payer=names_of([order.unit_id])[order.unit_id].name,
            email=email if kind is OnlineKind.INVOICE else "",
            by=actor(),
        )
        attempt_id = attempt.id
        db.session.commit()
        attempt = desk.open_at_stripe(attempt_id)
        if kind is OnlineKind.INVOICE:
            flash(_("The bill is sent. It can also be opened here."), "success")
            return url_for(".pay", number=number)
        return url_for(".go", number=number, key=attempt.key)

    return once.do(form, set_out) or (_page(_order(number), form=form), 422)


@bp.get("/orders/<number>/pay/<key>")
@allowed(may_pay)
def go(number: str, key: str) -> ResponseReturnValue:
    """On to Stripe's page, as long as it is open."""
    attempt = _attempt(_order(number), key)
    if attempt.state is OnlineState.OPEN and attempt.url:
        return redirect(attempt.url)
    return redirect(url_for(".pay", number=number))


@bp.post("/orders/<number>/pay/<key>/give-up")
@allowed(may_pay)
def give_up(number: str, key: str) -> ResponseReturnValue:
    """Nobody shall pay on this attempt any more."""
    attempt = _attempt(_order(number), key)
    if not ShopForm().validate_on_submit():
        abort(400)
    closed = desk.close(attempt.id)
    if closed.state in (OnlineState.PAID, OnlineState.WAITING):
        flash(_("It was paid in this very moment."), "info")
    else:
        flash(_("This payment is given up."), "success")
    return redirect(url_for(".pay", number=number))


def _order(number: str) -> Order:
    order = order_for(actor(), number)
    if not may_pay_for(actor(), order):
        raise NotYours
    return order


def _attempt(order: Order, key: str) -> OnlinePayment:
    attempt = next((one for one in queries.attempts_of(order.id) if one.key == key), None)
    if attempt is None:
        raise NotYours
    return attempt


def _page(order: Order, *, form: PayForm | None = None) -> str:
    percent = current_app.config["DEPOSIT_PERCENT"]
    return render_template(
        "payments/pay.html",
        order=order,
        supplier=names_of([order.supplier_id])[order.supplier_id],
        is_set_up=is_set_up(),
        open=queries.open_of(order),
        paid=queries.paid_for(order),
        deposit=queries.deposit_of(order, percent),
        percent=percent,
        billable=queries.billable(order),
        payable=queries.is_payable(order),
        attempts=queries.attempts_of(order.id),
        waited_for=queries.is_waited_for(order.id),
        kinds=OnlineKind,
        days=queries.days_to_pay(order),
        form=form or PayForm(formdata=None),
        refused=form is not None,
    )
