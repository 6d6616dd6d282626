"""The documents that a supplier shows: licence, permit, agreements, each with its validity."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of
from shop.organisations.words import DocumentKind


class SupplierDocument(db.Model):
    """A document with its number and days; ``valid_to`` is its last day, empty for one without end.

    ``in_force_at`` is empty while the operator has not approved it (a licence that is changed after the approval).
    ``ended_at`` is when another took its place or it was taken away: the row stays, and so does its file.
    ``told_days`` is how many days ahead its end has been told last.
    """

    __tablename__ = "supplier_document"
    __table_args__ = (
        one_of("kind", DocumentKind),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="span"),
        Index("ix_supplier_document_supplier", "supplier_id", "id"),
        Index("ix_supplier_document_ends", "valid_to"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    producer_id: Mapped[int | None] = mapped_column(ForeignKey("producer.id"))
    kind: Mapped[DocumentKind] = mapped_column(Word(DocumentKind))
    title: Mapped[str] = mapped_column(String(80), default="")
    number: Mapped[str] = mapped_column(String(60), default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(Moment)
    in_force_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    told_days: Mapped[int | None] = mapped_column(Integer)
