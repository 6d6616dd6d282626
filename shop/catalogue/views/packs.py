"""The packs of a listing: added, changed, put in order, retired and brought back."""

from __future__ import annotations

from flask import abort, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.catalogue import policies
from shop.catalogue.forms.packs import PackForm
from shop.catalogue.forms.seen import DeedForm
from shop.catalogue.models import Pack, Product
from shop.catalogue.queries.listing import listing_for, pack_of, waiting_of, wanted_pack
from shop.catalogue.services.packs import add_packing, change_pack, order_packs, retire_pack
from shop.catalogue.views.listings import NUMBER, bp, listing_page
from shop.catalogue.views.standing_now import Difference, differences
from shop.catalogue.wording import per_words
from shop.web import once
from shop.web.guards import actor, allowed

PACK = "int(max=999999999999):pack_id"
STEPS = frozenset({"up", "down", "retire"})


@bp.route(f"/listings/<{NUMBER}>/packs/new", methods=["GET", "POST"])
@allowed(policies.may_keep_listings)
def new_pack(number: int) -> ResponseReturnValue:
    """One more pack that the product is sold in."""
    product = listing_for(actor(), number)
    form = PackForm.of(product.measure, version=product.version)

    def enter() -> str:
        pack = add_packing(product, form.packing(), by=actor(), version=form.seen)
        _say_saved(waits=not pack.active)
        return url_for(".listing", number=number, _anchor="packs")

    if answer := once.do(form, enter):
        return answer
    if form.outdated:
        form.go_on_from(listing_for(actor(), number).version)
    return _pack_page(form, product), 422 if form.is_submitted() else 200


@bp.route(f"/listings/<{NUMBER}>/packs/<{PACK}>", methods=["GET", "POST"])
@allowed(policies.may_keep_listings)
def pack(number: int, pack_id: int) -> ResponseReturnValue:
    """A pack and its prices, as its supplier wants them now. Saving a retired one brings it back."""
    product = listing_for(actor(), number)
    one = pack_of(product, pack_id)
    form = PackForm.of(product.measure, wanted_pack(one, waiting_of(number)), version=product.version)

    def save() -> str:
        waits = change_pack(one, form.packing(), by=actor(), version=form.seen)
        _say_saved(waits=waits is not None and any(item.get("pack") == pack_id for item in waits.items))
        return url_for(".listing", number=number, _anchor="packs")

    if answer := once.do(form, save):
        return answer
    if not form.outdated:
        return _pack_page(form, product, one), 422 if form.is_submitted() else 200
    now = listing_for(actor(), number)
    stands = PackForm.of(now.measure, wanted_pack(pack_of(now, pack_id), waiting_of(number)), sent=False)
    found = differences(form, stands)
    form.go_on_from(now.version)
    return _pack_page(form, now, pack_of(now, pack_id), found), 422


@bp.post(f"/listings/<{NUMBER}>/packs/<{PACK}>/<step>")
@allowed(policies.may_keep_listings)
def pack_step(number: int, pack_id: int, step: str) -> ResponseReturnValue:
    """A pack goes one place up or down, or is not sold any more."""
    if step not in STEPS:
        abort(404)
    product, form = listing_for(actor(), number), DeedForm()
    one = pack_of(product, pack_id)

    def settle() -> str:
        if step == "retire":
            retire_pack(one, by=actor(), version=form.seen)
            flash(_("The pack is not sold any more. Orders that stand keep it."), "success")
        else:
            order_packs(product, _moved(product, one, step), by=actor(), version=form.seen)
        return url_for(".listing", number=number, _anchor="packs")

    return once.do(form, settle) or (listing_page(listing_for(actor(), number), form), 422)


def _moved(product: Product, pack: Pack, step: str) -> list[int]:
    """The packs in their new order; those that are retired are passed over."""
    active = [one.id for one in product.packs if one.active]
    retired = [one.id for one in product.packs if not one.active]
    if pack.id not in active:
        return [*active, *retired]
    at = active.index(pack.id)
    to = min(max(at + (1 if step == "down" else -1), 0), len(active) - 1)
    active.insert(to, active.pop(at))
    return [*active, *retired]


def _pack_page(
    form: PackForm, product: Product, one: Pack | None = None, overtaken: list[Difference] | None = None
) -> str:
    return render_template(
        "catalogue/listing_pack.html",
        form=form,
        product=product,
        pack=one,
        per=per_words(product.measure),
        overtaken=overtaken or [],
    )


def _say_saved(*, waits: bool) -> None:
    if waits:
        flash(
            _(
                "The new price waits for the county or the operator: it is too far from the approved one. "
                "Until then the shelf shows what was approved."
            ),
            "info",
        )
    else:
        flash(_("The pack is saved."), "success")
