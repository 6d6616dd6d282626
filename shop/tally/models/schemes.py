"""Yardsticks (考核口径) and their dated rules: data, so that a second one is added without code."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Packed
from shop.organisations.models.counties import DatedFact
from shop.tally.rules import Rules


class Scheme(db.Model):
    """A yardstick of one cluster, with its own targets and totals."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("cluster_id", "code"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(120))
    name_english: Mapped[str] = mapped_column(String(120))

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english


class RuleSet(AppendOnly, DatedFact, db.Model):
    """The rules of a scheme in a span of counting days. A changed rule is a new version, never an edited row.

    Proposed by one person; only the approval of another is filled in later, and closes it.
    """

    __tablename__ = "rule_set"
    __table_args__ = (  # type: ignore[assignment]  # other facts have no key of their own
        UniqueConstraint("scheme_id", "version"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="span"),
        CheckConstraint(
            "(approved_by_id IS NULL AND approved_at IS NULL) OR (approved_by_id IS NOT NULL AND approved_at IS NOT "
            "NULL AND proposed_by_id IS NOT NULL AND approved_by_id <> proposed_by_id)",
            name="two_people",
        ),
    )
    filled_once = ("approved_by_id", "approved_at")

    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    rules: Mapped[Rules] = mapped_column(Packed(Rules.packed, Rules.unpacked))
