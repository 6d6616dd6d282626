"""Photos: made anew in a few sizes when they are uploaded; what was uploaded is thrown away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.documents.sizes import size_at
from shop.documents.words import PictureKind
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of


class Photo(db.Model):
    """A photo. ``name`` is random and part of its addresses; ``width`` and ``height``, in pixels, are its largest.

    ``source_sha256`` is of the file that was uploaded, by which whoever links to it knows the same photo again.
    """

    __tablename__ = "photo"
    __table_args__ = (CheckConstraint("width > 0 AND height > 0", name="something"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    name: Mapped[str] = mapped_column(String(43), unique=True)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    source_sha256: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    renditions: Mapped[list[PhotoRendition]] = relationship(cascade="all, delete-orphan")

    def at(self, edge: int) -> tuple[int, int]:
        """How wide and high it is within a square of so many pixels."""
        return size_at(self.width, self.height, edge)


class PhotoRendition(db.Model):
    """A photo in one size: it fits into a square of ``edge`` pixels. The bytes are never loaded with the row."""

    __tablename__ = "photo_rendition"
    __table_args__ = (one_of("kind", PictureKind),)

    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), primary_key=True, autoincrement=False)
    edge: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    kind: Mapped[PictureKind] = mapped_column(Word(PictureKind), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
