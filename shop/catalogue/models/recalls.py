"""Recalls of lots, and which units were told of them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity, Moment

GOES_ON = text("ended_at IS NULL")


class Recall(db.Model):
    """A lot is called back, from a moment until somebody ends it with a reason. One at a time goes on for a lot.

    ``advice`` is what whoever has some of it is to do, in the words of who recalls.
    """

    __tablename__ = "recall"
    __table_args__ = (
        CheckConstraint("reason <> '' AND advice <> ''", name="says_why_and_what"),
        CheckConstraint("ended_at IS NULL OR end_reason <> ''", name="ends_with_a_reason"),
        Index("uq_recall_goes_on", "lot_id", unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    reason: Mapped[str] = mapped_column(String(200))
    advice: Mapped[str] = mapped_column(String(300))
    begun_at: Mapped[datetime] = mapped_column(Moment)
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    end_reason: Mapped[str] = mapped_column(String(200), default="")


class RecallReader(db.Model):
    """A unit that was told of a recall; ``read_at`` is when somebody of it said that they have read it."""

    __tablename__ = "recall_reader"
    __table_args__ = (UniqueConstraint("recall_id", "unit_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    recall_id: Mapped[int] = mapped_column(ForeignKey("recall.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    told_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    read_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    answer: Mapped[str] = mapped_column(String(300), default="")
