"""Keeping the photos that come with a form at the scale, and telling of it."""

from __future__ import annotations

from flask import flash
from flask_babel import gettext as _
from flask_babel import ngettext

from shop.documents.receiving import receive, say_faults
from shop.extensions import db
from shop.fulfilment.forms.scale import AcceptanceForm
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Consignment
from shop.fulfilment.services.photos import add_photos
from shop.kernel.refusals import Refused
from shop.web.guards import actor


def keep_arrival_photos(consignment: Consignment, form: AcceptanceForm) -> None:
    """The photos that came with the form at the scale are kept at once, whatever becomes of the rest of it.

    The form may come back with something to correct, and a browser never keeps files that were chosen.
    """
    if not form.photos.uploads and not form.camera.uploads:
        return
    received = receive(form.photos, form.camera)
    say_faults(received)
    try:
        count = add_photos(consignment, received.made, Side.BUYER, by=actor()) if received.made else None
    except Refused as refusal:
        db.session.rollback()
        form.photos.process_errors = form.photos.errors = [refusal.message]
        return
    db.session.commit()
    if count is not None:
        say_kept(count)


def say_kept(count: int) -> None:
    """Tell how many photos are new."""
    if count:
        flash(ngettext("%(num)s photo was added.", "%(num)s photos were added.", count), "success")
    else:
        flash(_("These photos are there already."), "info")
