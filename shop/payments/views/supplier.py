"""A supplier without a bank file enters what it has received."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.kernel import clock
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.money import ReceiptForm
from shop.payments.queries import accounts
from shop.payments.queries.receipts import oldest_first
from shop.payments.services.hand_receipts import receive_by_hand
from shop.payments.services.receipts import Share
from shop.payments.views.terms import bp
from shop.web import once
from shop.web.guards import actor, allowed


@bp.route("/money/receipts/new", methods=["GET", "POST"])
@allowed(policies.may_be_paid)
def receive() -> ResponseReturnValue:
    """What a unit has transferred, put to what it owes, the longest due first."""
    if request.method == "GET":
        return _page(ReceiptForm(formdata=None, data={"received_on": clock.today(), "unit": _usual_unit()}))
    form = ReceiptForm()

    def received() -> str:
        spread = oldest_first(form.unit_id, actor().organisation_id, form.money)
        shares = [Share(*part) for part in spread]
        text, another = form.reference.data or "", bool(form.another.data)
        payment = receive_by_hand(form.unit_id, form.money, form.day, text, shares, another=another, by=actor())
        flash(_("The payment is entered and put to what was due longest. The unit has been told."), "success")
        return url_for(".payment", number=payment.number)

    return once.do(form, received) or (_page(form), 422)


def _usual_unit() -> str | None:
    """The unit that the address names, or the only one there is."""
    standings = accounts.standings_of(actor())
    only = str(standings[0].unit_id) if len(standings) == 1 else None
    return request.args.get("unit", only)


def _page(form: ReceiptForm) -> str:
    standings = accounts.standings_of(actor())
    names = names_of(row.unit_id for row in standings)
    return render_template("payments/receipt.html", form=form, standings=standings, names=names, today=clock.today())
