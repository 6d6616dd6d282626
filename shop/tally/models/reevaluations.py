"""Verdicts given anew by two people: what one proposes of chosen purchases, and how another decides (DOMAIN rule 3)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Packed, Word, one_of
from shop.kernel.facts import PurchaseFacts
from shop.tally.reevaluating import Aim, Outcome
from shop.tally.words import Condition, VerdictState


class Reevaluation(AppendOnly, db.Model):
    """Somebody proposes, for a reason, that purchases be judged anew; what is decided of it is all that comes later."""

    __tablename__ = "reevaluation"
    __table_args__ = (
        UniqueConstraint("number"),
        one_of("aim", Aim),
        CheckConstraint(
            "outcome IS NULL OR outcome IN ('approved', 'declined', 'withdrawn')",
            name="outcome_known",
        ),
        CheckConstraint(
            "(outcome IS NULL) = (decided_by_id IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)", name="decided"
        ),
        CheckConstraint(
            "outcome IS NULL OR (outcome = 'withdrawn') = (decided_by_id = proposed_by_id)", name="two_people"
        ),
        Index("ix_reevaluation_cluster", "cluster_id", "id"),
    )
    filled_once = ("outcome", "decided_by_id", "decided_at", "answer")

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    cluster_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    aim: Mapped[Aim] = mapped_column(Word(Aim))
    reason: Mapped[str] = mapped_column(String(400))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    outcome: Mapped[Outcome | None] = mapped_column(Word(Outcome))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str | None] = mapped_column(String(400))

    lines: Mapped[list[ReevaluationLine]] = relationship(order_by="ReevaluationLine.id")


class ReevaluationLine(AppendOnly, db.Model):
    """A purchase of it: the verdict that it had, and the one that it and all that corrects it would get.

    ``entry_id`` is the first entry of the chain. ``facts`` are those that it is judged on anew, empty where people and
    not rules decide.
    """

    __tablename__ = "reevaluation_line"
    __table_args__ = (UniqueConstraint("reevaluation_id", "entry_id"), one_of("state", VerdictState))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    reevaluation_id: Mapped[int] = mapped_column(ForeignKey("reevaluation.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    before_id: Mapped[int] = mapped_column(ForeignKey("verdict.id"))
    state: Mapped[VerdictState] = mapped_column(Word(VerdictState))
    failed: Mapped[Condition | None] = mapped_column(Word(Condition))
    rule_set_id: Mapped[int] = mapped_column(ForeignKey("rule_set.id"))
    facts: Mapped[PurchaseFacts | None] = mapped_column(Packed(PurchaseFacts.packed, PurchaseFacts.unpacked))
