"""A supplier's statement of a month that is over: numbered, as it was issued, for ever."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment


class MonthlyStatement(AppendOnly, db.Model):
    """``month`` is its first day; ``rows`` the JSON of what passed with each unit (`queries.statements`), in fen, each
    unit with its names of that day.

    What is corrected later belongs to the month of its correction; so nothing that was issued becomes wrong.
    """

    __tablename__ = "monthly_statement"
    __table_args__ = (
        UniqueConstraint("supplier_id", "month"),
        CheckConstraint("number <> ''", name="numbered"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    supplier_name: Mapped[str] = mapped_column(String(200))
    supplier_code: Mapped[str] = mapped_column(String(20))
    month: Mapped[date] = mapped_column(Date, index=True)
    issued_at: Mapped[datetime] = mapped_column(Moment)
    rows: Mapped[str] = mapped_column(Text)

    @property
    def last_day(self) -> date:
        return (self.month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
