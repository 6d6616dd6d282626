"""Paying online: attempts, refunds, what Stripe reported, how the two sides' books compare, and what was paid out."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.payments.words_online import DifferenceKind, EventState, OnlineKind, OnlineState, RefundState, Why


class Because(StrEnum):
    """Why the shop itself began a refund: how its key begins. The attempt's id follows, and how many it had before."""

    ENDED = "order-ended-"
    LESSENED = "order-lessened-"


class OnlinePayment(db.Model):
    """One attempt to pay for an order online, committed before Stripe is asked.

    ``key`` goes along as idempotency key: asking again after a crash finds what the first asking made. What Stripe is
    asked for is a function of this row alone. ``stripe_id`` is the page's or the bill's, ``intent_id`` the payment's.
    """

    __tablename__ = "online_payment"
    __table_args__ = (
        one_of("kind", OnlineKind),
        one_of("state", OnlineState),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("state <> 'paid' OR (intent_id IS NOT NULL AND paid_at IS NOT NULL)", name="paid_by_something"),
        Index("ix_online_payment_order", "order_id", "id"),
        Index("ix_online_payment_state", "state", "check_at"),
        Index("ix_online_payment_paid_at", "paid_at"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    key: Mapped[str] = mapped_column(String(43), unique=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    order_number: Mapped[str] = mapped_column(String(24))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    kind: Mapped[OnlineKind] = mapped_column(Word(OnlineKind))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    state: Mapped[OnlineState] = mapped_column(Word(OnlineState), default=OnlineState.NEW)
    return_to: Mapped[str] = mapped_column(Text)
    payer: Mapped[str] = mapped_column(String(200), default="")
    email: Mapped[str] = mapped_column(String(254), default="")
    days: Mapped[int] = mapped_column(Integer, default=0)
    customer_id: Mapped[str | None] = mapped_column(String(255))
    stripe_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    intent_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    url: Mapped[str | None] = mapped_column(Text)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    check_at: Mapped[datetime] = mapped_column(Moment)
    paid_at: Mapped[datetime | None] = mapped_column(Moment)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
    begun_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    refunds: Mapped[list[OnlineRefund]] = relationship(order_by="OnlineRefund.id", back_populates="payment")

    @property
    def is_bill(self) -> bool:
        """Sent by mail, with days to pay it in; else a page that whoever set out goes to."""
        return self.kind is OnlineKind.INVOICE

    @property
    def refunded(self) -> Money:
        """What has gone back of it."""
        return Money(sum(refund.amount.fen for refund in self.refunds if refund.state is RefundState.DONE))

    @property
    def refundable(self) -> Money:
        """What can still be given back of it; what is being asked for is taken already."""
        taken = sum(refund.amount.fen for refund in self.refunds if refund.state is not RefundState.FAILED)
        return Money(self.amount.fen - taken) if self.state is OnlineState.PAID else Money(0)

    @property
    def going_back(self) -> Money:
        """What is being asked for and has not gone back yet."""
        on_the_way = (RefundState.NEW, RefundState.PENDING)
        return Money(sum(refund.amount.fen for refund in self.refunds if refund.state in on_the_way))


class OnlineRefund(db.Model):
    """Money of an online payment going back.

    ``asked_by_id`` is empty if it was done on Stripe's own pages, or if the order that was paid for ended.
    """

    __tablename__ = "online_refund"
    __table_args__ = (
        one_of("state", RefundState),
        CheckConstraint("amount > 0", name="amount_positive"),
        Index("ix_online_refund_state", "state", "begun_at"),
        Index("ix_online_refund_payment", "online_payment_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    key: Mapped[str] = mapped_column(String(43), unique=True)
    online_payment_id: Mapped[int] = mapped_column(ForeignKey("online_payment.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    state: Mapped[RefundState] = mapped_column(Word(RefundState), default=RefundState.NEW)
    stripe_id: Mapped[str | None] = mapped_column(String(255), unique=True)
    reason: Mapped[str] = mapped_column(String(400), default="")
    begun_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    payment: Mapped[OnlinePayment] = relationship(back_populates="refunds")

    @property
    def because(self) -> Because | None:
        """Why the shop itself began it; nothing if somebody asked for it."""
        return next((why for why in Because if self.key.startswith(why)), None)


class InboxEvent(db.Model):
    """A report of Stripe's, as it came: verified, kept, then handled once.

    ``deliveries`` counts how often it came. While ``next_try_at`` lies ahead, somebody is at it or it waits for its
    turn.
    """

    __tablename__ = "inbox_event"
    __table_args__ = (
        one_of("state", EventState),
        CheckConstraint("deliveries > 0", name="deliveries_positive"),
        Index("ix_inbox_event_due", "state", "next_try_at"),
        Index("ix_inbox_event_subject", "subject"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    event_id: Mapped[str] = mapped_column(String(255), unique=True)
    kind: Mapped[str] = mapped_column(String(100))
    subject: Mapped[str] = mapped_column(String(255), default="")
    order_number: Mapped[str] = mapped_column(String(40), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[EventState] = mapped_column(Word(EventState), default=EventState.RECEIVED)
    why: Mapped[Why | None] = mapped_column(Word(Why))
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    deliveries: Mapped[int] = mapped_column(Integer, default=1)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    handled_at: Mapped[datetime | None] = mapped_column(Moment)

    @property
    def is_open(self) -> bool:
        """Whether it may still be handled."""
        return self.state in (EventState.RECEIVED, EventState.FAILED)


class Comparison(AppendOnly, db.Model):
    """Our books held against Stripe's, of the days since ``since``; ``by_id`` is who asked for it, if not the night."""

    __tablename__ = "stripe_comparison"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    day: Mapped[date] = mapped_column(Date, index=True)
    since: Mapped[datetime] = mapped_column(Moment)
    payments: Mapped[int] = mapped_column(Integer)
    refunds: Mapped[int] = mapped_column(Integer)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    differences: Mapped[list[StripeDifference]] = relationship(order_by="StripeDifference.id")


class StripeDifference(AppendOnly, db.Model):
    """Something that stands in one book alone, or with another amount; an amount is empty where there is none."""

    __tablename__ = "stripe_difference"
    __table_args__ = (one_of("kind", DifferenceKind),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    comparison_id: Mapped[int] = mapped_column(ForeignKey("stripe_comparison.id"), index=True)
    kind: Mapped[DifferenceKind] = mapped_column(Word(DifferenceKind))
    stripe_id: Mapped[str] = mapped_column(String(255))
    order_number: Mapped[str] = mapped_column(String(40), default="")
    theirs: Mapped[Money | None] = mapped_column(MoneyColumn)
    ours: Mapped[Money | None] = mapped_column(MoneyColumn)


class PayOut(AppendOnly, db.Model):
    """What Stripe collected for a supplier was transferred to its own account, and is owed no more."""

    __tablename__ = "pay_out"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        UniqueConstraint("supplier_id", "reference"),
        Index("ix_pay_out_supplier", "supplier_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    paid_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    parts: Mapped[list[PayOutPart]] = relationship(order_by="PayOutPart.id")


class PayOutPart(AppendOnly, db.Model):
    """What of a pay-out one unit had paid."""

    __tablename__ = "pay_out_part"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    pay_out_id: Mapped[int] = mapped_column(ForeignKey("pay_out.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
