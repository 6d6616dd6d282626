"""Photos, and what they stand beside."""

from __future__ import annotations

from shop.documents import photos
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models import Acceptance, AcceptancePhoto
from shop.kernel import clock
from shop.kernel.actor import Actor
from tests.factories.pictures import jpeg


def an_acceptance_photo(acceptance: Acceptance, *, by: Actor, side: Side = Side.BUYER) -> AcceptancePhoto:
    """A photo beside an acceptance."""
    photo = photos.keep(photos.make(jpeg(40, 30)), by=by)
    row = AcceptancePhoto(
        cluster_id=acceptance.cluster_id,
        consignment_id=acceptance.consignment_id,
        photo_id=photo.id,
        side=side,
        digest=photo.source_sha256,
        at=clock.now(),
        person_id=by.person_id,
    )
    db.session.add(row)
    db.session.flush()
    return row
