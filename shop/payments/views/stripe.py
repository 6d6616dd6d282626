"""The operator and Stripe: what it reported, what was paid and given back, how the books compare, what is owed."""

from __future__ import annotations

import json
from functools import partial

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.documents.tables import Table
from shop.extensions import db
from shop.kernel import money
from shop.organisations.queries import names_of
from shop.payments import desk, duties, inbox, policies
from shop.payments.gateway import is_set_up
from shop.payments.online_forms import PayOutForm, RefundForm
from shop.payments.queries import owed as owing
from shop.payments.queries import stripe_desk as queries
from shop.payments.queries.online import attempt_locked
from shop.payments.queries.pay_out_list import number_for
from shop.payments.queries.stripe_desk import PER_PAGE, InboxFilter, PaymentFilter
from shop.payments.services.online_refunds import begin_refund
from shop.payments.services.pay_outs import pay_out
from shop.payments.tables.bank import inbox_table, online_table
from shop.payments.words_differences import ADVICE, told
from shop.payments.words_online import EventState, OnlineState
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed

bp = Blueprint("payments_stripe", __name__, url_prefix="/money/stripe")


@bp.get("/inbox")
@allowed(policies.may_run_stripe)
def reports() -> ResponseReturnValue:
    """What Stripe reported, the newest first, and what became of it."""
    asked = InboxFilter(word_in(EventState, "state"), words_in("q"))
    total = queries.inbox_count(asked)
    if asked_as():
        whole = partial(queries.inbox_page, asked, 1, per_page=MOST_AT_ONCE)
        said = [(_("Standing"), asked.state.label if asked.state else None), (_("Search"), asked.text)]
        return send_list(lambda: inbox_table(whole()), total, "stripe-inbox", *said)
    pages = max(1, -(-total // PER_PAGE))
    page = min(page_in("page"), pages)
    return render_template(
        "payments/inbox.html",
        asked=asked,
        filtered=asked != InboxFilter(),
        rows=queries.inbox_page(asked, page),
        counts=queries.counts_by_state(),
        states=EventState,
        total=total,
        page=page,
        pages=pages,
        is_set_up=is_set_up(),
    )


@bp.get("/inbox/<int(max=999999999999):event_id>")
@allowed(policies.may_run_stripe)
def report(event_id: int) -> str:
    """One report whole, as it came."""
    event = queries.report(event_id)
    whole = json.dumps(json.loads(event.payload), indent=2, ensure_ascii=False)
    return render_template("payments/report.html", event=event, whole=whole)


@bp.post("/inbox/<int(max=999999999999):event_id>/again")
@allowed(policies.may_run_stripe)
def try_again(event_id: int) -> ResponseReturnValue:
    """Handle a report now, before its turn comes."""
    if not ShopForm().validate_on_submit():
        abort(400)
    event = inbox.try_again(queries.report(event_id).id)
    flash(_("It was tried again: %(state)s.", state=event.state.label), "info")
    return redirect(url_for(".report", event_id=event_id))


@bp.get("/payments")
@allowed(policies.may_run_stripe)
def payments() -> ResponseReturnValue:
    """Online payments and attempts, the newest first."""
    asked = PaymentFilter(word_in(OnlineState, "state"), words_in("q"))
    total = queries.payments_count(asked)
    if asked_as():
        said = [(_("Standing"), asked.state.label if asked.state else None), (_("Search"), asked.text)]
        return send_list(lambda: _online(asked), total, "online-payments", *said)
    pages = max(1, -(-total // PER_PAGE))
    page = min(page_in("page"), pages)
    rows = queries.payments_page(asked, page)
    return render_template(
        "payments/online.html",
        asked=asked,
        filtered=asked != PaymentFilter(),
        rows=rows,
        names=names_of([row.unit_id for row in rows] + [row.supplier_id for row in rows]),
        states=OnlineState,
        total=total,
        page=page,
        pages=pages,
        is_set_up=is_set_up(),
    )


def _online(asked: PaymentFilter) -> Table:
    rows = queries.payments_page(asked, 1, per_page=MOST_AT_ONCE)
    return online_table(rows, names_of({number for row in rows for number in (row.unit_id, row.supplier_id)}))


@bp.get("/payments/<key>")
@allowed(policies.may_run_stripe)
def payment(key: str) -> str:
    """One online payment: what was asked for, what came, what went back, and what Stripe reported about it."""
    return _payment_page(key)


@bp.post("/payments/<key>/refund")
@allowed(policies.may_run_stripe)
def refund(key: str) -> ResponseReturnValue:
    """Give back part of a payment or all of it."""
    form = RefundForm()
    attempt_id = queries.payment_by_key(key).id

    def give_back() -> str:
        attempt = attempt_locked(attempt_id)
        row = begin_refund(attempt, form.money, form.reason.data or "", by=actor(), key=once.key_in_hand())
        row_id = row.id
        db.session.commit()
        done = desk.refund_at_stripe(row_id)
        flash(_("The refund: %(state)s.", state=done.state.label), "success")
        return url_for(".payment", key=key)

    return once.do(form, give_back) or (_payment_page(key, form=form), 422)


@bp.get("/comparison")
@allowed(policies.may_run_stripe)
def comparison() -> str:
    """Our books against Stripe's, day by day."""
    return render_template(
        "payments/comparison.html", runs=queries.comparisons(), is_set_up=is_set_up(), told=told, advice=ADVICE
    )


@bp.post("/comparison")
@allowed(policies.may_run_stripe)
def compare() -> ResponseReturnValue:
    """Compare now."""
    if not ShopForm().validate_on_submit():
        abort(400)
    done = duties.compare_now(by=actor())
    if done.differences:
        flash(_("The books differ: see below."), "warning")
    else:
        flash(_("The books agree."), "success")
    return redirect(url_for(".comparison"))


@bp.get("/owed")
@allowed(policies.may_run_stripe)
def owed() -> str:
    """What Stripe has collected for suppliers and the operator still owes them."""
    return _owed_page()


@bp.post("/owed/<slug>")
@allowed(policies.may_run_stripe)
def record_pay_out(slug: str) -> ResponseReturnValue:
    """Note a transfer to a supplier's own account."""
    supplier_id, form = owing.supplier_owed(slug), PayOutForm()

    def note() -> str:
        pay_out(supplier_id, form.money, form.day, form.reference.data or "", by=actor())
        flash(_("The pay-out is noted; so much less is owed."), "success")
        return url_for(".owed")

    return once.do(form, note) or (_owed_page(slug=slug, form=form), 422)


def _payment_page(key: str, *, form: RefundForm | None = None) -> str:
    payment = queries.payment_by_key(key)
    return render_template(
        "payments/online_payment.html",
        payment=payment,
        names=names_of([payment.unit_id, payment.supplier_id]),
        reports=queries.reports_about(payment),
        history=told_all(trail_of("payment", payment.payment_id)) if payment.payment_id else [],
        form=form or RefundForm(formdata=None),
        refused=form is not None,
        is_set_up=is_set_up(),
    )


def _owed_page(*, slug: str | None = None, form: PayOutForm | None = None) -> str:
    owed_to = owing.owed_to_suppliers()
    paid = queries.pay_outs()
    return render_template(
        "payments/owed.html",
        owed=owed_to,
        total=money.total(row.amount for row in owed_to),
        paid=paid,
        names=names_of([row.supplier_id for row in owed_to] + [row.supplier_id for row in paid]),
        number_for=number_for,
        wrong=slug,
        form=form or PayOutForm(formdata=None),
    )
