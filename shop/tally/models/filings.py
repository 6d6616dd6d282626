"""What is filed for a superior's approval, step by step; and the base figures that units file."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Word, one_of
from shop.tally.filing import LONGEST_REASON, FilingKind, FilingState
from shop.tally.words import BaseFigure, BaseKind


class FilingStep(AppendOnly, db.Model):
    """A step in the life of a filing; ``n`` = 1 is the filing itself, the highest says where it stands.

    ``subject_id`` is a target proposal, a base filing or a split, as ``kind`` says. What is returned gives a reason.
    """

    __tablename__ = "filing_step"
    __table_args__ = (
        UniqueConstraint("kind", "subject_id", "n"),
        one_of("kind", FilingKind),
        one_of("state", FilingState),
        CheckConstraint("(n = 1) = (state = 'filed')", name="filed_first"),
        CheckConstraint("state <> 'returned' OR reason <> ''", name="returned_with_reason"),
        Index("ix_filing_step_cluster", "cluster_id", "state"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    kind: Mapped[FilingKind] = mapped_column(Word(FilingKind))
    subject_id: Mapped[int] = mapped_column(Identity)
    n: Mapped[int] = mapped_column(Integer)
    state: Mapped[FilingState] = mapped_column(Word(FilingState))
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON), default="")
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class BaseFiling(AppendOnly, db.Model):
    """A base figure of a unit's year: as it is filed beforehand, or the actual one at the year's end.

    ``value`` is fen of yearly spend, or heads. Of approved ones of a kind the newest holds. ``holds_from`` is the month
    from which lines that stand on it follow it; the actual one changes no target. ``file_id`` is the evidence.
    """

    __tablename__ = "base_filing"
    __table_args__ = (
        one_of("figure", BaseFigure),
        one_of("kind", BaseKind),
        CheckConstraint("value >= 0", name="value_not_negative"),
        Index("ix_base_filing_unit", "unit_id", "year"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    figure: Mapped[BaseFigure] = mapped_column(Word(BaseFigure))
    kind: Mapped[BaseKind] = mapped_column(Word(BaseKind))
    value: Mapped[int] = mapped_column(Identity)
    holds_from: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(LONGEST_REASON))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("base_filing.id"), unique=True)
