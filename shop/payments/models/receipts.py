"""What units paid, for which orders, and what was given back. All of it only grows."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.payments.books import MoneySource, PaymentWay


class Payment(AppendOnly, db.Model):
    """A unit paid a supplier so much on a day; ``(source, source_id)`` is what it is known from, once."""

    __tablename__ = "payment"
    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        one_of("way", PaymentWay),
        one_of("source", MoneySource),
        CheckConstraint("amount > 0", name="something"),
        Index("ix_payment_unit", "unit_id", "id"),
        Index("ix_payment_supplier", "supplier_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    way: Mapped[PaymentWay] = mapped_column(Word(PaymentWay))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    booked_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(200), default="")
    source: Mapped[MoneySource] = mapped_column(Word(MoneySource))
    source_id: Mapped[int] = mapped_column(Identity)
    taken_at: Mapped[datetime] = mapped_column(Moment)
    taken_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class HandReceipt(AppendOnly, db.Model):
    """The supplier says, without a bank statement, that it received so much from a unit on a day."""

    __tablename__ = "hand_receipt"
    __table_args__ = (CheckConstraint("amount > 0", name="something"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    received_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class PaymentShare(AppendOnly, db.Model):
    """So much of a payment is for an order; a negative one takes back what was put there before."""

    __tablename__ = "payment_share"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="something"),
        Index("ix_payment_share_payment", "payment_id", "order_id"),
        Index("ix_payment_share_order", "order_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Refund(AppendOnly, db.Model):
    """So much of a payment went back to the unit: of what was put to an order, or (without one) to none.

    One transfer back may concern several orders: then ``(source, source_id)`` is the same and ``n`` counts them. A
    negative one says that it was not given back after all.
    """

    __tablename__ = "refund"
    __table_args__ = (
        UniqueConstraint("source", "source_id", "n"),
        one_of("source", MoneySource),
        CheckConstraint("amount <> 0", name="something"),
        Index("ix_refund_payment", "payment_id", "order_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"), index=True)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    booked_on: Mapped[date] = mapped_column(Date)
    source: Mapped[MoneySource] = mapped_column(Word(MoneySource))
    source_id: Mapped[int] = mapped_column(Identity)
    n: Mapped[int] = mapped_column(Identity, default=1)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
