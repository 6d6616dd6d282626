"""What a lot was bought for, household by household: the list, entering more, correcting one."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from shop.catalogue import policies
from shop.catalogue.forms.purchases import CorrectionForm, PurchasesForm, correction_form, purchases_form
from shop.catalogue.lot_life import Deed, deeds_for
from shop.catalogue.queries.lots import lot_for
from shop.catalogue.queries.sources import PER_PAGE, documented_of, purchase_for, purchases_of, roster_of
from shop.catalogue.services import sources as services
from shop.catalogue.services.lots import standing_of
from shop.catalogue.sourcing import Documented
from shop.catalogue.tables.lots import purchases_table
from shop.catalogue.views.lot_pages import LOT, bp
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.web import once
from shop.web.asking import page_in
from shop.web.filters import named
from shop.web.guards import actor, allowed

MOST_OFFERED = 300
"""So many households are offered while one types; further ones are found by their number."""


@bp.get(f"/lots/{LOT}/purchases")
@allowed(policies.may_read_lots)
def purchases(lot_id: int) -> ResponseReturnValue:
    """The rows as they were entered, and the form for more."""
    if asked_as():
        lot, product = lot_for(actor(), lot_id)
        rows, total = purchases_of(lot.id, 1, per_page=MOST_AT_ONCE)
        said = [(_("Lot"), lot.code), (_("Product"), named(product)), (_("Measure"), product.measure.label)]
        return send_list(
            lambda: purchases_table(rows, own=actor().is_supplier), total, f"lot-{lot.id}-purchases", *said
        )
    return _page(lot_id, purchases_form({}))


@bp.post(f"/lots/{LOT}/purchases/new")
@allowed(policies.may_keep_lots)
def document(lot_id: int) -> ResponseReturnValue:
    """Enter what was typed, pasted and uploaded, all of it or nothing."""
    lot, product = lot_for(actor(), lot_id)
    form = purchases_form(request.form)
    if request.form.get("more"):
        return _page(lot_id, form)

    def enter() -> str:
        bought = form.bought(lot, product.measure, roster_of(lot.supplier_id))
        services.document(lot_id, bought, surplus_reason=form.surplus_reason.data or "", by=actor())
        flash(ngettext("%(num)d purchase is entered.", "%(num)d purchases are entered.", len(bought)), "success")
        return url_for(".purchases", lot_id=lot_id)

    return once.do(form, enter) or (_page(lot_id, form), 422)


@bp.route(f"/lots/{LOT}/purchases/<int(max=999999999999):source_id>", methods=["GET", "POST"])
@allowed(policies.may_keep_lots)
def correct_purchase(lot_id: int, source_id: int) -> ResponseReturnValue:
    """Say what a purchase should have been; with nothing in the fields it is only taken back."""
    lot, product = lot_for(actor(), lot_id)
    purchase = purchase_for(lot.id, source_id)
    if purchase.corrects_id is not None:
        raise NotYours
    form: CorrectionForm = correction_form(purchase)

    def settle() -> str:
        right = form.right(lot, product.measure, roster_of(lot.supplier_id))
        said = {"surplus_reason": form.surplus_reason.data or ""}
        services.correct_purchase(lot_id, source_id, right, form.reason.data or "", by=actor(), **said)
        flash(_("The purchase is corrected. Both rows stay in the list."), "success")
        return url_for(".purchases", lot_id=lot_id)

    if answer := once.do(form, settle):
        return answer
    lot, product = lot_for(actor(), lot_id)
    page = render_template(
        "lots/correct_purchase.html",
        lot=lot,
        product=product,
        purchase=purchase,
        form=form,
        **_offered(lot.supplier_id),
    )
    return page, 422 if form.is_submitted() else 200


def _page(lot_id: int, form: PurchasesForm) -> str:
    lot, product = lot_for(actor(), lot_id)
    rows, total = purchases_of(lot.id, page_in("page"))
    hands = policies.hands_of(actor(), lot.supplier_id)
    may_enter = Deed.DOCUMENT in deeds_for(hands, standing_of(lot).state(clock.today()))
    return render_template(
        "lots/purchases.html",
        lot=lot,
        product=product,
        form=form,
        rows=rows,
        total=total,
        page=page_in("page"),
        pages=max(1, -(-total // PER_PAGE)),
        documented=documented_of([lot.id]).get(lot.id, Documented()),
        may_enter=may_enter,
        usual_day=min(lot.harvest_to, clock.today()),
        own=actor().is_supplier,
        **(_offered(lot.supplier_id) if may_enter else {"offered": [], "roster_size": 0}),
    )


def _offered(supplier_id: int) -> dict[str, object]:
    households = roster_of(supplier_id).households
    return {"offered": households[:MOST_OFFERED], "roster_size": len(households)}
