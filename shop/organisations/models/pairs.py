"""Schools, hospitals and villages of the aided side, who of the donor side is paired with them, and workshops' jobs."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Word, one_of
from shop.organisations.models.approval import EndableFact, ProposedFact, ended_by_two, two_people
from shop.organisations.words_pairs import BodyKind, JobsBy, PairState


class AidedBody(db.Model):
    """A school, a hospital or a village of a county: one of those that "all paired" speaks of.

    It is never taken away: a register from which the unpaired could vanish would make any coverage whole.
    """

    __tablename__ = "aided_body"
    __table_args__ = (one_of("kind", BodyKind), UniqueConstraint("county_code", "kind", "name"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    kind: Mapped[BodyKind] = mapped_column(Word(BodyKind))
    name: Mapped[str] = mapped_column(String(80))
    name_english: Mapped[str] = mapped_column(String(120), default="")
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    township_code: Mapped[str | None] = mapped_column(ForeignKey("township.code"))
    entered_by_id: Mapped[int | None] = mapped_column(Identity)
    entered_by_name: Mapped[str] = mapped_column(String(120), default="")
    entered_at: Mapped[datetime] = mapped_column(Moment)

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english or self.name


class BodyPair(ProposedFact, EndableFact, db.Model):
    """A unit of the donor side and a body of the aided side are paired from a day until a day, as a paper shows.

    Proposed by one person, in force from another's approval; ended by two as well. ``valid_to`` is the last day.
    """

    __tablename__ = "body_pair"
    __table_args__ = (
        one_of("state", PairState),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="span"),
        two_people(),
        ended_by_two(),
        Index("ix_body_pair_body", "body_id"),
        Index("ix_body_pair_unit", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    body_id: Mapped[int] = mapped_column(ForeignKey("aided_body.id"))
    state: Mapped[PairState] = mapped_column(Word(PairState))
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    remark: Mapped[str] = mapped_column(String(300), default="")
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    answer: Mapped[str] = mapped_column(String(300), default="")


class JobsStatement(AppendOnly, db.Model):
    """How many jobs a workshop has on a day, and how many of them linked people hold, as a paper shows.

    The newest of a day holds; earlier ones stay.
    """

    __tablename__ = "jobs_statement"
    __table_args__ = (
        one_of("stated_by", JobsBy),
        CheckConstraint("jobs >= 0 AND linked >= 0 AND linked <= jobs", name="linked_among_jobs"),
        Index("ix_jobs_statement_supplier", "supplier_id", "as_of", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    as_of: Mapped[date] = mapped_column(Date)
    jobs: Mapped[int] = mapped_column(Integer)
    linked: Mapped[int] = mapped_column(Integer)
    stated_by: Mapped[JobsBy] = mapped_column(Word(JobsBy))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str] = mapped_column(String(200))
    by_id: Mapped[int | None] = mapped_column(Identity)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(Moment)
