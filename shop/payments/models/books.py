"""The money ledger, which only grows, and the balances that are kept from it."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.payments.books import Account, PostingKind, PostingSource


class Posting(AppendOnly, db.Model):
    """So much moved from the account credited to the account debited, because of that record.

    ``(source, source_id, n)`` makes it be posted once however often it is told.
    """

    __tablename__ = "posting"
    __table_args__ = (
        UniqueConstraint("source", "source_id", "n"),
        one_of("kind", PostingKind),
        one_of("debit", Account),
        one_of("credit", Account),
        one_of("source", PostingSource),
        CheckConstraint("amount > 0", name="moves_something"),
        CheckConstraint("debit <> credit", name="moves_somewhere"),
        Index("ix_posting_order", "order_id", "id"),
        Index("ix_posting_supplier", "supplier_id", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[PostingKind] = mapped_column(Word(PostingKind))
    debit: Mapped[Account] = mapped_column(Word(Account))
    credit: Mapped[Account] = mapped_column(Word(Account))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    unit_id: Mapped[int] = mapped_column(Identity)
    supplier_id: Mapped[int] = mapped_column(Identity)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    source: Mapped[PostingSource] = mapped_column(Word(PostingSource))
    source_id: Mapped[int] = mapped_column(Identity)
    n: Mapped[int] = mapped_column(Integer, default=1)


class OrderBalance(db.Model):
    """What an order has come to and what was paid for it, refunds taken off; ``due_on`` once something is owed."""

    __tablename__ = "order_balance"
    __table_args__ = (
        Index("ix_order_balance_unit", "unit_id", "due_on"),
        Index("ix_order_balance_supplier", "supplier_id", "due_on"),
    )

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(Identity)
    supplier_id: Mapped[int] = mapped_column(Identity)
    due_on: Mapped[date | None] = mapped_column(Date)
    charged: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    paid: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))

    @property
    def open(self) -> Money:
        """What is still owed; less than nothing when more was paid than the order came to."""
        return self.charged - self.paid


class PairBalance(db.Model):
    """How a unit and a supplier stand with each other, all orders together."""

    __tablename__ = "pair_balance"
    __table_args__ = (Index("ix_pair_balance_supplier", "supplier_id"),)

    unit_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    supplier_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    cluster_id: Mapped[int] = mapped_column(Identity)
    charged: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    paid: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    unallocated: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    with_operator: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))

    @property
    def open(self) -> Money:
        """What is still owed, before what was paid for no order."""
        return self.charged - self.paid
