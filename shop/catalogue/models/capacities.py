"""The capacity passport: what a supplier can grow or make of a category in a year, recommended by its county."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.catalogue.words import CapacityStatus, Measure
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, QuantityColumn, Word, one_of
from shop.kernel.quantity import Quantity

IN_FORCE = text("status = 'recommended'")


class Capacity(db.Model):
    """So many mu, so much expected in these months. One is in force; a newer declaration stands beside it until then.

    ``mu`` is the area in hundredths of a mu (1 mu is a fifteenth of a hectare), ``months`` has one bit per month,
    January lowest.
    """

    __tablename__ = "capacity"
    __table_args__ = (
        one_of("status", CapacityStatus),
        one_of("measure", Measure),
        CheckConstraint("mu >= 0 AND expected > 0", name="something"),
        CheckConstraint("months > 0 AND months <= 4095", name="months_known"),
        Index("ix_capacity_supplier", "supplier_id", "year", "category_id"),
        Index(
            "uq_capacity_in_force",
            "supplier_id",
            "category_id",
            "year",
            "measure",
            unique=True,
            sqlite_where=IN_FORCE,
            postgresql_where=IN_FORCE,
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    year: Mapped[int] = mapped_column(Integer)
    measure: Mapped[Measure] = mapped_column(Word(Measure))
    mu: Mapped[int] = mapped_column(Integer)
    expected: Mapped[Quantity] = mapped_column(QuantityColumn)
    months: Mapped[int] = mapped_column(Integer)
    status: Mapped[CapacityStatus] = mapped_column(Word(CapacityStatus))
    reason: Mapped[str] = mapped_column(String(300), default="")
    declared_by_id: Mapped[int | None] = mapped_column(Identity)
    declared_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(Identity)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
