"""What is done to a lot, each deed on a page of its own: thumbs find one question at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.catalogue import policies
from shop.catalogue.forms.lots import deed_form
from shop.catalogue.lot_life import Deed, Standing, check
from shop.catalogue.models import Lot
from shop.catalogue.queries.lots import lot_for
from shop.catalogue.services import lots as services
from shop.catalogue.views.lot_pages import LOT, bp
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.questions import WhoAteOf, ask
from shop.kernel.refusals import Refused
from shop.web import once
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed, require

Serve = Callable[[int, Any, Actor], Lot]


def _harvest(lot_id: int, form: Any, by: Actor) -> Lot:
    return services.confirm_harvest(lot_id, form.quantity.data, form.harvested_on.data, by=by)


def _correct(lot_id: int, form: Any, by: Actor) -> Lot:
    return services.correct_received(lot_id, form.quantity.data, form.reason.data, by=by)


def _write_off(lot_id: int, form: Any, by: Actor) -> Lot:
    return services.write_off(lot_id, form.quantity.data, form.reason.data, by=by)


def _redate(lot_id: int, form: Any, by: Actor) -> Lot:
    days = (form.harvest_from.data, form.harvest_to.data, form.best_before.data)
    return services.change_dates(lot_id, *days, form.reason.data, by=by)


def _hold(lot_id: int, form: Any, by: Actor) -> Lot:
    return services.hold_lot(lot_id, form.reason.data, by=by)


def _release(lot_id: int, form: Any, by: Actor) -> Lot:
    return services.release_lot(lot_id, form.reason.data, by=by)


SERVED: dict[Deed, tuple[Serve, Any]] = {
    Deed.HARVEST: (_harvest, _l("The harvest is confirmed.")),
    Deed.CORRECT: (_correct, _l("The quantity is corrected.")),
    Deed.WRITE_OFF: (_write_off, _l("It is written off.")),
    Deed.REDATE: (_redate, _l("The dates are changed.")),
    Deed.HOLD: (_hold, _l("The lot is held back: nothing more of it is sold or shipped.")),
    Deed.RELEASE: (_release, _l("The lot is released: it is sold again.")),
}
"""Of each deed with a page here what does it, and what is said when it is done."""


@bp.route(f"/lots/{LOT}/<deed>", methods=["GET", "POST"])
@allowed(policies.may_keep_lots)
def deed(lot_id: int, deed: str) -> ResponseReturnValue:
    """Ask what the deed needs, and do it."""
    what = next((known for known in SERVED if known.value == deed), None)
    if what is None:
        abort(404)
    lot, product = lot_for(actor(), lot_id)
    require(policies.may_do, what, lot.supplier_id)
    form: ShopForm = deed_form(what, lot, product)
    serve, done = SERVED[what]

    def settle() -> str:
        changed = serve(lot_id, form, actor())
        if changed.short:
            flash(_("Less came in than is reserved. The orders concerned are listed below."), "warning")
        flash(str(done), "success")
        return url_for(".lot", lot_id=lot_id)

    if answer := once.do(form, settle):
        return answer
    lot, product = lot_for(actor(), lot_id)
    page = render_template(
        "lots/deed.html",
        lot=lot,
        product=product,
        form=form,
        deed=what,
        impossible=_impossible(what, lot),
        holders=[part for part in ask(WhoAteOf((lot.id,)))[lot.id] if part.reserved],
        Deed=Deed,
    )
    return page, 422 if form.is_submitted() else 200


def _impossible(deed: Deed, lot: Lot) -> Any:
    """The sentence why it cannot be done as the lot stands, if it cannot."""
    standing = Standing(lot.awaited, lot.held, lot.recalled, lot.available, lot.best_before)
    try:
        check(deed, standing.state(clock.today()))
    except Refused as refusal:
        return refusal.message
    return None
