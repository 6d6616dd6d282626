"""The supplier's pages: pack, send off, print what goes with the truck."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from shop.catalogue.labels import labels_of
from shop.documents.handing import hand_over
from shop.documents.table_handing import asked_as
from shop.extensions import db
from shop.fulfilment import policies, queries
from shop.fulfilment.forms.packing import PackingForm, packing_form
from shop.fulfilment.lifecycle import Side, steps_for
from shop.fulfilment.models import Consignment
from shop.fulfilment.printing import delivery_head, delivery_note
from shop.fulfilment.queries import Tab
from shop.fulfilment.services import consignments as services
from shop.fulfilment.views.asking import asked, numbers_in, pages_of, take_away
from shop.fulfilment.views.history import history_of
from shop.kernel.refusals import NotYours
from shop.ordering.models import Order
from shop.ordering.shortages import shortages_of
from shop.organisations.queries import names_of
from shop.web import once
from shop.web.forms import ShopForm, refusals_on
from shop.web.guards import actor, allowed

bp = Blueprint("fulfilment_supplier", __name__)

TABS = (Tab.ALL, Tab.PACKED, Tab.SHIPPED, Tab.ARRIVED, Tab.DECIDED)


@bp.get("/consignments")
@allowed(policies.may_ship)
def consignments() -> ResponseReturnValue:
    """What is packed, on the road, with the buyers, and decided."""
    what = asked(TABS)
    counts = queries.tab_counts(actor(), what, TABS)
    total = counts[what.tab]
    if asked_as():
        return take_away(what, total, selling=True)
    return render_template(
        "fulfilment/consignments.html",
        asked=what,
        counts=counts,
        total=total,
        pages=pages_of(total),
        listed=queries.consignments_listed(actor(), what) if total else [],
    )


@bp.route("/consignments/new", methods=["GET", "POST"])
@allowed(policies.may_ship)
def pack() -> ResponseReturnValue:
    """Pack lines of one or several orders that go to one address; without orders, choose them first."""
    orders = queries.orders_to_pack(actor(), numbers_in("order"))
    if not orders:
        return render_template("fulfilment/choose.html", destinations=queries.waiting_destinations(actor()))
    if len({(order.unit_id, str(order.purchase.address)) for order in orders}) > 1:
        flash(_("One consignment goes to one unit and one address. Please choose orders of one of them."), "error")
        return redirect(url_for(".pack"))
    plans = queries.plan_for(orders)
    if not plans and request.method == "GET":
        flash(_("All of these orders is packed already."), "info")
        return redirect(url_for(".pack"))
    form = packing_form(plans, request.form)
    if request.form.get("more"):
        return _packing_page(orders, form)

    def load() -> str:
        consignment = services.pack_goods(form.packings(), form.transport, by=actor())
        if request.form.get("then") == "ship":
            services.ship_goods(consignment, by=actor())
        flash(_PACKED[consignment.status](), "success")
        return url_for(".consignment", number=consignment.number)

    return once.do(form, load) or (_packing_page(orders, form), 422 if form.is_submitted() else 200)


_PACKED = {
    "packed": lambda: _("The consignment is packed. Send it off when the truck leaves."),
    "shipped": lambda: _("The consignment is on its way. The buyer has been told."),
}


@bp.get("/consignments/<number>")
@allowed(policies.may_ship)
def consignment(number: str) -> str:
    """One consignment: send it off, take it apart, print its note, see what the buyer wrote."""
    return _page(queries.consignment_for(actor(), number))


@bp.post("/consignments/<number>/ship")
@allowed(policies.may_ship)
def ship(number: str) -> ResponseReturnValue:
    """The truck leaves."""
    consignment, form = queries.consignment_for(actor(), number), ShopForm()

    def send_off() -> str:
        services.ship_goods(consignment, by=actor())
        flash(_PACKED["shipped"](), "success")
        return url_for(".consignment", number=number)

    return once.do(form, send_off) or (_page(queries.consignment_for(actor(), number), form), 422)


@bp.post("/consignments/<number>/unpack")
@allowed(policies.may_ship)
def unpack(number: str) -> ResponseReturnValue:
    """Take a packed consignment apart again."""
    consignment, form = queries.consignment_for(actor(), number), ShopForm()
    if form.validate_on_submit():
        with refusals_on(form):
            services.unpack(consignment, by=actor())
            db.session.commit()
            flash(_("The consignment is taken apart. Its orders can be packed anew."), "success")
            return redirect(url_for(".consignments"))
    return _page(queries.consignment_for(actor(), number), form), 422


@bp.get("/consignments/<number>/note")
@allowed(policies.may_ship)
def note(number: str) -> str:
    """The delivery note (送货单) that travels with the goods."""
    consignment = queries.consignment_for(actor(), number)
    return render_template(
        "fulfilment/delivery_note.html",
        consignment=consignment,
        names=names_of({consignment.unit_id, consignment.supplier_id}),
        people=queries.names_of_people([consignment.packed_by_id, consignment.shipped_by_id]),
        seller=queries.seller_of(consignment),
    )


@bp.get("/consignments/<number>/note/pdf")
@allowed(policies.may_ship)
def note_pdf(number: str) -> Response:
    """The delivery note as a PDF in Chinese."""
    consignment = queries.consignment_for(actor(), number)
    names = names_of({consignment.unit_id, consignment.supplier_id})
    people = queries.names_of_people([consignment.packed_by_id, consignment.shipped_by_id])
    with force_locale("zh"):
        paper = delivery_note(consignment, names, people, queries.seller_of(consignment))
    return hand_over(delivery_head(consignment, names), paper)


def _packing_page(orders: list[Order], form: PackingForm) -> str:
    """The page of the form; after a refusal the orders are read again, which fills what the rollback has emptied."""
    fresh = queries.orders_to_pack(actor(), [order.number for order in orders])
    if not fresh:
        raise NotYours
    return render_template(
        "fulfilment/pack.html",
        orders=fresh,
        form=form,
        unit=names_of([fresh[0].unit_id])[fresh[0].unit_id],
        labels=labels_of(plan.line.product_id for plan in form.plans),
    )


def _page(consignment: Consignment, form: ShopForm | None = None) -> str:
    return render_template(
        "fulfilment/consignment.html",
        consignment=consignment,
        form=form,
        steps=steps_for(Side.SUPPLIER, consignment.status),
        names=names_of({consignment.unit_id}),
        labels=labels_of(line.order_line.product_id for line in consignment.lines),
        short=[shortages_of(order) for order in queries.orders_on(consignment)],
        notes=queries.notes_on(consignment.id),
        history=history_of(consignment.id, since="consignment.packed"),
    )
