"""Settlements (结算单): accepted goods and charges of a period that a unit and a supplier agree on, to be invoiced."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.catalogue.words import Measure, TaxRate
from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, QuantityColumn, UnitPriceColumn, Word, one_of
from shop.kernel.decided import Decided
from shop.kernel.money import Money, UnitPrice, packs_in
from shop.kernel.quantity import ONE, Quantity
from shop.payments.books import PostingKind
from shop.payments.settling import LineKind, Mark, SettlementSide, SettlementState, SettlementStep, after


class Settlement(Decided, db.Model):
    """What a unit and a supplier settle for one invoice profile; the paper's own words are copied onto it.

    ``goods`` (with agreed reductions) and ``charges`` are what its lines come to, those that were taken out left off.
    Once agreed it never changes, but for the two marks, which are set once: the database refuses it. Which invoices
    it was invoiced by, `SettlementInvoice` says; ``invoices`` is what suppliers typed before that was kept.
    """

    __tablename__ = "settlement"
    __table_args__ = (
        one_of("state", SettlementState),
        one_of("proposed_side", SettlementSide),
        CheckConstraint("period_from <= period_to", name="period_runs_forward"),
        CheckConstraint("(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_whole"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed_by_somebody"),
        CheckConstraint("proposed_by_id <> confirmed_by_id", name="two_people"),
        CheckConstraint("invoiced_at IS NULL OR state = 'confirmed'", name="invoiced_when_agreed"),
        CheckConstraint("checked_at IS NULL OR invoiced_at IS NOT NULL", name="checked_when_invoiced"),
        Index("ix_settlement_unit", "unit_id", "id"),
        Index("ix_settlement_supplier", "supplier_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    unit_name: Mapped[str] = mapped_column(String(200))
    supplier_name: Mapped[str] = mapped_column(String(200))
    supplier_code: Mapped[str] = mapped_column(String(20))
    profile_id: Mapped[int] = mapped_column(ForeignKey("invoice_profile.id"))
    profile_title: Mapped[str] = mapped_column(String(200))
    profile_tax_number: Mapped[str] = mapped_column(String(20))
    period_from: Mapped[date] = mapped_column(Date)
    period_to: Mapped[date] = mapped_column(Date)
    state: Mapped[SettlementState] = mapped_column(Word(SettlementState))
    goods: Mapped[Money] = mapped_column(MoneyColumn)
    charges: Mapped[Money] = mapped_column(MoneyColumn)
    proposed_side: Mapped[SettlementSide] = mapped_column(Word(SettlementSide))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invoiced_at: Mapped[datetime | None] = mapped_column(Moment)
    invoiced_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    invoices: Mapped[str] = mapped_column(String(200), default="")
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    checked_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    def after(self, step: SettlementStep, by: SettlementSide) -> SettlementState:
        """The state that the step leads to by the table of `settling`; raises ``Refused``."""
        return after(by, self.state, self.marks, step, proposed=by is self.proposed_side)

    @property
    def marks(self) -> frozenset[Mark]:
        """What either side has noted on it."""
        noted = {Mark.INVOICED: self.invoiced_at, Mark.CHECKED: self.checked_at}
        return frozenset(mark for mark, at in noted.items() if at is not None)

    @property
    def total(self) -> Money:
        """Goods and charges together."""
        return self.goods + self.charges


class SettlementLine(AppendOnly, db.Model):
    """One posting of the money ledger in a settlement, with everything copied that the paper shows.

    A posting tells of one acceptance line, of what a correction changed of it (``correction``: then ``quantity`` and
    ``amount`` are differences), of a reduction that both sides agreed on, or of a charge; the last two have no
    quantity. ``unit_price`` is per measure if ``weighed``, else per pack. ``note`` is the number of the acceptance, of
    a reduction that of the invoice (lines from before it was kept name neither goods nor invoice).
    """

    __tablename__ = "settlement_line"
    __table_args__ = (
        one_of("kind", PostingKind),
        one_of("measure", Measure),
        one_of("tax_rate", TaxRate),
        CheckConstraint("kind IN ('goods', 'charge')", name="goods_or_charge"),
        CheckConstraint("amount <> 0", name="something"),
        Index("ix_settlement_line_settlement", "settlement_id", "posting_id", unique=True),
        Index("ix_settlement_line_order", "order_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), index=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))
    kind: Mapped[PostingKind] = mapped_column(Word(PostingKind))
    day: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(28), default="")
    correction: Mapped[bool] = mapped_column(Boolean, default=False)
    product_name: Mapped[str] = mapped_column(String(120), default="")
    product_name_english: Mapped[str] = mapped_column(String(120), default="")
    pack_name: Mapped[str] = mapped_column(String(80), default="")
    pack_name_english: Mapped[str] = mapped_column(String(80), default="")
    measure: Mapped[Measure | None] = mapped_column(Word(Measure))
    weighed: Mapped[bool] = mapped_column(Boolean, default=False)
    tax_rate: Mapped[TaxRate | None] = mapped_column(Word(TaxRate))
    quantity: Mapped[Quantity | None] = mapped_column(QuantityColumn)
    unit_price: Mapped[UnitPrice | None] = mapped_column(UnitPriceColumn)
    amount: Mapped[Money] = mapped_column(MoneyColumn)

    @property
    def what(self) -> LineKind:
        """Goods, what is taken off them by agreement, or a charge."""
        if self.kind is PostingKind.CHARGE:
            return LineKind.CHARGE
        return LineKind.REDUCTION if self.quantity is None else LineKind.GOODS

    @property
    def packs(self) -> int | None:
        """How many packs of several it is, where the price is per pack; a corrected price is no number of them."""
        if self.weighed or self.quantity is None or self.unit_price is None:
            return None
        packs = packs_in(self.amount, self.unit_price)
        return packs if packs and self.quantity != ONE * packs else None

    def named(self, language: str) -> str:
        return self.product_name if language == "zh" else self.product_name_english

    def pack_named(self, language: str) -> str:
        return self.pack_name if language == "zh" else self.pack_name_english


class SettlementInvoice(AppendOnly, db.Model):
    """The supplier says that an invoice of the register is for a settlement (``chosen``), or that it is not any more.

    ``n`` counts what was said about a settlement from 1; of each invoice the last word stands.
    """

    __tablename__ = "settlement_invoice"
    __table_args__ = (UniqueConstraint("settlement_id", "n"), Index("ix_settlement_invoice_invoice", "invoice_id"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    n: Mapped[int] = mapped_column(Integer)
    chosen: Mapped[bool] = mapped_column(Boolean)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class SettlementClaim(Decided, db.Model):
    """A posting is settled by this line and by no other; the claim goes when the line is taken out or withdrawn.

    What an agreed settlement has claimed stands.
    """

    __tablename__ = "settlement_claim"

    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("settlement_line.id"), unique=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"), index=True)


class LineDispute(db.Model):
    """A side does not agree with a line. It is open until it is taken back or the line is taken out."""

    __tablename__ = "line_dispute"
    __table_args__ = (
        one_of("side", SettlementSide),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed_by_somebody"),
        Index("ix_line_dispute_line", "line_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("settlement.id"), index=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("settlement_line.id"))
    side: Mapped[SettlementSide] = mapped_column(Word(SettlementSide))
    reason: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
