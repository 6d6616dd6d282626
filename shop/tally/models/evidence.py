"""What of each purchase is invoiced and paid. It raises a grade and never a figure that counts (DOMAIN rule 9)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of
from shop.kernel.money import Money
from shop.tally.evidence import EvidenceKind, Grade, grade_of
from shop.tally.words import VerdictState


class Evidence(AppendOnly, db.Model):
    """So much more (or less) of a purchase is invoiced or paid; ``amount`` is signed fen, ``n`` numbers each kind."""

    __tablename__ = "evidence"
    __table_args__ = (
        UniqueConstraint("entry_id", "kind", "n"),
        one_of("kind", EvidenceKind),
        CheckConstraint("amount <> 0", name="something"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    kind: Mapped[EvidenceKind] = mapped_column(Word(EvidenceKind))
    n: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    at: Mapped[datetime] = mapped_column(Moment)


class EntryGrade(db.Model):
    """How far a purchase is proved: what it has come to with its corrections, and what of that is invoiced and paid.

    There is one for each first entry; those that correct it share it. More may be invoiced than it has come to, never
    more paid: what is paid beyond the goods is freight, or waits in the order's account.
    """

    __tablename__ = "entry_grade"
    __table_args__ = (Index("ix_entry_grade_unit", "unit_id", "counts_on"),)

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(Identity)
    counts_on: Mapped[date] = mapped_column(Date)
    worth: Mapped[Money] = mapped_column(MoneyColumn)
    invoiced: Mapped[Money] = mapped_column(MoneyColumn)
    paid: Mapped[Money] = mapped_column(MoneyColumn)

    @property
    def grade(self) -> Grade:
        return grade_of(self.worth, self.invoiced, self.paid)


class TotalByEvidence(db.Model):
    """What is invoiced and paid of purchases, by the month they count in, the county of the goods, and the verdict."""

    __tablename__ = "total_by_evidence"

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    month: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    county_code: Mapped[str] = mapped_column(String(6), primary_key=True)
    verdict: Mapped[VerdictState] = mapped_column(Word(VerdictState), primary_key=True)
    invoiced: Mapped[Money] = mapped_column(MoneyColumn)
    paid: Mapped[Money] = mapped_column(MoneyColumn)


EVIDENCE_KEY = ("scheme_id", "year", "unit_id", "month", "county_code", "verdict")
