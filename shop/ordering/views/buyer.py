"""What a buying unit does: check out, follow its orders, lower, cancel and close them, order again."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.extensions import db
from shop.ordering import policies, queries
from shop.ordering.forms import row_number
from shop.ordering.lifecycle import Party, Status
from shop.ordering.lowering import lowered
from shop.ordering.models import Order
from shop.ordering.queries import OrderFilter
from shop.ordering.queries.listing import NEWEST_FIRST, PER_PAGE, SORTS
from shop.ordering.services import baskets
from shop.ordering.services import orders as services
from shop.ordering.sessions import basket_owner
from shop.ordering.tables import orders_tables
from shop.ordering.views import showing
from shop.ordering.views.public import bp
from shop.web import once
from shop.web.asking import day_in, page_in, words_in
from shop.web.filters import day, named
from shop.web.forms import ReasonForm, refusals_on
from shop.web.guards import actor, allowed, require


@bp.get("/orders")
@allowed(policies.may_see_purchases)
def orders() -> ResponseReturnValue:
    """The unit's orders: searched, filtered, sorted, a page at a time."""
    unit_id, asked = actor().organisation_id, _asked()
    total = queries.order_count(unit_id, asked)
    if asked_as():
        whole = partial(queries.listed_orders, unit_id, asked, page=1, per_page=MOST_AT_ONCE)
        return send_list(lambda: orders_tables(whole()), total, "orders", *_said(asked))
    pages = max(1, -(-total // PER_PAGE))
    page = min(page_in("page"), pages)
    return render_template(
        "ordering/orders.html",
        asked=asked,
        total=total,
        pages=pages,
        page=page,
        listed=queries.listed_orders(unit_id, asked, page=page) if total else [],
        suppliers=queries.suppliers_of(unit_id),
        statuses=Status,
        filtered=asked != OrderFilter(sort=asked.sort),
    )


@bp.get("/purchases/<number>")
@allowed(policies.may_open_orders)
def purchase(number: str) -> str:
    """A purchase: its orders, one for each supplier, what it waits for, and the papers it was placed with."""
    return showing.purchase_page(queries.purchase_for(actor(), number))


@bp.get("/orders/<number>")
@allowed(policies.may_open_orders)
def order(number: str) -> str:
    """An order: what was ordered, confirmed, shipped and accepted, and what can be done now."""
    return showing.order_page(_order(number))


@bp.get("/orders/<number>/paper")
@allowed(policies.may_open_orders)
def paper(number: str) -> str:
    """The order as a paper to print and sign."""
    order = _order(number)
    back = [(order.number, url_for(".order", number=number))]
    return showing.order_paper(order, back, url_for(".pdf", number=number))


@bp.get("/orders/<number>/pdf")
@allowed(policies.may_open_orders)
def pdf(number: str) -> Response:
    """The order's paper as a PDF."""
    return showing.order_pdf(_order(number))


@bp.post("/orders/<number>/lower")
@allowed(policies.may_buy)
def lower(number: str) -> ResponseReturnValue:
    """Less of some lines is wanted; on demand it is shown first what that would come to."""
    order = _own_order(number)
    form = showing.lower_form_for(order)
    if request.form.get("then") == "check":
        if form.validate_on_submit():
            with refusals_on(form):
                return showing.order_page(order, lower_form=form, lowered=lowered(order, form.typed()))
        return showing.order_page(_order(number), lower_form=form), 422

    def less() -> str:
        services.lower(order, form.typed(), by=actor())
        flash(_("The order is reduced; the quantity you gave up is on sale again."), "success")
        return url_for(".order", number=number)

    return once.do(form, less) or (showing.order_page(_order(number), lower_form=form), 422)


@bp.post("/orders/<number>/cancel")
@allowed(policies.may_buy)
def cancel(number: str) -> ResponseReturnValue:
    """The order is not wanted any more."""
    return _end(number, "cancel", _("The order is cancelled; its stock is on sale again."))


@bp.post("/orders/<number>/close")
@allowed(policies.may_buy)
def close(number: str) -> ResponseReturnValue:
    """The rest is not to come."""
    return _end(number, "close", _("The order is closed; what was not shipped is on sale again."))


@bp.post("/orders/<number>/again")
@allowed(policies.may_buy)
def again(number: str) -> ResponseReturnValue:
    """Everything of an order lies in the basket once more, as far as it is on sale."""
    order, owner = _own_order(number), basket_owner(actor())
    if owner is not None:
        left_out = baskets.order_again(owner, {line.pack_id: line.packs_ordered for line in order.lines})
        db.session.commit()
        if left_out:
            flash(_("Products that are no longer on sale, or are sold in other packs now, were left out."), "warning")
    return redirect(url_for(".basket"))


ENDINGS: dict[str, Callable[[Order, str], None]] = {
    "cancel": lambda order, reason: services.cancel(order, reason, by=actor()),
    "close": lambda order, reason: services.close_short(order, reason, Party.BUYER, by=actor()),
}


def _end(number: str, what: str, done: str) -> ResponseReturnValue:
    order, form = _own_order(number), ReasonForm()

    def end() -> str:
        ENDINGS[what](order, form.reason.data or "")
        flash(done, "success")
        return url_for(".order", number=number)

    return once.do(form, end) or (showing.order_page(_order(number), ending=what, ending_form=form), 422)


def _order(number: str) -> Order:
    return queries.order_for(actor(), number)


def _own_order(number: str) -> Order:
    order = _order(number)
    require(policies.may_act_as_buyer, order)
    return order


def _said(asked: OrderFilter) -> list[tuple[str, object]]:
    supplier = queries.suppliers_of(actor().organisation_id).get(asked.supplier_id or 0)
    return [
        (_("State"), asked.statuses[0].label if asked.statuses else None),
        (_("Supplier"), named(supplier) if supplier else None),
        (_("Number or product"), asked.text),
        (_("Placed from"), day(asked.placed_from) if asked.placed_from else None),
        (_("Placed until"), day(asked.placed_to) if asked.placed_to else None),
    ]


def _asked() -> OrderFilter:
    """What the address asks for, read with patience."""
    supplier_id = row_number(request.args.get("supplier", ""))
    sort = request.args.get("sort", "")
    return OrderFilter(
        statuses=tuple(status for status in Status if status.value in request.args.getlist("status")),
        supplier_id=supplier_id or None,
        text=words_in("q"),
        placed_from=day_in("from"),
        placed_to=day_in("to"),
        sort=sort if sort.removeprefix("-") in SORTS else NEWEST_FIRST,
    )
