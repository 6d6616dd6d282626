"""How a parent's target is split over its children: each split as it was proposed, the newest approved one in force."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.tally.filing import LONGEST_REASON
from shop.tally.words import SplitMethod


class TargetSplit(AppendOnly, db.Model):
    """So much of a parent's ``amount`` to each child; what is left is the ``rest``, below zero where too much is given.

    Proposed by one official of the parent and approved by another (`FilingStep`); each child's own amount is revised by
    the approval. ``n`` numbers the splits of a parent's year.
    """

    __tablename__ = "target_split"
    __table_args__ = (
        UniqueConstraint("scheme_id", "year", "unit_id", "n"),
        one_of("method", SplitMethod),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        Index("ix_target_split_unit", "unit_id", "year"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    year: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    n: Mapped[int] = mapped_column(Integer)
    method: Mapped[SplitMethod] = mapped_column(Word(SplitMethod))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    rest: Mapped[Money] = mapped_column(MoneyColumn)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    holds_from: Mapped[date] = mapped_column(Date)
    at: Mapped[datetime] = mapped_column(Moment)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("target_split.id"), unique=True)

    rows: Mapped[list[SplitRow]] = relationship(order_by="SplitRow.position")


class SplitRow(AppendOnly, db.Model):
    """A child's part: its whole target before and after. ``fixed`` is what of it other lines come to, and stays."""

    __tablename__ = "split_row"
    __table_args__ = (
        UniqueConstraint("split_id", "child_id"),
        CheckConstraint("after >= 0 AND before >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    split_id: Mapped[int] = mapped_column(ForeignKey("target_split.id"))
    child_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    position: Mapped[int] = mapped_column(Integer)
    before: Mapped[Money] = mapped_column(MoneyColumn)
    after: Mapped[Money] = mapped_column(MoneyColumn)
    fixed: Mapped[Money] = mapped_column(MoneyColumn)
    keeps: Mapped[bool] = mapped_column(Boolean)
