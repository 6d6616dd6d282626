"""Transfers that a payer's bank tells of: both sides see them, the payee says in one click whether they arrived."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.documents.tables import Table
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.money import ReceivedForm
from shop.payments.models.announced import AnnouncedPayment, AnnouncedState
from shop.payments.queries import announced as queries
from shop.payments.queries.accounts import PER_PAGE
from shop.payments.queries.announced import AnnouncedTab
from shop.payments.services import announcements as services
from shop.payments.tables.money import announced_table
from shop.web import once
from shop.web.asking import page_in, word_in
from shop.web.forms import ReasonForm
from shop.web.guards import actor, allowed

bp = Blueprint("announced", __name__, url_prefix="/money/announced")

ONE = "/<number>"


@bp.get("")
@allowed(policies.may_see_money)
def payments() -> ResponseReturnValue:
    """What was announced, by what became of it; what the payee has not seen yet comes first."""
    tab, page = word_in(AnnouncedTab, "tab") or AnnouncedTab.WAITING, page_in("page")
    counts = queries.announced_counts(actor())
    if asked_as():
        return send_list(lambda: _table(tab), counts[tab], f"announced-{tab.value}", (_("State"), tab.label))
    listed = queries.announced_listed(actor(), tab, page=page) if counts[tab] else []
    return render_template(
        "payments/announced.html",
        tab=tab,
        counts=counts,
        total=counts[tab],
        page=page,
        pages=max(1, -(-counts[tab] // PER_PAGE)),
        listed=listed,
        names=names_of({number for one in listed for number in (one.unit_id, one.supplier_id)}),
        decides=policies.may_be_paid(actor()),
    )


def _table(tab: AnnouncedTab) -> Table:
    listed = queries.announced_listed(actor(), tab, page=1, per_page=MOST_AT_ONCE)
    return announced_table(listed, names_of({number for one in listed for number in (one.unit_id, one.supplier_id)}))


@bp.get(ONE)
@allowed(policies.may_see_money)
def payment(number: str) -> str:
    """One of them: what the payer's bank wrote, for which orders, and what the payee says."""
    return _page(queries.announced_for(actor(), number))


@bp.post(ONE + "/received")
@allowed(policies.may_be_paid)
def received(number: str) -> ResponseReturnValue:
    """It arrived: it is a payment from now on."""
    one, form = queries.announced_for(actor(), number), ReceivedForm()

    def confirmed() -> str:
        taken = services.confirm(one.line_id, another=bool(form.another.data), by=actor())
        flash(_("Received: payment %(number)s is booked. The unit has been told.", number=taken.number), "success")
        return url_for("payments.payment", number=taken.number)

    return once.do(form, confirmed) or (_page(queries.announced_for(actor(), number), receiving=form), 422)


@bp.post(ONE + "/not-received")
@allowed(policies.may_be_paid)
def not_received(number: str) -> ResponseReturnValue:
    """It did not arrive: the unit is told, and asks its bank."""
    one, form = queries.announced_for(actor(), number), ReasonForm()

    def denied() -> str:
        services.deny(one.line_id, form.reason.data or "", by=actor())
        flash(_("The unit has been told that it did not arrive."), "success")
        return url_for(".payments")

    return once.do(form, denied) or (_page(queries.announced_for(actor(), number), denying=form), 422)


def _page(one: AnnouncedPayment, *, receiving: ReceivedForm | None = None, denying: ReasonForm | None = None) -> str:
    is_payer = one.unit_id == actor().organisation_id
    return render_template(
        "payments/announced_payment.html",
        one=one,
        shares=queries.shares_announced(one),
        seen_as=queries.payment_seen(one),
        names=names_of([one.unit_id, one.supplier_id]),
        decides=policies.may_be_paid(actor()) and one.state in (AnnouncedState.WAITING, AnnouncedState.DENIED),
        opens_line=is_payer and policies.may_keep_accounts(actor()),
        receiving=receiving,
        denying=denying,
        State=AnnouncedState,
        history=told_all(trail_of("announced_payment", one.line_id)),
    )
