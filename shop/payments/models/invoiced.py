"""What of accepted lines stands on invoices, to the fen: allocations, agreed reductions, and where each line stands."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.fulfilment.models.acceptances import ProposalStatus
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.payments.invoicing import WhyAllocated

STILL_UNPROVED = "checked + reduced < accepted"


class InvoicedLine(db.Model):
    """Where an accepted line stands: ``accepted`` by the note in force, ``invoiced`` on invoices, ``checked`` on those
    that the other side has checked, ``reduced`` by agreement. One row for a chain of corrections, keyed by the
    consignment's line.

    It moves in the transaction of what moves it, is locked for that, and the database refuses more than was accepted.
    ``accepted_at`` is the moment of the first note, from which the days without an invoice are counted.
    """

    __tablename__ = "invoiced_line"
    __table_args__ = (
        CheckConstraint("invoiced >= 0 AND reduced >= 0", name="not_negative"),
        CheckConstraint("invoiced + reduced <= accepted", name="never_beyond_accepted"),
        CheckConstraint("checked >= 0 AND checked <= invoiced", name="checked_is_invoiced"),
        Index(
            "ix_invoiced_line_supplier_open",
            "supplier_id",
            "accepted_at",
            sqlite_where=text(STILL_UNPROVED),
            postgresql_where=text(STILL_UNPROVED),
        ),
        Index(
            "ix_invoiced_line_unit_open",
            "unit_id",
            "accepted_at",
            sqlite_where=text(STILL_UNPROVED),
            postgresql_where=text(STILL_UNPROVED),
        ),
    )

    consignment_line_id: Mapped[int] = mapped_column(
        ForeignKey("consignment_line.id"), primary_key=True, autoincrement=False
    )
    cluster_id: Mapped[int] = mapped_column(Identity)
    acceptance_line_id: Mapped[int] = mapped_column(ForeignKey("acceptance_line.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    unit_id: Mapped[int] = mapped_column(Identity)
    supplier_id: Mapped[int] = mapped_column(Identity)
    accepted_at: Mapped[datetime] = mapped_column(Moment)
    accepted: Mapped[Money] = mapped_column(MoneyColumn)
    invoiced: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    checked: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    reduced: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))

    @property
    def open(self) -> Money:
        """What is left to be invoiced."""
        return self.accepted - self.reduced - self.invoiced


class InvoiceAllocation(AppendOnly, db.Model):
    """A part of an invoice belongs to an accepted line or to an offline purchase; a negative row takes it off again.

    ``acceptance_line_id`` is the line that was in force, ``consignment_line_id`` the chain it belongs to.
    ``because_id`` is the red letter that took the part back. Nobody is ``by_id`` where a correction did.
    """

    __tablename__ = "invoice_allocation"
    __table_args__ = (
        UniqueConstraint("invoice_id", "n"),
        one_of("reason", WhyAllocated),
        CheckConstraint("amount <> 0", name="something"),
        CheckConstraint("(acceptance_line_id IS NULL) = (consignment_line_id IS NULL)", name="line_whole"),
        CheckConstraint("(acceptance_line_id IS NULL) <> (offline_purchase_id IS NULL)", name="one_purchase"),
        CheckConstraint("(reason = 'red_letter') = (because_id IS NOT NULL)", name="red_letter_named"),
        Index("ix_invoice_allocation_line", "consignment_line_id"),
        Index("ix_invoice_allocation_offline", "offline_purchase_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    n: Mapped[int] = mapped_column(Integer)
    acceptance_line_id: Mapped[int | None] = mapped_column(ForeignKey("acceptance_line.id"))
    consignment_line_id: Mapped[int | None] = mapped_column(ForeignKey("consignment_line.id"))
    offline_purchase_id: Mapped[int | None] = mapped_column(Identity)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    reason: Mapped[WhyAllocated] = mapped_column(Word(WhyAllocated))
    because_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class LowerProposal(db.Model):
    """One side says that an accepted line is to be invoiced, and so to count, lower; the other agrees or does not."""

    __tablename__ = "lower_proposal"
    __table_args__ = (
        one_of("status", ProposalStatus),
        one_of("side", Side),
        CheckConstraint("amount > 0", name="lowers"),
        CheckConstraint("status = 'open' OR decided_at IS NOT NULL", name="decided"),
        Index(
            "uq_lower_proposal_open",
            "invoice_id",
            "consignment_line_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    acceptance_line_id: Mapped[int] = mapped_column(ForeignKey("acceptance_line.id"))
    consignment_line_id: Mapped[int] = mapped_column(ForeignKey("consignment_line.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    side: Mapped[Side] = mapped_column(Word(Side))
    status: Mapped[ProposalStatus] = mapped_column(Word(ProposalStatus), default=ProposalStatus.OPEN)
    reason: Mapped[str] = mapped_column(String(400))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_reason: Mapped[str] = mapped_column(String(400), default="")


class InvoiceReduction(AppendOnly, db.Model):
    """Both sides agreed that an accepted line is worth so much less than was accepted; the source of a correction in
    the book. A negative row takes an agreement back. ``proposal_id`` is what was agreed to.
    """

    __tablename__ = "invoice_reduction"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="something"),
        CheckConstraint("amount < 0 OR by_id IS NOT NULL", name="agreed_by_somebody"),
        Index("ix_invoice_reduction_line", "consignment_line_id"),
        Index("ix_invoice_reduction_invoice", "invoice_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    proposal_id: Mapped[int] = mapped_column(ForeignKey("lower_proposal.id"))
    acceptance_line_id: Mapped[int] = mapped_column(ForeignKey("acceptance_line.id"))
    consignment_line_id: Mapped[int] = mapped_column(ForeignKey("consignment_line.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
