"""Which photos a listing has: in the seller's order, the first of them its main one."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.documents.models import Photo
from shop.extensions import db
from shop.kernel.columns import Identity


class ProductPhoto(db.Model):
    """A photo of a product, ``position`` from 0. ``alt`` says what is seen on it, for whoever does not see it.

    ``digest`` is that of the file that was uploaded: the same photo stands in a listing once.
    """

    __tablename__ = "product_photo"
    __table_args__ = (
        UniqueConstraint("product_id", "digest"),
        CheckConstraint("position >= 0", name="position_counts"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    photo_id: Mapped[int] = mapped_column(ForeignKey(Photo.id), unique=True)
    position: Mapped[int] = mapped_column(Integer)
    digest: Mapped[str] = mapped_column(String(64))
    alt: Mapped[str] = mapped_column(String(120), default="")
    alt_english: Mapped[str] = mapped_column(String(120), default="")

    photo: Mapped[Photo] = relationship()

    def named(self, language: str) -> str:
        """What is seen on it, in "zh" or "en"; empty where nobody said."""
        return self.alt if language == "zh" else self.alt_english
