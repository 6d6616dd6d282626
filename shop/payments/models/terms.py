"""On which terms a unit buys on account."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn
from shop.kernel.money import Money


class PaymentTerms(AppendOnly, db.Model):
    """A unit pays within so many days of an order's first acceptance, and owes no more than its limit.

    Asked for by one person, decided by another of the operator; the newest approved row holds. ``credit_limit`` is
    empty where nothing but the days is agreed.
    """

    __tablename__ = "payment_terms"
    __table_args__ = (
        CheckConstraint("days BETWEEN 0 AND 180", name="days_in_reason"),
        CheckConstraint("credit_limit IS NULL OR credit_limit >= 0", name="limit_not_negative"),
        CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id", name="two_people"),
        CheckConstraint("(decided_by_id IS NULL) = (decided_at IS NULL)", name="decided_whole"),
        CheckConstraint("refused_because IS NULL OR decided_at IS NOT NULL", name="refused_when_decided"),
        Index("ix_payment_terms_unit", "unit_id", "id"),
    )
    filled_once: ClassVar[tuple[str, ...]] = ("decided_by_id", "decided_at", "refused_because")

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    days: Mapped[int] = mapped_column(Integer)
    credit_limit: Mapped[Money | None] = mapped_column(MoneyColumn)
    reason: Mapped[str] = mapped_column(String(400))
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    refused_because: Mapped[str | None] = mapped_column(String(400))

    @property
    def waits(self) -> bool:
        return self.decided_at is None

    @property
    def in_force(self) -> bool:
        """Approved; a newer approved row takes its place."""
        return self.decided_at is not None and self.refused_because is None


class PaymentReminder(db.Model):
    """When a unit was last reminded of what is overdue, and on which day last of what is due soon."""

    __tablename__ = "payment_reminder"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    soon_on: Mapped[date | None] = mapped_column(Date)


class OrderReminder(db.Model):
    """When the buyer of an order was last reminded of it: before its day, after it, and by the supplier's own hand."""

    __tablename__ = "order_reminder"

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    before_at: Mapped[datetime | None] = mapped_column(Moment)
    after_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    @property
    def last_at(self) -> datetime | None:
        """When the buyer last heard of it, in whichever way."""
        return max((at for at in (self.before_at, self.after_at, self.asked_at) if at is not None), default=None)
