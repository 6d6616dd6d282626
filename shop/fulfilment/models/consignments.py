"""One truck of one supplier to one unit and address; its lines point to lines of one or more orders."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.catalogue.models import Lot
from shop.catalogue.words import ColdChain
from shop.extensions import db
from shop.fulfilment.lifecycle import ConsignmentStatus, Side, Step, after
from shop.kernel.columns import Identity, Moment, QuantityColumn, Word, one_of, plain_json
from shop.kernel.quantity import Quantity
from shop.ordering.models import OrderLine


class Consignment(db.Model):
    """A delivery on its way (送货单). ``arrival_temperature`` is in tenths of a degree Celsius."""

    __tablename__ = "consignment"
    __table_args__ = (
        one_of("status", ConsignmentStatus),
        one_of("cold_chain", ColdChain),
        Index("ix_consignment_unit", "unit_id", "status", "id"),
        Index("ix_consignment_supplier", "supplier_id", "status", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    status: Mapped[ConsignmentStatus] = mapped_column(Word(ConsignmentStatus))
    address: Mapped[dict[str, Any]] = mapped_column(plain_json())
    carrier: Mapped[str] = mapped_column(String(80), default="")
    vehicle: Mapped[str] = mapped_column(String(20), default="")
    waybill: Mapped[str] = mapped_column(String(40), default="")
    cold_chain: Mapped[ColdChain] = mapped_column(Word(ColdChain), default=ColdChain.AMBIENT)
    expected_on: Mapped[date | None] = mapped_column(Date)
    packed_at: Mapped[datetime] = mapped_column(Moment)
    packed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    shipped_at: Mapped[datetime | None] = mapped_column(Moment)
    shipped_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    arrived_at: Mapped[datetime | None] = mapped_column(Moment)
    arrived_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    arrival_temperature: Mapped[int | None] = mapped_column(Integer)

    lines: Mapped[list[ConsignmentLine]] = relationship(order_by="ConsignmentLine.id", back_populates="consignment")

    def perform(self, step: Step, by: Side) -> None:
        """Move along the table of `lifecycle`, or raise ``Refused``."""
        self.status = after(self.status, step, by)

    @property
    def arrival_celsius(self) -> Decimal | None:
        return None if self.arrival_temperature is None else Decimal(self.arrival_temperature) / 10


class ConsignmentLine(db.Model):
    """Part of an order line, from one lot: packs and their real quantity.

    ``passed_over_id`` is the lot that spoils sooner and had enough, where another one was packed.
    """

    __tablename__ = "consignment_line"
    __table_args__ = (
        UniqueConstraint("consignment_id", "order_line_id", "lot_id"),
        CheckConstraint("packs > 0 AND quantity > 0", name="not_nothing"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    consignment_id: Mapped[int] = mapped_column(ForeignKey("consignment.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    packs: Mapped[int] = mapped_column(Integer)
    quantity: Mapped[Quantity] = mapped_column(QuantityColumn)
    passed_over_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))

    consignment: Mapped[Consignment] = relationship(back_populates="lines")
    order_line: Mapped[OrderLine] = relationship()
    lot: Mapped[Lot] = relationship(foreign_keys=[lot_id])
    passed_over: Mapped[Lot | None] = relationship(foreign_keys=[passed_over_id])
