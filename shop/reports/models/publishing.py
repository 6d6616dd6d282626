"""What a cluster publishes: proposals, each decided by a second person; the newest approved one is in force."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json
from shop.reports.publishing.choices import Choice
from shop.reports.publishing.words import Basis, ChoiceState, Item


class PublishingChoice(db.Model):
    """The ``n``-th choice of a cluster. Of a cluster one proposal waits at a time."""

    __tablename__ = "publishing_choice"
    __table_args__ = (
        UniqueConstraint("cluster_id", "n"),
        one_of("basis", Basis),
        one_of("state", ChoiceState),
        CheckConstraint("least_units >= 5", name="enough_units"),
        CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL)", name="decided"),
        CheckConstraint("state NOT IN ('approved', 'refused') OR decided_by_id <> proposed_by_id", name="two_people"),
        Index(
            "ix_publishing_choice_waiting",
            "cluster_id",
            unique=True,
            sqlite_where=text("state = 'proposed'"),
            postgresql_where=text("state = 'proposed'"),
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    n: Mapped[int] = mapped_column(Integer)
    items: Mapped[list[str]] = mapped_column(plain_json())
    basis: Mapped[Basis] = mapped_column(Word(Basis))
    least_units: Mapped[int] = mapped_column(Integer)
    hosts: Mapped[list[str]] = mapped_column(plain_json())
    state: Mapped[ChoiceState] = mapped_column(Word(ChoiceState), default=ChoiceState.PROPOSED)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(400), default="")

    @property
    def choice(self) -> Choice:
        return Choice(frozenset(Item(item) for item in self.items), self.basis, self.least_units, tuple(self.hosts))
