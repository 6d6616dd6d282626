"""Writing a listing: a new one, and one that is there, with what waits of it; and how a buyer would see it."""

from __future__ import annotations

from flask import flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.catalogue import policies
from shop.catalogue.forms.listings import PRESETS, ListingForm
from shop.catalogue.listing import Listing
from shop.catalogue.models import Product
from shop.catalogue.queries.choices import choices_for
from shop.catalogue.queries.listing import listing_for, preview_of, waiting_of, wanted_listing
from shop.catalogue.queries.photos import gallery_of
from shop.catalogue.queries.products import lots_today
from shop.catalogue.services.listings import change_listing, list_product
from shop.catalogue.views import product as product_view
from shop.catalogue.views.listings import NUMBER, bp
from shop.catalogue.views.standing_now import Difference, differences
from shop.kernel import clock
from shop.web import once
from shop.web.guards import actor, allowed


@bp.route("/listings/new", methods=["GET", "POST"])
@allowed(policies.may_keep_listings)
def new() -> ResponseReturnValue:
    """A listing begins as a draft; everything but its name can be filled in later."""
    form = ListingForm.of(choices_for(actor().organisation_id))
    if _preset(form):
        return _editor(form)

    def enter() -> str:
        left_out = form.proposes_english
        product = list_product(form.listing(), article=form.article.data or "", by=actor())
        _say_saved(product, left_out)
        return url_for(".listing", number=product.id)

    return once.do(form, enter) or (_editor(form), 422 if form.is_submitted() else 200)


@bp.route(f"/listings/<{NUMBER}>/edit", methods=["GET", "POST"])
@allowed(policies.may_keep_listings)
def edit(number: int) -> ResponseReturnValue:
    """The words of a listing, as its supplier wants them now."""
    product = listing_for(actor(), number)
    wanted = wanted_listing(product, waiting_of(number))
    choices = choices_for(product.supplier_id)
    form = ListingForm.of(choices, wanted, article=product.article, version=product.version)
    if _preset(form):
        return _editor(form, product)

    def save() -> str:
        left_out = form.proposes_english
        said, article = form.listing(wanted), form.article.data or ""
        waits = change_listing(product, said, article=article, by=actor(), version=form.seen)
        _say_saved(product, left_out, waits=waits is not None)
        return url_for(".listing", number=number)

    if answer := once.do(form, save):
        return answer
    if not form.outdated:
        return _editor(form, product), 422 if form.is_submitted() else 200
    now = listing_for(actor(), number)
    return _overtaken(form, now, wanted_listing(now, waiting_of(number))), 422


@bp.get(f"/listings/<{NUMBER}>/preview")
@allowed(policies.may_read_listings)
def preview(number: int) -> str:
    """The listing as a buyer would see it, with what waits for review. Nothing can be ordered here."""
    product, today = listing_for(actor(), number), clock.today()
    change = waiting_of(number)
    page, lots = preview_of(product, change, today), lots_today(number, today)
    return render_template(
        "catalogue/listing_preview.html",
        product=page.product,
        page=page,
        stands=product,
        change=change,
        lots=lots,
        offers=product_view.offers(page, lots),
        verdict=None,
        alike="",
        photos=gallery_of(number),
        add_to=None,
        history_at=None,
        **product_view.particulars(page, lots, today),
    )


def _overtaken(form: ListingForm, product: Product, stands: Listing) -> str:
    """What was typed stays; beside it stands what somebody else saved. Saving again takes what was typed."""
    found = differences(form, ListingForm.of(form.choices, stands, article=product.article, sent=False))
    form.go_on_from(product.version)
    return _editor(form, product, found)


def _editor(form: ListingForm, product: Product | None = None, overtaken: list[Difference] | None = None) -> str:
    return render_template(
        "catalogue/listing_edit.html",
        form=form,
        product=product,
        presets=[(name, label) for name, (label, _months) in PRESETS.items()],
        overtaken=overtaken or [],
        preset=request.form.get("preset"),
    )


def _preset(form: ListingForm) -> bool:
    """Whether a button asked for the months of a season alone: the form comes back with them, and nothing is saved."""
    return request.method == "POST" and form.season(request.form.get("preset", ""))


def _say_saved(product: Product, left_out: bool, *, waits: bool = False) -> None:
    if waits:
        flash(
            _("Saved. Part of it waits for the county or the operator; until then the shelf shows what was approved."),
            "info",
        )
    else:
        flash(_("Saved."), "success")
    if left_out:
        name = product.name_english
        flash(_("The English name was left out, so its pinyin stands for it: %(name)s.", name=name), "info")
