"""Photos of listings: shown to whoever sees the listing, and kept in order by its supplier."""

from __future__ import annotations

from flask import Blueprint, Response, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from shop.catalogue import policies
from shop.catalogue.forms.photos import ArrangeForm, PhotosForm, arrange_form
from shop.catalogue.models import Product
from shop.catalogue.queries.photos import own_product, photo_by_name, photos_of
from shop.catalogue.services import photos as services
from shop.documents.handing import send_photo
from shop.documents.receiving import receive, say_faults
from shop.documents.uploads import LARGEST
from shop.web import once
from shop.web.guards import actor, allowed, current_actor, public
from shop.web.uploads import takes_files

bp = Blueprint("photos", __name__)

NUMBER = "int(max=999999999999):number"
AT_ONCE = 3
"""How many photos of the largest size one form may bring; of the usual size it is all of them."""


@bp.get("/photos/<name>/<size>")
@public
def photo(name: str, size: str) -> Response:
    """A photo in one size, for ever the same; of a draft for its supplier and who looks at it alone."""
    photo_id, shown = photo_by_name(name, current_actor)
    return send_photo(photo_id, size, everybody=shown)


@bp.route(f"/listings/<{NUMBER}>/photos", methods=["GET", "POST"])
@allowed(policies.may_keep_listings)
@takes_files(LARGEST, count=AT_ONCE)
def listing_photos(number: int) -> ResponseReturnValue:
    """The photos of a listing. Those that are added are kept; of what is no photo it is said why it was left out."""
    form, product = PhotosForm(), own_product(actor(), number)
    if not form.validate_on_submit():
        return _page(product, adding=form)
    received = receive(form.photos)
    if not received.made:
        form.photos.errors = [received.sentence(fault) for fault in received.faults]
        return _page(own_product(actor(), number), adding=form)

    def keep() -> str:
        count = services.add_photos(own_product(actor(), number), received.made, by=actor())
        say_faults(received)
        if count:
            flash(ngettext("%(num)s photo was added.", "%(num)s photos were added.", count), "success")
        else:
            flash(_("These photos are there already."), "info")
        return url_for(".listing_photos", number=number)

    return once.do(form, keep) or _page(own_product(actor(), number), adding=form)


@bp.post(f"/listings/<{NUMBER}>/photos/arrange")
@allowed(policies.may_keep_listings)
def arrange(number: int) -> ResponseReturnValue:
    """Save what is seen on the photos, and move or remove the one whose button was pressed."""
    product = own_product(actor(), number)
    form = arrange_form(photos_of(product.id))

    def save() -> str:
        deed = form.deed()
        changed = services.describe_photos(product, form.words(), by=actor())
        if deed is not None:
            move, photo_id = deed
            if move is None:
                services.remove_photo(product, photo_id, by=actor())
                flash(_("The photo was removed."), "success")
            else:
                services.move_photo(product, photo_id, move, by=actor())
        elif changed:
            flash(_("What is seen on the photos was saved."), "success")
        return url_for(".listing_photos", number=number)

    return once.do(form, save) or _page(own_product(actor(), number), arranging=form)


def _page(
    product: Product, *, adding: PhotosForm | None = None, arranging: ArrangeForm | None = None
) -> ResponseReturnValue:
    photos = photos_of(product.id)
    return render_template(
        "catalogue/listing_photos.html",
        product=product,
        adding=adding or PhotosForm(formdata=None),
        arranging=arranging or arrange_form(photos),
        room=services.MOST_PHOTOS - len(photos),
        most=services.MOST_PHOTOS,
    ), (200 if request.method == "GET" else 422)
