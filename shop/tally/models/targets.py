"""A unit's yearly target: lines that name their purposes, and the approved revisions of each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, ForeignKeyConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, Words, one_of
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.words import TargetForm


class TargetLine(AppendOnly, db.Model):
    """One line of a node's target in a year. What a parent's target has beyond its children's is its rest."""

    __tablename__ = "target_line"
    __table_args__ = (
        one_of("form", TargetForm),
        UniqueConstraint("scheme_id", "year", "unit_id", "n"),
        UniqueConstraint("id", "scheme_id", "year", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    year: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    n: Mapped[int] = mapped_column(Integer, default=1)
    form: Mapped[TargetForm] = mapped_column(Word(TargetForm))

    purposes: Mapped[list[TargetPurpose]] = relationship()
    revisions: Mapped[list[TargetRevision]] = relationship(order_by="TargetRevision.n")


class TargetPurpose(AppendOnly, db.Model):
    """A purpose that a target line covers. The key lets no purpose stand in two lines of a unit's year."""

    __tablename__ = "target_purpose"
    __table_args__ = (
        ForeignKeyConstraint(
            ["target_line_id", "scheme_id", "year", "unit_id"],
            ["target_line.id", "target_line.scheme_id", "target_line.year", "target_line.unit_id"],
        ),
        one_of("purpose", Purpose),
    )

    scheme_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    unit_id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose), primary_key=True)
    target_line_id: Mapped[int] = mapped_column(Identity, index=True)


class TargetProposal(AppendOnly, db.Model):
    """What somebody filed as a target; a superior's approval makes it a revision, and is all that is filled in later.

    ``target_line_id`` is the line it would revise, empty where it would be a new one. Figures as in `TargetRevision`.
    ``holds_from`` is the first day of the month from which it is wanted. ``follows_id`` is the returned filing that
    this one was filed anew for.
    """

    __tablename__ = "target_proposal"
    __table_args__ = (one_of("form", TargetForm), CheckConstraint("amount >= 0", name="amount_not_negative"))
    filled_once = ("revision_id",)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    year: Mapped[int] = mapped_column(Integer)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    target_line_id: Mapped[int | None] = mapped_column(ForeignKey("target_line.id"))
    form: Mapped[TargetForm] = mapped_column(Word(TargetForm))
    purposes: Mapped[frozenset[Purpose]] = mapped_column(Words(Purpose))
    base: Mapped[int | None] = mapped_column(Identity)
    rate: Mapped[int | None] = mapped_column(Integer)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(Moment)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    holds_from: Mapped[date] = mapped_column(Date)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("target_proposal.id"), unique=True)
    revision_id: Mapped[int | None] = mapped_column(ForeignKey("target_revision.id"), unique=True)


class TargetRevision(AppendOnly, db.Model):
    """An approved figure of a target line; ``n`` = 1 is the first approved, the highest the current one.

    ``base`` is fen of yearly spend, or heads for yuan per head; ``rate`` is in ten-thousandths of the base (1,000 is
    10 %), or fen per head. ``amount`` is what they come to, in fen. ``holds_from`` is 1 January for the first; a later
    one leaves the months before its own as they were due. ``split_id`` or ``base_filing_id`` is what it came about by,
    if it was not filed itself.
    """

    __tablename__ = "target_revision"
    __table_args__ = (
        UniqueConstraint("target_line_id", "n"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("approved_by_id <> author_id", name="two_people"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    target_line_id: Mapped[int] = mapped_column(ForeignKey("target_line.id"))
    n: Mapped[int] = mapped_column(Integer)
    base: Mapped[int | None] = mapped_column(Identity)
    rate: Mapped[int | None] = mapped_column(Integer)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    reason: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(Moment)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    holds_from: Mapped[date] = mapped_column(Date)
    split_id: Mapped[int | None] = mapped_column(ForeignKey("target_split.id"), index=True)
    base_filing_id: Mapped[int | None] = mapped_column(ForeignKey("base_filing.id"))
