"""Photos beside acceptances: added by either side, shown to those alone who may read the delivery or its note."""

from __future__ import annotations

from flask import Response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.handing import send_photo
from shop.documents.receiving import receive, say_faults
from shop.documents.uploads import LARGEST
from shop.fulfilment import policies, queries
from shop.fulfilment.forms.photos import AT_ONCE, PhotosForm
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance
from shop.fulfilment.queries.photos import photo_beside, photos_beside
from shop.fulfilment.services import photos as services
from shop.fulfilment.views.both import bp
from shop.fulfilment.views.buyer import ours
from shop.fulfilment.views.keeping import say_kept
from shop.kernel.refusals import NotYours
from shop.web import once
from shop.web.guards import actor, allowed
from shop.web.uploads import takes_files


@bp.get("/acceptances/<number>/photos/<name>/<size>")
@allowed(policies.may_read_notes)
def acceptance_photo(number: str, name: str, size: str) -> Response:
    """A photo beside a note, for those who may read all of the note."""
    acceptance = queries.acceptance_for(actor(), number)
    if len(queries.lines_seen_by(actor(), acceptance)) < len(acceptance.lines):
        raise NotYours
    return send_photo(photo_beside(acceptance.consignment_id, name), size, everybody=False)


@bp.get("/arrivals/<number>/photos/<name>/<size>")
@allowed(policies.may_see_arrivals)
def arrival_photo(number: str, name: str, size: str) -> Response:
    """A photo of a delivery that is not accepted yet, for the unit that it goes to."""
    return send_photo(photo_beside(ours(number).id, name), size, everybody=False)


@bp.route("/acceptances/<number>/photos", methods=["GET", "POST"])
@allowed(policies.may_settle_notes)
@takes_files(LARGEST, count=AT_ONCE)
def add_photos(number: str) -> ResponseReturnValue:
    """Either side adds what it saw."""
    form = PhotosForm()
    acceptance, side = _own(number)
    if form.validate_on_submit():
        received = receive(form.photos, form.camera)
        if received.made:

            def keep() -> str:
                note, own = _own(number)
                count = services.add_photos(note.consignment, received.made, own, by=actor())
                say_faults(received)
                say_kept(count)
                return url_for(".acceptance", number=number)

            if answer := once.do(form, keep):
                return answer
        else:
            form.photos.errors = [received.sentence(fault) for fault in received.faults] or [
                _("Please choose a photo.")
            ]
        acceptance, side = _own(number)
    return render_template(
        "fulfilment/add_photos.html",
        acceptance=acceptance,
        side=side,
        form=form,
        photos=photos_beside(acceptance.consignment_id),
        most=services.MOST_PHOTOS,
    ), (422 if form.is_submitted() else 200)


def _own(number: str) -> tuple[Acceptance, Side]:
    """A note and the side that the actor acts for; who only reads it adds nothing."""
    acceptance = queries.acceptance_for(actor(), number)
    side = policies.side_of(actor(), acceptance.consignment)
    if side is None:
        raise NotYours
    return acceptance, side
