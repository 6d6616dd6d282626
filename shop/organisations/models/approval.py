"""Facts that decide figures take effect after a second person's approval (DOMAIN rule 10)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Boolean, CheckConstraint, Date, false
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.columns import Identity, Moment


class ProposedFact:
    """Proposed by one person, approved by another."""

    proposed_by_id: Mapped[int | None] = mapped_column(Identity)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(Identity)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)


class FoundingFact(ProposedFact):
    """A proposed fact that may also be a ``founding`` one: stated while the shop was set up, when nobody was there yet.

    Such a fact says so for good, names nobody, and holds at once. No page states one.
    """

    founding: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())


class EndableFact:
    """An end decides figures as a beginning does: proposed by one person, in force by another's approval."""

    ends_on: Mapped[date | None] = mapped_column(Date)
    end_proposed_by_id: Mapped[int | None] = mapped_column(Identity)
    end_proposed_at: Mapped[datetime | None] = mapped_column(Moment)
    end_approved_by_id: Mapped[int | None] = mapped_column(Identity)
    end_approved_at: Mapped[datetime | None] = mapped_column(Moment)


def two_people() -> CheckConstraint:
    """The database's own refusal of an approval by nobody, or by whoever proposed."""
    return CheckConstraint(
        "(approved_by_id IS NULL) = (approved_at IS NULL) AND (approved_by_id IS NULL OR"
        " (proposed_by_id IS NOT NULL AND approved_by_id <> proposed_by_id))",
        name="two_people",
    )


def two_people_or_founding() -> CheckConstraint:
    """The same, but for what the shop was set up with, which nobody proposed and nobody approved."""
    return CheckConstraint(
        "(founding AND proposed_by_id IS NULL AND approved_by_id IS NULL AND approved_at IS NOT NULL) OR"
        " (NOT founding AND proposed_by_id IS NOT NULL AND (approved_by_id IS NULL) = (approved_at IS NULL)"
        " AND (approved_by_id IS NULL OR approved_by_id <> proposed_by_id))",
        name="two_people",
    )


def ended_by_two() -> CheckConstraint:
    """The database's own refusal of an end that one person made."""
    return CheckConstraint(
        "(ends_on IS NULL) = (end_proposed_by_id IS NULL) AND (end_approved_by_id IS NULL) = (end_approved_at IS NULL)"
        " AND (end_approved_by_id IS NULL OR (end_proposed_by_id IS NOT NULL"
        " AND end_approved_by_id <> end_proposed_by_id AND valid_to IS NOT NULL AND valid_to = ends_on))",
        name="ended_by_two",
    )
