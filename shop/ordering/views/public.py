"""The basket, which anyone may fill: visitors keep theirs when they sign in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.catalogue.dressing import shop_window
from shop.catalogue.pricing import smallest_order
from shop.catalogue.window import Window
from shop.extensions import db
from shop.kernel.refusals import NotYours
from shop.ordering import policies, queries
from shop.ordering.forms import PackForm, PacksForm, packs_form
from shop.ordering.queries import BasketPage, Effect
from shop.ordering.services import baskets
from shop.ordering.sessions import basket_owner, basket_owner_to_be
from shop.web import once
from shop.web.forms import refusals_on
from shop.web.guards import current_actor, public
from shop.web.language import current

bp = Blueprint("ordering", __name__)


@bp.get("/basket")
@public
def basket() -> str:
    """What is to be bought, by supplier, and what it would do to the unit's year."""
    return _page()


@bp.post("/basket")
@public
def update_basket() -> ResponseReturnValue:
    """So many packs of each line; then back to the basket, or on to the checkout."""
    owner = basket_owner(current_actor())
    if owner is None:
        return redirect(url_for(".basket"))
    form = _form_for(queries.basket_page(owner, shop_window()))
    if form.validate_on_submit():
        with refusals_on(form):
            baskets.set_packs(owner, form.typed())
            db.session.commit()
            return redirect(url_for(".checkout" if request.form.get("go") == "checkout" else ".basket"))
    return _page(form=form), 422


@bp.post("/basket/lines")
@public
def add_to_basket() -> ResponseReturnValue:
    """So many packs more of one kind."""
    owner = basket_owner_to_be(current_actor())
    if owner is None:
        raise NotYours
    form, somebody = PackForm(), current_actor()

    def put_in() -> str:
        line = baskets.add_to_basket(owner, form.pack, form.number)
        flash(_said_of(form.pack, form.number, line.packs), "success")
        return url_for(".basket")

    sender = once.owner_of(somebody) if somebody else f"visitor {owner.token}"
    again = _("This form was sent twice; the goods were added once. If you want more, change the quantity here.")
    return once.do(form, put_in, owner=sender, again=again) or (_page(refused=form), 422)


@bp.post("/basket/remove")
@public
def remove_from_basket() -> ResponseReturnValue:
    """A line is put back on the shelf."""
    owner = basket_owner(current_actor())
    pack_id = request.form.get("remove", type=int)
    if owner is not None and pack_id is not None:
        baskets.set_packs(owner, {pack_id: 0})
        db.session.commit()
    return redirect(url_for(".basket"))


def _page(*, form: PacksForm | None = None, refused: PackForm | None = None) -> str:
    somebody, window = current_actor(), shop_window()
    page = queries.basket_page(basket_owner(somebody), window)
    offer = queries.offer_of(window, refused.pack) if refused else None
    return render_template(
        "ordering/basket.html",
        page=page,
        basket_count=page.count,
        form=form or _form_for(page, untouched=True),
        effect=_effect(page, window),
        buys=somebody is None or policies.may_see_purchases(somebody),
        may_order=somebody is None or policies.may_buy(somebody),
        refused=refused,
        offer=offer,
        smallest=smallest_order(offer[1].minimum, offer[1].multiple) if offer else 1,
    )


def _form_for(page: BasketPage, *, untouched: bool = False) -> PacksForm:
    lines = ((line.pack_id, line.named(current()), line.packs) for line in (*page.lines, *page.gone))
    return packs_form(lines, untouched=untouched)


def _effect(page: BasketPage, window: Window) -> Effect | None:
    """What it would do to the unit's year, delivered on the usual day; nobody can say for visitors or without goods."""
    somebody = current_actor()
    if somebody is None or somebody.cluster_id is None or not page.lines:
        return None
    return queries.effect_of(
        page,
        window,
        unit_id=somebody.organisation_id,
        cluster_id=somebody.cluster_id,
        year=queries.usual_day(page).year,
    )


def _said_of(pack_id: int, added: int, have: int) -> str:
    """What was put in, and what lies there now if something did before."""
    offer = queries.offer_of(shop_window(), pack_id)
    if offer is None:
        return str(_("It is in your basket."))
    good, pack = offer
    said = {"product": good.named(current()), "pack": pack.named(current()), "packs": added}
    if added == have:
        return str(_("Added to the basket: %(product)s, %(packs)s × %(pack)s.", **said))
    return str(
        _("Added to the basket: %(product)s, %(packs)s × %(pack)s. You now have %(have)s in it.", have=have, **said)
    )
