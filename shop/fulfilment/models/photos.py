"""Photos beside an acceptance: what was seen when the goods came."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.documents.models import Photo
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Word, one_of


class AcceptancePhoto(AppendOnly, db.Model):
    """A photo that one ``side`` added to a delivery: the buyer while taking in or after it, the supplier objecting.

    It belongs to the delivery and so to its note and to every correction of it. ``digest`` is that of the file that was
    uploaded: the same photo stands there once.
    """

    __tablename__ = "acceptance_photo"
    __table_args__ = (
        one_of("side", Side),
        UniqueConstraint("consignment_id", "side", "digest"),
        Index("ix_acceptance_photo_photo", "photo_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    consignment_id: Mapped[int] = mapped_column(ForeignKey("consignment.id"))
    photo_id: Mapped[int] = mapped_column(ForeignKey(Photo.id))
    side: Mapped[Side] = mapped_column(Word(Side))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    photo: Mapped[Photo] = relationship()
