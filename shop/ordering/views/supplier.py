"""The supplier's orders: what to confirm and ship, and what became of the rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from flask import Blueprint, Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue.labels import labels_of
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.kernel import clock, money
from shop.kernel.actor import Actor
from shop.kernel.questions import ConsignmentsOf, HowToPay, ask
from shop.ordering import policies, queries
from shop.ordering.forms import PromiseForm, promise_form
from shop.ordering.lifecycle import Party
from shop.ordering.models import Order
from shop.ordering.queries import sales
from shop.ordering.services import orders as services
from shop.ordering.shortages import shortages_of
from shop.ordering.tables import sales_tables
from shop.ordering.views.showing import order_paper, order_pdf
from shop.organisations.queries import names_of
from shop.web import once
from shop.web.asking import day_in, page_in, word_in, words_in
from shop.web.filters import day
from shop.web.forms import ReasonForm, ShopForm
from shop.web.guards import actor, allowed

bp = Blueprint("ordering_supplier", __name__)


@bp.get("/sales")
@allowed(policies.may_sell)
def orders() -> ResponseReturnValue:
    """The orders placed with the supplier, by what is to be done with them."""
    asked = _asked()
    counts = sales.sales_counts(actor(), asked)
    total = counts[asked.tab]
    if asked_as():
        whole = partial(sales.sales_listed, actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
        return send_list(lambda: sales_tables(whole()), total, f"orders-{asked.tab.value}", *_said(asked))
    return render_template(
        "ordering_supplier/orders.html",
        asked=asked,
        counts=counts,
        total=total,
        pages=max(1, -(-total // sales.PER_PAGE)),
        listed=sales.sales_listed(actor(), asked) if total else [],
        Tab=sales.Tab,
        Sort=sales.Sort,
    )


@bp.get("/sales/<number>")
@allowed(policies.may_sell)
def order(number: str) -> str:
    """One order: answer it, pack it, see what became of it."""
    return _page(_order(number))


@bp.get("/sales/<number>/paper")
@allowed(policies.may_sell)
def paper(number: str) -> str:
    """The order as a paper to print and sign."""
    order = _order(number)
    crumbs = [(_("Orders received"), url_for(".orders")), (order.number, url_for(".order", number=number))]
    return order_paper(order, crumbs, url_for(".pdf", number=number))


@bp.get("/sales/<number>/pdf")
@allowed(policies.may_sell)
def pdf(number: str) -> Response:
    """The order's paper as a PDF."""
    return order_pdf(_order(number))


@bp.post("/sales/<number>/confirm")
@allowed(policies.may_sell)
def confirm(number: str) -> ResponseReturnValue:
    """Promise so much of each line for a day."""
    order = _order(number)
    form = promise_form(order)

    def promise() -> str:
        services.confirm(order, form.promises(order.lines), form.day, by=actor())
        flash(_("The order is confirmed. It can be packed now."), "success")
        return url_for(".order", number=number)

    return once.do(form, promise) or (_page(_order(number), confirm_form=form), 422)


@bp.post("/sales/<number>/decline")
@allowed(policies.may_sell)
def decline(number: str) -> ResponseReturnValue:
    """Nothing of it can be delivered."""
    return _end(number, "decline", _("The order is declined; its stock is on sale again."))


@bp.post("/sales/<number>/close")
@allowed(policies.may_sell)
def close(number: str) -> ResponseReturnValue:
    """The rest will not come."""
    return _end(number, "close", _("The order is closed; what was not shipped is on sale again."))


def _end(number: str, what: str, done: str) -> ResponseReturnValue:
    order, form = _order(number), ReasonForm()

    def end() -> str:
        ENDINGS[what](order, form.reason.data or "", actor())
        flash(done, "success")
        return url_for(".order", number=number)

    return once.do(form, end) or (_page(_order(number), ending=what, ending_form=form), 422)


ENDINGS: dict[str, Callable[[Order, str, Actor], None]] = {
    "decline": lambda order, reason, by: services.decline(order, reason, by=by),
    "close": lambda order, reason, by: services.close_short(order, reason, Party.SUPPLIER, by=by),
}


def _order(number: str) -> Order:
    return queries.order_for(actor(), number)


def _page(
    order: Order,
    *,
    confirm_form: PromiseForm | None = None,
    ending: str | None = None,
    ending_form: ShopForm | None = None,
) -> str:
    return render_template(
        "ordering_supplier/order.html",
        order=order,
        unit=names_of([order.unit_id])[order.unit_id],
        labels=labels_of(line.product_id for line in order.lines),
        actions=policies.actions_of(actor(), order),
        confirm_form=confirm_form or promise_form(order),
        ending=ending,
        ending_form=ending_form,
        short=shortages_of(order),
        consignments=ask(ConsignmentsOf(order.id, with_packed=True)),
        payee=ask(HowToPay((order.id,))).get(order.id),
        goods=money.total(line.amount(line.content * line.packs_due) for line in order.lines),
        charges=money.total(charge.amount for charge in order.charges),
        history=told_all(trail_of("order", order.id)),
        now=clock.now(),
    )


def _said(asked: sales.SalesFilter) -> list[tuple[str, object]]:
    return [
        (_("Orders by what is to be done"), asked.tab.label),
        (_("Find a number, a unit or a product"), asked.words),
        (_("Delivery from"), day(asked.since) if asked.since else None),
        (_("Delivery until"), day(asked.until) if asked.until else None),
    ]


def _asked() -> sales.SalesFilter:
    """What the address asks for, read with patience."""
    return sales.SalesFilter(
        tab=word_in(sales.Tab, "tab") or sales.Tab.TO_CONFIRM,
        words=words_in("q"),
        since=day_in("since"),
        until=day_in("until"),
        sort=word_in(sales.Sort, "sort"),
        page=page_in("page"),
    )
