"""Lots, what holds parts of them, and every change of their stock."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from shop.catalogue.words import MovementKind
from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, QuantityColumn, Word, one_of
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity


class Lot(db.Model):
    """A harvest or production lot, in the product's measure.

    Always: received = available + reserved + shipped + written off. A lot whose harvest lies ahead is ``awaited`` until
    somebody says what came of it: it is sold as forward orders, and its ``received`` is what is promised. ``promised``
    stays beside what came. ``short`` is what is reserved and did not come: as long as there is any nothing is free, and
    what is given back makes it less. ``surplus_reason`` says why more was bought of households than the lot holds.
    """

    __tablename__ = "lot"
    __table_args__ = (
        UniqueConstraint("product_id", "code"),
        CheckConstraint("received = available + reserved + shipped + written_off", name="adds_up"),
        CheckConstraint("available >= 0 AND reserved >= 0 AND shipped >= 0 AND written_off >= 0", name="not_negative"),
        CheckConstraint("harvest_to >= harvest_from", name="harvest_window"),
        CheckConstraint("short >= 0 AND short <= reserved AND (short = 0 OR available = 0)", name="short_of_reserved"),
        CheckConstraint("held OR NOT recalled", name="recalled_is_held"),
        Index("ix_lot_supplier", "supplier_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    code: Mapped[str] = mapped_column(String(40))
    harvest_from: Mapped[date] = mapped_column(Date)
    harvest_to: Mapped[date] = mapped_column(Date)
    best_before: Mapped[date | None] = mapped_column(Date)
    held: Mapped[bool] = mapped_column(Boolean, default=False)
    held_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    recalled: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    awaited: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    promised: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING, server_default="0")
    short: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING, server_default="0")
    surplus_reason: Mapped[str] = mapped_column(String(200), default="", server_default="")
    received: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    available: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    reserved: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    shipped: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    written_off: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)

    def is_forward(self, today: date) -> bool:
        """Whether the harvest lies ahead, or nobody has said yet what came of it."""
        return self.awaited or self.harvest_from > today

    @property
    def came(self) -> Quantity:
        """What really came of the lot: without what is reserved and did not come."""
        return self.received - self.short

    def is_expired(self, today: date) -> bool:
        return self.best_before is not None and self.best_before < today


class LotSource(AppendOnly, db.Model):
    """What a lot was bought from a household for: the proof that the benefit is real.

    ``household_id`` is a linked household; ``seller_name`` says who sold where there is none. A wrong row is corrected
    by its opposite, which names it by ``corrects_id``; summed, the rows are what is documented of the lot.
    """

    __tablename__ = "lot_source"
    __table_args__ = (
        CheckConstraint("quantity <> 0 OR paid <> 0", name="something"),
        CheckConstraint("corrects_id IS NULL OR reason <> ''", name="correction_has_a_reason"),
        Index("ix_lot_source_lot", "lot_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("linked_household.id"), index=True)
    seller_name: Mapped[str] = mapped_column(String(60), default="")
    quantity: Mapped[Quantity] = mapped_column(QuantityColumn)
    paid: Mapped[Money] = mapped_column(MoneyColumn)
    bought_on: Mapped[date] = mapped_column(Date)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("lot_source.id"), unique=True)
    at: Mapped[datetime] = mapped_column(Moment)
    person_id: Mapped[int | None] = mapped_column(Identity)
    reason: Mapped[str] = mapped_column(String(200), default="")


class Reservation(db.Model):
    """A hold of an order line on a lot; gone when nothing is held any more.

    ``expires_at`` is set while the order waits for approval.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        UniqueConstraint("order_line_id", "lot_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index("ix_reservation_expires_at", "expires_at"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(Identity)
    quantity: Mapped[Quantity] = mapped_column(QuantityColumn)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)


class StockMovement(AppendOnly, db.Model):
    """One change of a lot: how each of its five figures moved, and why. Summed, they are the lot."""

    __tablename__ = "stock_movement"
    __table_args__ = (
        one_of("kind", MovementKind),
        CheckConstraint("received = available + reserved + shipped + written_off", name="adds_up"),
        Index("ix_stock_movement_lot", "lot_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    lot_id: Mapped[int] = mapped_column(Identity)
    kind: Mapped[MovementKind] = mapped_column(Word(MovementKind))
    received: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    available: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    reserved: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    shipped: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    written_off: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    order_line_id: Mapped[int | None] = mapped_column(Identity)
    consignment_line_id: Mapped[int | None] = mapped_column(Identity)
    person_id: Mapped[int | None] = mapped_column(Identity)
    reason: Mapped[str] = mapped_column(String(200), default="")
