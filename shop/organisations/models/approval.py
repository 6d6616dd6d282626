"""Facts that decide figures take effect after a second person's approval (DOMAIN rule 10)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.kernel.columns import Identity, Moment


class ProposedFact:
    """Proposed by one person, approved by another; nobody proposed what the shop was set up with."""

    proposed_by_id: Mapped[int | None] = mapped_column(Identity)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[int | None] = mapped_column(Identity)
    approved_at: Mapped[datetime | None] = mapped_column(Moment)


def two_people() -> CheckConstraint:
    """The database's own refusal of an approval by whoever proposed."""
    return CheckConstraint("approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name="two_people")
