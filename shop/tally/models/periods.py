"""Months that are locked: every deed of it, and what each locked month has brought to the figures of which year."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.periods import Month, PeriodAction, PeriodState
from shop.tally.words import VerdictState


class PeriodStep(AppendOnly, db.Model):
    """Something done to a month of a cluster's book; of each month the highest ``n`` says how it stands.

    ``proposed_by_id`` is who had proposed what is approved here. ``digest`` seals a lock: over what the month has
    brought (`LockedTotal`) and the digest of the month before.
    """

    __tablename__ = "period_step"
    __table_args__ = (
        UniqueConstraint("cluster_id", "year", "month", "n"),
        one_of("action", PeriodAction),
        one_of("state", PeriodState),
        CheckConstraint("month BETWEEN 1 AND 12", name="a_month"),
        CheckConstraint(
            "(action IN ('approve_lock', 'approve_unlock')) = (proposed_by_id IS NOT NULL)", name="proposed_before"
        ),
        CheckConstraint("proposed_by_id IS NULL OR proposed_by_id <> by_id", name="two_people"),
        CheckConstraint("(action = 'approve_lock') = (digest <> '')", name="sealed"),
        Index("ix_period_step_cluster", "cluster_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    year: Mapped[int] = mapped_column(Integer)
    month: Mapped[int] = mapped_column(Integer)
    n: Mapped[int] = mapped_column(Integer)
    action: Mapped[PeriodAction] = mapped_column(Word(PeriodAction))
    state: Mapped[PeriodState] = mapped_column(Word(PeriodState))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(300), default="")
    digest: Mapped[str] = mapped_column(String(64), default="")

    @property
    def of(self) -> Month:
        return Month(self.year, self.month)


class LockedTotal(AppendOnly, db.Model):
    """What was written in a locked month, by what it counts in: signed fen and a signed number of entries.

    ``year`` and ``month`` are those that it counts in, not those in which it was written. A year "as locked" is the sum
    over all months that are locked.
    """

    __tablename__ = "locked_total"
    __table_args__ = (
        UniqueConstraint(
            "step_id", "scheme_id", "year", "month", "unit_id", "purpose", "verdict", name="uq_locked_total_key"
        ),
        one_of("purpose", Purpose),
        one_of("verdict", VerdictState),
        Index("ix_locked_total_year", "cluster_id", "scheme_id", "year"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    step_id: Mapped[int] = mapped_column(ForeignKey("period_step.id"))
    cluster_id: Mapped[int] = mapped_column(Identity)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    year: Mapped[int] = mapped_column(Integer)
    month: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(Identity)
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    verdict: Mapped[VerdictState] = mapped_column(Word(VerdictState))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    entries: Mapped[int] = mapped_column(Integer)
