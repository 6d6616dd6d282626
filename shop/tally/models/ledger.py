"""The book: entries, which are facts, and verdicts, which say what a scheme makes of them. Both only grow."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.catalogue.words import Measure
from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Packed, QuantityColumn, Word, one_of
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.quantity import Quantity
from shop.tally.words import Certified, Channel, Condition, EntryKind, Source, VerdictState


class Entry(AppendOnly, db.Model):
    """So much, for this unit, on this counting day, because of that record.

    ``amount`` is signed fen, ``quantity`` signed thousandths of the measure. ``counts_on`` is the Shanghai day it
    counts in, ``written_at`` the moment it was written. ``(source, source_id, n)`` makes counting happen once however
    often it is asked.
    """

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("source", "source_id", "n"),
        one_of("kind", EntryKind),
        one_of("source", Source),
        one_of("channel", Channel),
        one_of("purpose", Purpose),
        CheckConstraint("(kind = 'purchase') = (corrects_id IS NULL)", name="corrects_something"),
        Index("ix_entry_unit", "unit_id", "counts_year", "id"),
        Index("ix_entry_cluster", "cluster_id", "counts_year", "id"),
        Index("ix_entry_county", "origin_county", "counts_year", "id"),
        Index("ix_entry_supplier", "supplier_id", "counts_on"),
        Index("ix_entry_corrects", "corrects_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    counts_year: Mapped[int] = mapped_column(Integer)
    counts_on: Mapped[date] = mapped_column(Date)
    written_at: Mapped[datetime] = mapped_column(Moment)
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    channel: Mapped[Channel] = mapped_column(Word(Channel))
    source: Mapped[Source] = mapped_column(Word(Source))
    source_id: Mapped[int] = mapped_column(Identity)
    n: Mapped[int] = mapped_column(Integer, default=1)
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    unit_id: Mapped[int] = mapped_column(Identity)
    supplier_id: Mapped[int] = mapped_column(Identity)
    supplier_county: Mapped[str] = mapped_column(String(6))
    origin_county: Mapped[str] = mapped_column(String(6))
    category_id: Mapped[int] = mapped_column(Identity)
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    quantity: Mapped[Quantity] = mapped_column(QuantityColumn)
    measure: Mapped[Measure] = mapped_column(Word(Measure))
    facts: Mapped[PurchaseFacts] = mapped_column(Packed(PurchaseFacts.packed, PurchaseFacts.unpacked))

    @property
    def certified(self) -> Certified:
        return Certified.YES if self.facts.certificate_valid else Certified.NO


class Verdict(AppendOnly, db.Model):
    """What a scheme makes of an entry; the highest ``n`` is in force.

    The first is that of the rules which stood when the entry was written, and nobody's own. ``by_id`` and
    ``seconded_by_id`` are the two people whom every later one takes.
    """

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint("entry_id", "scheme_id", "n"),
        one_of("state", VerdictState),
        CheckConstraint(
            "n = 1 OR (by_id IS NOT NULL AND seconded_by_id IS NOT NULL AND by_id <> seconded_by_id)", name="two_people"
        ),
        Index("ix_verdict_written", "cluster_id", "at"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    n: Mapped[int] = mapped_column(Integer, default=1)
    state: Mapped[VerdictState] = mapped_column(Word(VerdictState))
    failed: Mapped[Condition | None] = mapped_column(Word(Condition))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(Identity)
    seconded_by_id: Mapped[int | None] = mapped_column(Identity)
    remark: Mapped[str] = mapped_column(String(400), default="")
