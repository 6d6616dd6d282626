"""Lots of produce: their list, receiving one, and each with its figures, its orders and its history."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.catalogue import policies
from shop.catalogue.forms.lots import receive_form
from shop.catalogue.lot_life import Deed, deeds_for
from shop.catalogue.models import Lot, Product
from shop.catalogue.queries import lots as queries
from shop.catalogue.queries.lot_products import codes_of, product_for, products_of
from shop.catalogue.queries.lots import PER_PAGE, ListFilter, Tab
from shop.catalogue.queries.recalls import recall_going_on
from shop.catalogue.queries.sources import documented_of
from shop.catalogue.services.lots import standing_of
from shop.catalogue.services.stock import receive_lot
from shop.catalogue.sourcing import Documented
from shop.catalogue.tables.lots import lots_table
from shop.catalogue.views import lot_deeds, lot_purchases, lot_stock
from shop.catalogue.views.lot_pages import LOT, bp
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.kernel import clock
from shop.kernel.questions import Eaten, WhoAteOf, ask
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.guards import actor, allowed

__all__ = ["bp", "lot_deeds", "lot_purchases", "lot_stock"]


@bp.get("/lots")
@allowed(policies.may_read_lots)
def index() -> ResponseReturnValue:
    """The lots, by how they stand."""
    asked = _asked()
    counts = queries.tab_counts(actor(), asked)
    total = counts[asked.tab]
    if asked_as():
        whole = partial(queries.lots_listed, actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
        said = [(_("State"), asked.tab.label), (_("Code or product"), asked.words), (_("Product"), asked.product)]
        return send_list(lambda: lots_table(whole()), total, f"lots-{clock.today():%Y%m%d}", *said)
    return render_template(
        "lots/index.html",
        asked=asked,
        counts=counts,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        listed=queries.lots_listed(actor(), asked) if total else [],
        products=products_of(actor()),
        may_keep=policies.may_keep_lots(actor()),
    )


@bp.route("/lots/new", methods=["GET", "POST"])
@allowed(policies.may_keep_lots)
def receive() -> ResponseReturnValue:
    """A harvest comes in, or is promised; without a product, choose it first."""
    slug = request.args.get("product", "")
    if not slug:
        choose = render_template("lots/choose.html", products=products_of(actor()))
        return choose, 422 if request.method == "POST" else 200
    product = product_for(actor(), slug)
    form = receive_form(product, _free_code(product))

    def enter() -> str:
        lot = receive_lot(
            product,
            form.code.data,
            form.quantity.data,
            harvest_from=form.harvest_from.data,
            harvest_to=form.harvest_to.data or form.harvest_from.data,
            best_before=form.best_before.data,
            by=actor(),
        )
        if lot.awaited:
            flash(_("The harvest is promised: it can be ordered ahead. Confirm it when it comes in."), "success")
            return url_for(".lot", lot_id=lot.id)
        flash(_("The lot is entered. Now enter from whom it was bought, or do that later."), "success")
        return url_for(".purchases", lot_id=lot.id)

    page = once.do(form, enter)
    return page or (render_template("lots/receive.html", form=form, product=product), 422 if _sent(form) else 200)


@bp.get(f"/lots/{LOT}")
@allowed(policies.may_read_lots)
def lot(lot_id: int) -> str:
    """One lot: what is there, who holds some of it, whom it was bought from, what was done to it."""
    lot, product = queries.lot_for(actor(), lot_id)
    state = standing_of(lot).state(clock.today())
    eaten: list[Eaten] = ask(WhoAteOf((lot.id,)))[lot.id]
    return render_template(
        "lots/lot.html",
        lot=lot,
        product=product,
        state=state,
        runs_out=standing_of(lot).runs_out(clock.today()),
        documented=documented_of([lot.id]).get(lot.id, Documented()),
        deeds=_deeds(lot, product),
        recall=recall_going_on(lot.id) if lot.recalled else None,
        holders=[part for part in eaten if part.reserved],
        shipments=len([part for part in eaten if part.shipped]),
        own=policies.may_keep_lots(actor()),
        history=told_all(trail_of("lot", lot.id)),
        Deed=Deed,
    )


def _deeds(lot: Lot, _product: Product) -> list[Deed]:
    hands = policies.hands_of(actor(), lot.supplier_id)
    return deeds_for(hands, standing_of(lot).state(clock.today()))


def _free_code(product: Product) -> str:
    """A code that no lot of the product has: the day, and a number."""
    day = f"{clock.today():%y%m%d}"
    taken = codes_of(product.id, day)
    return next(code for number in range(1, 1000) if (code := f"{day}-{number:02d}") not in taken)


def _asked() -> ListFilter:
    tab = word_in(Tab, "tab") or Tab.FOR_SALE
    return ListFilter(tab, request.args.get("product", "")[:80].replace("\x00", ""), words_in("q"), page_in("page"))


def _sent(form: Any) -> bool:
    return bool(form.is_submitted())
