"""An order of one unit at one supplier: goods lines, which can count, and charge lines, which cannot."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.catalogue.words import ColdChain, Measure, TaxRate
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, MoneyColumn, Packed, QuantityColumn, UnitPriceColumn, Word, one_of
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money, UnitPrice, amount_of
from shop.kernel.quantity import NOTHING, ONE, Quantity
from shop.ordering.lifecycle import OPEN_STATUSES, Action, Party, Status, after
from shop.ordering.models.purchases import Purchase
from shop.ordering.paying import PayBy
from shop.ordering.pricing import FreightTerms, PackTerms

WHOLE = 100


class Order(db.Model):
    """One supplier's part of a purchase. ``status`` is commercial only; progress is derived from its lines.

    ``pay_by`` is how the buyer said it will be paid. While ``pay_until`` is set, money is waited for before anything is
    delivered; then the order lapses. It is empty once the money is there, and of orders on account. Of a forward order
    only ``deposit_percent`` of it are waited for.

    ``taken_in_at`` is when goods of it were last accepted or refused for the first time: of an order closed short that
    may be after ``ended_at``, and in another year.
    """

    __tablename__ = "orders"
    __table_args__ = (
        one_of("status", Status),
        one_of("pay_by", PayBy),
        Index("ix_orders_unit", "unit_id", "id"),
        Index("ix_orders_supplier", "supplier_id", "status", "id"),
        Index("ix_orders_confirm_by", "status", "confirm_by"),
        Index("ix_orders_pay_until", "pay_until"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    status: Mapped[Status] = mapped_column(Word(Status))
    placed_at: Mapped[datetime] = mapped_column(Moment)
    deliver_on: Mapped[date] = mapped_column(Date)
    confirm_by: Mapped[datetime | None] = mapped_column(Moment)
    lapses_at: Mapped[datetime | None] = mapped_column(Moment)
    late_flagged_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    promised_on: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    taken_in_at: Mapped[datetime | None] = mapped_column(Moment)
    end_reason: Mapped[str] = mapped_column(String(400), default="")
    pay_by: Mapped[PayBy] = mapped_column(Word(PayBy), default=PayBy.ON_ACCOUNT, server_default=PayBy.ON_ACCOUNT.value)
    pay_until: Mapped[datetime | None] = mapped_column(Moment)
    deposit_percent: Mapped[int | None] = mapped_column(Integer)
    pay_reminded_at: Mapped[datetime | None] = mapped_column(Moment)
    freight_terms: Mapped[FreightTerms | None] = mapped_column(Packed(FreightTerms.packed, FreightTerms.unpacked))

    purchase: Mapped[Purchase] = relationship(lazy="raise")
    lines: Mapped[list[OrderLine]] = relationship(order_by="OrderLine.id", back_populates="order")
    charges: Mapped[list[ChargeLine]] = relationship(order_by="ChargeLine.id")

    def perform(self, action: Action, by: Party) -> None:
        """Move along the table of `lifecycle`, or raise ``ForbiddenMove``."""
        self.status = after(self.status, action, by)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    @property
    def waits_for_money(self) -> bool:
        """Placed, and not paid yet as it was said that it would be."""
        return self.pay_until is not None and self.status is Status.PLACED

    @property
    def percent_ahead(self) -> int:
        """How much of it is paid before anything is delivered: all, or the deposit of a forward order."""
        return (self.deposit_percent or WHOLE) if any(line.forward for line in self.lines) else WHOLE


class OrderLine(db.Model):
    """One pack of one product, with everything copied that a page of the order or a verdict needs later.

    ``packs_ordered`` is what the buyer wants (it may be lowered; the trail keeps what it was), ``packs_confirmed`` what
    the supplier has promised (empty until confirmed). Shipped and accepted carry packs and real quantity. ``decided``
    is the shipped quantity about which an acceptance has said what became of it. ``expected`` is the amount still on
    its way: ordered or promised and not yet decided or given up. Orders placed before ``terms`` were copied have none.
    ``producer_name`` is for whom an agent sold the goods; empty of its own, and where nobody can say any more.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        one_of("measure", Measure),
        CheckConstraint("packs_ordered >= 0", name="ordered_not_negative"),
        CheckConstraint("packs_confirmed IS NULL OR packs_confirmed <= packs_ordered", name="confirmed_within_ordered"),
        CheckConstraint("packs_shipped <= packs_ordered", name="shipped_within_ordered"),
        CheckConstraint("expected >= 0", name="expected_not_negative"),
        UniqueConstraint("order_id", "pack_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    product_name: Mapped[str] = mapped_column(String(120))
    product_name_english: Mapped[str] = mapped_column(String(120))
    producer_name: Mapped[str] = mapped_column(String(120), default="", server_default="")
    producer_name_english: Mapped[str] = mapped_column(String(120), default="", server_default="")
    pack_name: Mapped[str] = mapped_column(String(80))
    pack_name_english: Mapped[str] = mapped_column(String(80))
    measure: Mapped[Measure] = mapped_column(Word(Measure))
    content: Mapped[Quantity] = mapped_column(QuantityColumn)
    weighed: Mapped[bool] = mapped_column(Boolean)
    unit_price: Mapped[UnitPrice] = mapped_column(UnitPriceColumn)
    tax_rate: Mapped[TaxRate] = mapped_column(Word(TaxRate))
    cold_chain: Mapped[ColdChain] = mapped_column(Word(ColdChain))
    forward: Mapped[bool] = mapped_column(Boolean, default=False)
    facts: Mapped[PurchaseFacts] = mapped_column(Packed(PurchaseFacts.packed, PurchaseFacts.unpacked))
    packs_ordered: Mapped[int] = mapped_column(Integer)
    packs_confirmed: Mapped[int | None] = mapped_column(Integer)
    packs_shipped: Mapped[int] = mapped_column(Integer, default=0)
    shipped: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    packs_accepted: Mapped[int] = mapped_column(Integer, default=0)
    accepted: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    decided: Mapped[Quantity] = mapped_column(QuantityColumn, default=NOTHING)
    accepted_amount: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    expected: Mapped[Money] = mapped_column(MoneyColumn, default=Money(0))
    reason: Mapped[str] = mapped_column(String(400), default="")
    terms: Mapped[PackTerms | None] = mapped_column(Packed(PackTerms.packed, PackTerms.unpacked))

    order: Mapped[Order] = relationship(back_populates="lines")

    def named(self, language: str) -> str:
        return self.product_name if language == "zh" else self.product_name_english

    def producer_named(self, language: str) -> str:
        return self.producer_name if language == "zh" else self.producer_name_english or self.producer_name

    def pack_named(self, language: str) -> str:
        return self.pack_name if language == "zh" else self.pack_name_english

    def moved(self, was: int, now: int | None, reason: str = "") -> dict[str, Any]:
        """What the trail keeps when the packs of the line change, so that it can be told without the line."""
        named = {"product": self.product_name, "product_english": self.product_name_english}
        return named | {"was": was, "now": now, "reason": reason}

    @property
    def price_basis(self) -> Quantity:
        """What one unit price buys: a kilogram or piece if weighed, else one pack."""
        return ONE if self.weighed else self.content

    @property
    def ordered(self) -> Quantity:
        return self.content * self.packs_ordered

    @property
    def confirmed(self) -> Quantity | None:
        return None if self.packs_confirmed is None else self.content * self.packs_confirmed

    @property
    def packs_due(self) -> int:
        """Packs that the order still stands for: promised, or ordered while nothing is promised yet."""
        return self.packs_ordered if self.packs_confirmed is None else self.packs_confirmed

    @property
    def cheaper_from(self) -> int | None:
        """So many packs are needed for today's price of the line; ``None`` where fewer cost the same each."""
        tiers = self.terms.tiers if self.terms else ()
        if not any(tier.unit_price > self.unit_price for tier in tiers):
            return None
        return min((tier.from_packs for tier in tiers if tier.unit_price <= self.unit_price), default=None)

    @property
    def packs_short(self) -> int:
        """Packs that the supplier did not promise though they are wanted."""
        return self.packs_ordered - self.packs_due

    @property
    def packs_open(self) -> int:
        """Packs still to be shipped while the order is open."""
        return max(self.packs_due - self.packs_shipped, 0)

    def amount(self, quantity: Quantity) -> Money:
        """What a quantity of this line costs at its agreed price."""
        return amount_of(quantity, self.unit_price, self.price_basis)

    @property
    def estimate(self) -> Money:
        return self.amount(self.ordered)

    @property
    def in_transit(self) -> Quantity:
        """Shipped and not yet decided by an acceptance."""
        return self.shipped - self.decided

    @property
    def is_done(self) -> bool:
        """Nothing is left to ship, and what was shipped is decided."""
        return not self.packs_open and not self.in_transit


class ChargeLine(db.Model):
    """Freight, packaging or a deposit: on the order, never in the count."""

    __tablename__ = "charge_line"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    amount: Mapped[Money] = mapped_column(MoneyColumn)


class OrderHand(db.Model):
    """Whose hands an order went through, and for which side: nobody acts for both sides of one (DOMAIN rule 10)."""

    __tablename__ = "order_hand"
    __table_args__ = (one_of("party", Party),)

    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"), primary_key=True, autoincrement=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    party: Mapped[Party] = mapped_column(Word(Party))
