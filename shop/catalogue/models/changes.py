"""Changes of approved listings that wait for the county or the operator; the shelf shows what was approved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.catalogue.words import ChangeOutcome
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json

WAITING = text("outcome = 'waiting'")


class ListingChange(db.Model):
    """What a supplier wants to change of a listing, as far as it has to be looked at; one at most waits per listing.

    ``items`` are dicts: ``{"field", "old", "new", "reason", "by"}`` of the listing's words, or ``{"pack", "old", "new",
    "reason", "change", "by"}`` of a pack (its id; ``old`` is ``None`` of a new one), the packs as
    `shop.catalogue.listing.packed` makes them plain; ``by`` are the people who want it. While it waits the row is
    written anew with what else the supplier wants; once decided it stays.
    """

    __tablename__ = "listing_change"
    __table_args__ = (
        one_of("outcome", ChangeOutcome),
        CheckConstraint("outcome = 'waiting' OR decided_at IS NOT NULL", name="decided"),
        CheckConstraint("outcome <> 'returned' OR reason <> ''", name="returned_with_a_reason"),
        Index(
            "uq_listing_change_waiting",
            "product_id",
            unique=True,
            sqlite_where=WAITING,
            postgresql_where=WAITING,
        ),
        Index("ix_listing_change_product", "product_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    items: Mapped[list[dict[str, Any]]] = mapped_column(plain_json())
    outcome: Mapped[ChangeOutcome] = mapped_column(Word(ChangeOutcome), default=ChangeOutcome.WAITING)
    proposed_by_id: Mapped[int] = mapped_column(Identity)
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(Identity)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(300), default="")

    @property
    def waits(self) -> bool:
        return self.outcome is ChangeOutcome.WAITING

    @property
    def wanted_by(self) -> set[int]:
        """The people who want some of it: none of them decides."""
        return {self.proposed_by_id, *(person_id for item in self.items for person_id in item["by"])}
