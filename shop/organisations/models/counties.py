"""Counties, their aid status and who is paired with whom: dated facts that decide figures."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity
from shop.organisations.models.approval import (
    EndableFact,
    FoundingFact,
    ProposedFact,
    ended_by_two,
    two_people,
    two_people_or_founding,
)


class County(db.Model):
    """A county-level division under its GB/T 2260 code. A county is data, never code."""

    __tablename__ = "county"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name: Mapped[str] = mapped_column(String(60))
    name_english: Mapped[str] = mapped_column(String(80))
    prefecture: Mapped[str] = mapped_column(String(60))
    prefecture_english: Mapped[str] = mapped_column(String(80))
    hall: Mapped[str] = mapped_column(String(32))
    about: Mapped[str] = mapped_column(Text, default="")
    about_english: Mapped[str] = mapped_column(Text, default="")

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


class Township(db.Model):
    """A town or township under its nine-digit code."""

    __tablename__ = "township"

    code: Mapped[str] = mapped_column(String(9), primary_key=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    name_english: Mapped[str] = mapped_column(String(80))

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


class DatedFact(ProposedFact):
    """A fact that decides figures: valid in a span of days, in force once a second person has approved it.

    ``valid_to`` is the last valid day; empty means until further notice.
    """

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:
        return (
            CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="span"),
            two_people(),
        )


class DecidingFact(FoundingFact, EndableFact, DatedFact):
    """A dated fact that verdicts ask for: aid status, pairing, certificate. Two people begin it, and two end it."""

    @declared_attr.directive
    @classmethod
    def __table_args__(cls) -> tuple[CheckConstraint, ...]:
        return (
            CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="span"),
            two_people_or_founding(),
            ended_by_two(),
        )

    @property
    def end_is_proposed(self) -> bool:
        """Whether an end waits for a second person."""
        return self.ends_on is not None and self.end_approved_at is None

    @property
    def waits(self) -> bool:
        """Whether the fact, or its end, waits for a second person."""
        return self.approved_at is None or self.end_is_proposed


class AidStatus(DecidingFact, db.Model):
    """From when until when a county is an aided one."""

    __tablename__ = "aid_status"

    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"), index=True)


class Pairing(DecidingFact, db.Model):
    """From when until when a donor cluster is paired with an aided county."""

    __tablename__ = "pairing"

    cluster_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    county_code: Mapped[str] = mapped_column(ForeignKey("county.code"))
    remark: Mapped[str] = mapped_column(String(200), default="")
    remark_english: Mapped[str] = mapped_column(String(200), default="")
