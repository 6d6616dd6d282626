"""Paying for an order online: what is open, in which ways, and what became of earlier attempts."""

from __future__ import annotations

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.questions import HowToPay, ask
from shop.kernel.refusals import NotYours, Refused
from shop.ordering.models import Order
from shop.ordering.models.orders import WHOLE
from shop.ordering.policies import may_pay, may_pay_for
from shop.ordering.queries import order_for
from shop.organisations.queries import names_of
from shop.payments import desk
from shop.payments.gateway import gateway, is_set_up
from shop.payments.models import OnlinePayment
from shop.payments.online_forms import PayForm
from shop.payments.queries import online as queries
from shop.payments.queries.announced import announced_of_order
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
        kind = OnlineKind(form.kind.data)
        amount = queries.asked_for(order, kind, current_app.config["DEPOSIT_PERCENT"])
        attempt = _set_out(order, kind, amount, email=form.email.data or "")
        if kind is OnlineKind.INVOICE:
            flash(_("The bill is sent. It can also be opened here."), "success")
            return url_for(".pay", number=number)
        return url_for(".go", number=number, key=attempt.key)

    return once.do(form, set_out) or (_page(_order(number), form=form), 422)


@bp.post("/orders/<number>/pay/now")
@allowed(may_pay)
def pay_now(number: str) -> ResponseReturnValue:
    """Pay what is waited for before delivery: from the checkout straight on to Stripe's page.

    Sent again it goes on with the page that is open, so it needs no key of its own.
    """
    order = _order(number)
    if not ShopForm().validate_on_submit():
        abort(400)
    if not order.waits_for_money:
        return redirect(url_for(".pay", number=number))
    percent = order.percent_ahead
    kind = OnlineKind.PAY_NOW if percent == WHOLE else OnlineKind.DEPOSIT
    try:
        key = _set_out(order, kind, queries.asked_for(order, kind, percent)).key
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.message, "warning")
        return redirect(url_for(".pay", number=number))
    return redirect(url_for(".go", number=number, key=key))


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


@bp.post("/orders/<number>/pay/<key>/resend")
@allowed(may_pay)
def resend(number: str, key: str) -> ResponseReturnValue:
    """Mail a bill once more to where it was sent first."""
    order = _order(number)
    attempt, form = _attempt(order, key), ShopForm()

    def send() -> str:
        if not attempt.is_bill or attempt.state is not OnlineState.OPEN:
            raise Refused(_("Only a bill that is open can be sent again."))
        found = desk.send_again(attempt.id, once.key_in_hand())
        if found.state is OnlineState.OPEN:
            flash(_("The bill is sent again to %(email)s.", email=found.email), "success")
        return url_for(".pay", number=number)

    return once.do(form, send) or (_page(_order(number), form=_sentence(form)), 422)


@bp.post("/orders/<number>/pay/<key>/look")
@allowed(may_pay)
def look(number: str, key: str) -> ResponseReturnValue:
    """Ask Stripe now how a payment stands, for whoever has paid and does not want to wait for its report."""
    attempt = _attempt(_order(number), key)
    if not ShopForm().validate_on_submit():
        abort(400)
    try:
        desk.look_after(attempt.id)
    except Refused as refusal:
        db.session.rollback()
        flash(refusal.message, "warning")
    return redirect(url_for(".pay", number=number))


def _set_out(order: Order, kind: OnlineKind, amount: Money, *, email: str = "") -> OnlinePayment:
    """The attempt is committed before Stripe is asked."""
    gateway()
    is_bill = kind is OnlineKind.INVOICE
    attempt = services.begin(
        order,
        kind,
        amount,
        return_to=url_for(".pay", number=order.number, _external=True),
        days=queries.days_to_pay(order) if is_bill else 0,
        payer=names_of([order.unit_id])[order.unit_id].name,
        email=email if is_bill else "",
        by=actor(),
    )
    attempt_id = attempt.id
    db.session.commit()
    return desk.open_at_stripe(attempt_id)


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


def _sentence(form: ShopForm) -> PayForm:
    """The form of the page, saying what is wrong with the other one."""
    shown = PayForm(formdata=None)
    shown.form_errors = form.form_errors
    return shown


def _page(order: Order, *, form: PayForm | None = None) -> str:
    percent = current_app.config["DEPOSIT_PERCENT"]
    attempts = queries.attempts_of(order.id)
    return render_template(
        "payments/pay.html",
        order=order,
        ahead=queries.ahead_of(order) if order.waits_for_money else None,
        open_attempt=next((one for one in attempts if one.state is OnlineState.OPEN and not one.is_bill), None),
        next_order=queries.next_to_pay(order),
        payee=ask(HowToPay((order.id,)))[order.id],
        supplier=names_of([order.supplier_id])[order.supplier_id],
        is_set_up=is_set_up(),
        open=queries.open_of(order),
        announced=announced_of_order(order),
        paid=queries.paid_for(order),
        deposit=queries.deposit_of(order, percent),
        percent=percent,
        billable=queries.billable(order),
        payable=queries.is_payable(order),
        attempts=attempts,
        waited_for=queries.is_waited_for(order.id),
        kinds=OnlineKind,
        days=queries.days_to_pay(order),
        form=form or PayForm(formdata=None),
        refused=form is not None,
    )
