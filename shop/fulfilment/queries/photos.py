"""The photos of a delivery: those beside its note, and one by the name in its address."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from shop.documents.models import Photo
from shop.extensions import db
from shop.fulfilment.models import AcceptancePhoto
from shop.kernel.refusals import NotYours


def photos_beside(consignment_id: int) -> Sequence[AcceptancePhoto]:
    """All photos of a delivery in the order in which they came. One query; the bytes are not read."""
    asked = select(AcceptancePhoto).options(joinedload(AcceptancePhoto.photo))
    asked = asked.where(AcceptancePhoto.consignment_id == consignment_id).order_by(AcceptancePhoto.id)
    return db.session.execute(asked).scalars().all()


def photo_beside(consignment_id: int, name: str) -> int:
    """The id of a photo of this delivery; ``NotYours`` where it is of another or of none.

    Whoever asks has asked first whether the reader may see the delivery or its note.
    """
    asked = select(AcceptancePhoto.photo_id).join(Photo, Photo.id == AcceptancePhoto.photo_id)
    found = db.session.execute(
        asked.where(AcceptancePhoto.consignment_id == consignment_id, Photo.name == name)
    ).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found
