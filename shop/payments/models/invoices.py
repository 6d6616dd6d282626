"""The one register of invoices, for purchases made here and elsewhere: papers, their lines, steps and files."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.catalogue.words import TaxRate
from shop.extensions import db
from shop.fulfilment.lifecycle import Side
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, QuantityColumn, Word, one_of
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.payments.invoicing import FileKind, InvoiceDeed, InvoiceKind, InvoiceStatus, after, deeds_for


class Invoice(db.Model):
    """An invoice as it was registered by one ``side``; what stands on the paper never changes.

    ``number`` is the register's own, ``official_number`` the paper's, with its ``code`` unless it is fully digital.
    ``title`` and ``title_tax_number`` are copied from the invoice profile. An invoice of somebody from outside has no
    supplier. ``allocated`` is what belongs to accepted lines and offline purchases, ``taken_back`` what red
    letters took back; both move with their rows, and the database lets them reach the total at most. A red letter's
    amounts are negative. Withdrawn registrations do not keep the official number from being registered again.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        one_of("kind", InvoiceKind),
        one_of("status", InvoiceStatus),
        one_of("side", Side),
        CheckConstraint("total = net + tax AND total <> 0", name="adds_up"),
        CheckConstraint("(kind = 'red') = (original_id IS NOT NULL)", name="red_names_its_original"),
        CheckConstraint("(kind = 'red') = (total < 0)", name="red_is_negative"),
        CheckConstraint("allocated >= 0 AND taken_back >= 0", name="not_negative"),
        CheckConstraint("total < 0 OR allocated + taken_back <= total", name="never_beyond_its_total"),
        CheckConstraint("total > 0 OR (allocated = 0 AND taken_back = 0)", name="red_is_not_allocated"),
        Index(
            "uq_invoice_official",
            "seller_tax_number",
            "code",
            "official_number",
            unique=True,
            sqlite_where=text("status <> 'withdrawn'"),
            postgresql_where=text("status <> 'withdrawn'"),
        ),
        Index("ix_invoice_unit", "unit_id", "id"),
        Index("ix_invoice_supplier", "supplier_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    kind: Mapped[InvoiceKind] = mapped_column(Word(InvoiceKind))
    status: Mapped[InvoiceStatus] = mapped_column(Word(InvoiceStatus), default=InvoiceStatus.REGISTERED)
    side: Mapped[Side] = mapped_column(Word(Side))
    seller_tax_number: Mapped[str] = mapped_column(String(20))
    seller_name: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(12), default="")
    official_number: Mapped[str] = mapped_column(String(20))
    issued_on: Mapped[date] = mapped_column(Date)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    profile_id: Mapped[int] = mapped_column(ForeignKey("invoice_profile.id"))
    title: Mapped[str] = mapped_column(String(200))
    title_tax_number: Mapped[str] = mapped_column(String(20))
    net: Mapped[Money] = mapped_column(MoneyColumn)
    tax: Mapped[Money] = mapped_column(MoneyColumn)
    total: Mapped[Money] = mapped_column(MoneyColumn)
    allocated: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    taken_back: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    original_id: Mapped[int | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    registered_at: Mapped[datetime] = mapped_column(Moment)
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    lines: Mapped[list[InvoiceLine]] = relationship(order_by="InvoiceLine.position")

    def perform(self, deed: InvoiceDeed, side: Side | None) -> None:
        """Move along the table of `invoicing`, or raise ``Refused``."""
        self.status = after(self.status, deed, side, self.side)

    def deeds_for(self, side: Side | None) -> list[InvoiceDeed]:
        """What a side may do now; an invoice of an outsider has no other side."""
        return deeds_for(side, self.side, self.status)

    @property
    def worth(self) -> Money:
        """What is left of it after its red letters."""
        return self.total - self.taken_back

    @property
    def unallocated(self) -> Money:
        """What belongs to no accepted line and no offline purchase; of a red letter nothing ever does."""
        return self.worth - self.allocated if self.total > Money(0) else Money(0)

    @property
    def official(self) -> str:
        """Code and number as people name them."""
        return f"{self.code} {self.official_number}".strip()


class InvoiceLine(AppendOnly, db.Model):
    """A line of the paper, in its own words. A discount is a negative line."""

    __tablename__ = "invoice_line"
    __table_args__ = (
        UniqueConstraint("invoice_id", "position"),
        one_of("rate", TaxRate),
        CheckConstraint("total = net + tax", name="adds_up"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    position: Mapped[int] = mapped_column(Integer)
    what: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[Quantity | None] = mapped_column(QuantityColumn)
    net: Mapped[Money] = mapped_column(MoneyColumn)
    rate: Mapped[TaxRate] = mapped_column(Word(TaxRate))
    tax: Mapped[Money] = mapped_column(MoneyColumn)
    total: Mapped[Money] = mapped_column(MoneyColumn)


class InvoiceStep(AppendOnly, db.Model):
    """How an invoice came to its state; ``n`` counts from 1, which is its registration."""

    __tablename__ = "invoice_step"
    __table_args__ = (
        UniqueConstraint("invoice_id", "n"),
        one_of("deed", InvoiceDeed),
        one_of("side", Side),
        CheckConstraint("deed NOT IN ('dispute', 'withdraw') OR reason <> ''", name="with_reason"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    n: Mapped[int] = mapped_column(Integer)
    deed: Mapped[InvoiceDeed] = mapped_column(Word(InvoiceDeed))
    side: Mapped[Side] = mapped_column(Word(Side))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")


class InvoiceFile(AppendOnly, db.Model):
    """The e-invoice itself. ``name`` is random and part of its address; ``file_name`` is what the uploader called it.

    The bytes lie in the database: they are small (5 MB at most), they stand or fall with the transaction that names
    them, every server reads them, and a backup cannot miss them. They are never loaded with the row.
    """

    __tablename__ = "invoice_file"
    __table_args__ = (one_of("kind", FileKind), UniqueConstraint("invoice_id", "sha256"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    name: Mapped[str] = mapped_column(String(43), unique=True)
    kind: Mapped[FileKind] = mapped_column(Word(FileKind))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    file_name: Mapped[str] = mapped_column(String(120))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
