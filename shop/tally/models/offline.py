"""The register of what units bought elsewhere: what is stated, every version of it, its steps, papers and twins."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Packed, QuantityColumn, Word, one_of, plain_json
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.tally.offline.life import Action
from shop.tally.offline.words import OfflineKind, OfflineState, SheetForm, SheetState, TwinBy
from shop.tally.words import Channel

CLAIMED = "order_number IS NOT NULL AND state NOT IN ('withdrawn', 'struck')"


class OfflinePurchase(db.Model):
    """Something that a unit says it bought (or helped to sell, signed, gave) elsewhere; its newest version says what.

    ``order_number`` is that of the 832 platform, which nobody claims twice. What it writes into the book names it as
    its source.
    """

    __tablename__ = "offline_purchase"
    __table_args__ = (
        one_of("kind", OfflineKind),
        one_of("channel", Channel),
        one_of("state", OfflineState),
        CheckConstraint("channel <> 'platform'", name="made_elsewhere"),
        Index("ix_offline_purchase_unit", "unit_id", "id"),
        Index("ix_offline_purchase_cluster", "cluster_id", "state", "id"),
        Index(
            "uq_offline_purchase_order",
            "cluster_id",
            "order_number",
            unique=True,
            sqlite_where=text(CLAIMED),
            postgresql_where=text(CLAIMED),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    kind: Mapped[OfflineKind] = mapped_column(Word(OfflineKind))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    state: Mapped[OfflineState] = mapped_column(Word(OfflineState), default=OfflineState.ENTERED)
    version: Mapped[int] = mapped_column(Integer, default=1)
    order_number: Mapped[str | None] = mapped_column(String(40))
    entered_at: Mapped[datetime] = mapped_column(Moment)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class OfflineVersion(AppendOnly, db.Model):
    """What is stated of a purchase: ``day`` is the invoice's, on which it counts; ``amount`` fen with tax.

    A seller of the register is named by its id, anybody else by name alone. ``facts`` are what it is judged on, as
    recorded when this was stated, for that day. ``seconded_by_id`` agreed to a correction after it was verified.
    """

    __tablename__ = "offline_version"
    __table_args__ = (
        UniqueConstraint("purchase_id", "n"),
        one_of("purpose", Purpose),
        CheckConstraint("amount > 0 OR seconded_by_id IS NOT NULL", name="something"),
        CheckConstraint("amount >= 0 AND quantity >= 0", name="not_negative"),
        CheckConstraint("seconded_by_id IS NULL OR seconded_by_id <> by_id", name="two_people"),
        Index("ix_offline_version_amount", "cluster_id", "amount", "day"),
        Index("ix_offline_version_invoice", "cluster_id", "invoice_number"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("offline_purchase.id"))
    n: Mapped[int] = mapped_column(Integer)
    day: Mapped[date] = mapped_column(Date)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("supplier.id"))
    seller_name: Mapped[str] = mapped_column(String(200))
    seller_code: Mapped[str] = mapped_column(String(18), default="")
    seller_county: Mapped[str] = mapped_column(ForeignKey("county.code"))
    goods: Mapped[str] = mapped_column(String(200))
    category_id: Mapped[int] = mapped_column(ForeignKey("category.id"))
    origin_county: Mapped[str] = mapped_column(ForeignKey("county.code"))
    quantity: Mapped[Quantity] = mapped_column(QuantityColumn)
    measure: Mapped[Measure] = mapped_column(Word(Measure))
    certificate: Mapped[str] = mapped_column(String(40), default="")
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    invoice_number: Mapped[str] = mapped_column(String(40), default="")
    facts: Mapped[PurchaseFacts] = mapped_column(Packed(PurchaseFacts.packed, PurchaseFacts.unpacked))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class OfflineStep(AppendOnly, db.Model):
    """How a purchase came to its state; of what two people did, both are named."""

    __tablename__ = "offline_step"
    __table_args__ = (
        UniqueConstraint("purchase_id", "n"),
        one_of("deed", Action),
        CheckConstraint("seconded_by_id IS NULL OR seconded_by_id <> by_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("offline_purchase.id"))
    n: Mapped[int] = mapped_column(Integer)
    deed: Mapped[Action] = mapped_column(Word(Action))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    seconded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")


class OfflineMotion(AppendOnly, db.Model):
    """What somebody proposes about a verified purchase; another person's answer is all that is filled in later.

    ``amount`` is what a correction leaves of it. One waits at a time: whoever proposes holds the purchase.
    """

    __tablename__ = "offline_motion"
    __table_args__ = (
        one_of("deed", Action),
        CheckConstraint("outcome IN ('agreed', 'rejected', 'taken_back')", name="outcome_known"),
        CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name="decided_whole"),
        CheckConstraint("outcome IS NULL OR outcome <> 'agreed' OR decided_by_id <> by_id", name="two_people"),
        CheckConstraint("(deed = 'lower') = (amount IS NOT NULL)", name="amount_of_a_correction"),
    )
    filled_once = ("outcome", "decided_by_id", "decided_at")

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("offline_purchase.id"), index=True)
    deed: Mapped[Action] = mapped_column(Word(Action))
    amount: Mapped[Money | None] = mapped_column(MoneyColumn)
    reason: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    outcome: Mapped[str | None] = mapped_column(String(32))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)


class OfflineFile(AppendOnly, db.Model):
    """A paper that proves a purchase: an invoice, a photo of a stall, a contract."""

    __tablename__ = "offline_file"
    __table_args__ = (UniqueConstraint("purchase_id", "file_id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("offline_purchase.id"))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))


class OfflineTwin(AppendOnly, db.Model):
    """What a version looked like when it was held: an accepted purchase of the marketplace, or another one like it."""

    __tablename__ = "offline_twin"
    __table_args__ = (
        UniqueConstraint("purchase_id", "version", "n"),
        one_of("found_by", TwinBy),
        CheckConstraint("(entry_id IS NULL) <> (other_id IS NULL)", name="one_twin"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    purchase_id: Mapped[int] = mapped_column(ForeignKey("offline_purchase.id"))
    version: Mapped[int] = mapped_column(Integer)
    n: Mapped[int] = mapped_column(Integer)
    found_by: Mapped[TwinBy] = mapped_column(Word(TwinBy))
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    other_id: Mapped[int | None] = mapped_column(ForeignKey("offline_purchase.id"))
    amount: Mapped[Money] = mapped_column(MoneyColumn)


class OfflineSheet(db.Model):
    """A sheet of purchases that was read and waits to be entered, whole or not at all.

    ``rows`` are what it says, and are thrown away once it is entered or given up.
    """

    __tablename__ = "offline_sheet"
    __table_args__ = (
        one_of("form", SheetForm),
        one_of("state", SheetState),
        Index("ix_offline_sheet_unit", "unit_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    form: Mapped[SheetForm] = mapped_column(Word(SheetForm))
    state: Mapped[SheetState] = mapped_column(Word(SheetState), default=SheetState.CHECKED)
    file_name: Mapped[str] = mapped_column(String(120))
    rows: Mapped[list[Any]] = mapped_column(plain_json(), default=list)
    count: Mapped[int] = mapped_column(Integer)
    wrong: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
