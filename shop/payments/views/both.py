"""Money as both sides see it: what is due, payments and what they are for, the account of an order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.acts import told
from shop.audit.queries import trail_of
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.documents.tables import Table
from shop.kernel.money import Money, total
from shop.ordering.models import Order
from shop.ordering.queries import order_for
from shop.organisations.queries import names_of
from shop.payments import policies
from shop.payments.forms.money import ShareForm
from shop.payments.models import Payment
from shop.payments.online_forms import RefundForm
from shop.payments.queries import accounts
from shop.payments.queries.announced import announced_of_order, announced_total
from shop.payments.queries.online import attempt_of_payment
from shop.payments.queries.receipts import is_undone, unallocated
from shop.payments.queries.reminders import reminded_of
from shop.payments.services.hand_receipts import undo_by_hand
from shop.payments.services.online_refunds import ask_for_refund
from shop.payments.services.receipts import Share, allocate, release
from shop.payments.services.reminders import ask_about
from shop.payments.tables.money import due_table, payments_table
from shop.web import once
from shop.web.asking import page_in
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed, require

bp = Blueprint("payments", __name__)


@bp.get("/money")
@allowed(policies.may_see_money)
def index() -> ResponseReturnValue:
    """How we stand: what is owed with whom, which orders are due, and what was paid lately."""
    standings, late = accounts.standings_of(actor()), request.args.get("late") == "1"
    page = page_in("page")
    count, due = accounts.due_orders(actor(), late=late, page=page)
    if asked_as():
        said = (_("Which"), _("Overdue") if late else _("All that is open"))
        return send_list(lambda: _due(late), count, "orders-to-be-paid", said)
    _payments, latest = accounts.payments_of(actor(), page=1, per_page=accounts.SHOWN)
    return render_template(
        "payments/money.html",
        standings=standings,
        unsettled=[row for row in standings if row.open or row.unallocated],
        settled=[row for row in standings if not (row.open or row.unallocated)],
        open=total(row.open for row in standings),
        unallocated=total(row.unallocated for row in standings),
        with_operator=total(row.with_operator for row in standings),
        announced=announced_total(actor()),
        late_total=accounts.late_total(actor()),
        late=late,
        due=due,
        count=count,
        page=page,
        pages=_pages(count),
        latest=latest,
        names=names_of({_other(row) for row in [*standings, *due, *latest]}),
        other=_other,
        keeps_statements=policies.may_keep_accounts(actor()),
    )


@bp.get("/money/payments")
@allowed(policies.may_open_payments)
def payments() -> ResponseReturnValue:
    """All payments, the newest first."""
    page = page_in("page")
    count, listed = accounts.payments_of(actor(), page=page)
    if asked_as():
        return send_list(_all_payments, count, "payments")
    names = names_of(_both(listed))
    return render_template(
        "payments/payments.html", listed=listed, count=count, page=page, pages=_pages(count), names=names
    )


@bp.get("/money/payments/<number>")
@allowed(policies.may_open_payments)
def payment(number: str) -> str:
    """One payment: from whom, for which orders, what was given back."""
    return _page(accounts.payment_for(actor(), number))


@bp.post("/money/payments/<number>/allocate")
@allowed(policies.may_keep_accounts)
def put(number: str) -> ResponseReturnValue:
    """What is for no order yet is for this one."""
    payment, form = accounts.payment_for(actor(), number), ShareForm()
    require(policies.may_place, payment)

    def to_order() -> str:
        order = accounts.order_between(payment, form.order.data or "")
        allocate(payment, [Share(order.id, form.money)], by=actor())
        flash(_("The payment is put to order %(number)s.", number=order.number), "success")
        return url_for(".payment", number=number)

    return once.do(form, to_order) or (_page(payment, put_form=form), 422)


@bp.post("/money/payments/<number>/release")
@allowed(policies.may_keep_accounts)
def take_back(number: str) -> ResponseReturnValue:
    """What was put to this order is not for it."""
    payment, form = accounts.payment_for(actor(), number), ShareForm()
    require(policies.may_place, payment)

    def from_order() -> str:
        order = accounts.order_between(payment, form.order.data or "")
        release(payment, order.id, form.money, by=actor())
        flash(_("Taken back from order %(number)s; it waits for another order.", number=order.number), "success")
        return url_for(".payment", number=number)

    return once.do(form, from_order) or (_page(payment, back_form=form), 422)


@bp.post("/money/payments/<number>/ask-back")
@allowed(policies.may_keep_accounts)
def ask_back(number: str) -> ResponseReturnValue:
    """Ask the operator, who holds what was paid online, to give a part of it back or all of it."""
    payment, form = accounts.payment_for(actor(), number), RefundForm()
    require(policies.may_place, payment)

    def ask() -> str:
        ask_for_refund(payment, form.money, form.reason.data or "", by=actor())
        flash(_("The operator is asked. You find a notice once the money has gone back."), "success")
        return url_for(".payment", number=number)

    return once.do(form, ask) or (_page(payment, ask_form=form), 422)


@bp.post("/money/payments/<number>/undo")
@allowed(policies.may_be_paid)
def undo(number: str) -> ResponseReturnValue:
    """What the supplier has entered by hand was a mistake: it stays on the books, undone."""
    payment, form = accounts.payment_for(actor(), number), ReasonForm()
    require(policies.may_undo_receipt, payment)

    def take_back_whole() -> str:
        undo_by_hand(payment, form.reason.data or "", by=actor())
        flash(_("The payment is undone. The unit has been told."), "success")
        return url_for(".payment", number=number)

    return once.do(form, take_back_whole) or (_page(accounts.payment_for(actor(), number), undo_form=form), 422)


@bp.get("/money/orders/<number>")
@allowed(policies.may_open_accounts)
def account(number: str) -> str:
    """The account of one order: every charge and payment, and what is left after each."""
    return _account(order_for(actor(), number))


@bp.post("/money/orders/<number>/remind")
@allowed(policies.may_be_paid)
def remind(number: str) -> ResponseReturnValue:
    """The supplier asks the buyer about what is overdue."""
    order, form = order_for(actor(), number), ShopForm()
    require(policies.may_ask_about, order.supplier_id)

    def asked() -> str:
        ask_about(order, by=actor())
        flash(_("The buyer is asked, by a notice and by mail."), "success")
        return url_for(".account", number=number)

    return once.do(form, asked) or (_account(order_for(actor(), number), form), 422)


def _account(order: Order, form: ShopForm | None = None) -> str:
    steps = accounts.account_of(order)
    asks = policies.may_ask_about(actor(), order.supplier_id)
    return render_template(
        "payments/account.html",
        order=order,
        steps=steps,
        charged=total(step.charged for step in steps),
        paid=total(step.paid for step in steps),
        left=steps[-1].left if steps else Money(0),
        names=names_of([order.unit_id, order.supplier_id]),
        announced=announced_of_order(order),
        opens_payments=policies.may_open_payments(actor()),
        asks=asks,
        reminded=reminded_of(order) if asks else None,
        form=form,
    )


def _page(
    payment: Payment,
    *,
    put_form: ShareForm | None = None,
    back_form: ShareForm | None = None,
    ask_form: RefundForm | None = None,
    undo_form: ReasonForm | None = None,
) -> str:
    may_place, waits = policies.may_place(actor(), payment), unallocated(payment)
    open_orders = accounts.open_orders_of(payment) if may_place and waits else []
    return render_template(
        "payments/payment.html",
        payment=payment,
        shares=accounts.shares_of(payment),
        refunds=accounts.refunds_of(payment),
        undone=is_undone(payment),
        may_undo=policies.may_undo_receipt(actor(), payment) and not is_undone(payment),
        undo_form=undo_form,
        waits=waits,
        online=attempt_of_payment(payment),
        asking=ask_form is not None,
        ask_form=ask_form or RefundForm(formdata=None),
        may_place=may_place,
        open_orders=open_orders,
        suggested=min(waits, open_orders[0][1]) if open_orders else waits,
        putting=put_form is not None,
        taking_back=(back_form.order.data or "") if back_form else None,
        put_form=put_form or ShareForm(formdata=None),
        back_form=back_form or ShareForm(formdata=None),
        names=names_of([payment.unit_id, payment.supplier_id]),
        history=[told(entry) for entry in trail_of("payment", payment.id)],
    )


def _due(late: bool) -> Table:
    _count, rows = accounts.due_orders(actor(), late=late, page=1, per_page=MOST_AT_ONCE)
    return due_table(rows, names_of(_both(rows)))


def _all_payments() -> Table:
    _count, rows = accounts.payments_of(actor(), page=1, per_page=MOST_AT_ONCE)
    return payments_table(rows, names_of(_both(rows)))


def _both(rows: Iterable[Any]) -> set[int]:
    return {organisation_id for row in rows for organisation_id in (row.unit_id, row.supplier_id)}


def _other(row: object) -> int:
    """Whom the row is about for the reader: the supplier for a unit, the unit for a supplier."""
    return int(getattr(row, "unit_id" if actor().is_supplier else "supplier_id"))


def _pages(count: int) -> int:
    return max(1, -(-count // accounts.PER_PAGE))
