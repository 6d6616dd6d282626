"""What an order line was placed as: the witness of what is copied onto it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Packed, UnitPriceColumn
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import UnitPrice
from shop.ordering.models.orders import OrderLine
from shop.ordering.pricing import PackTerms


class PlacedLine(AppendOnly, db.Model):
    """The facts, terms and price of an order line when it was placed, under the line's own number.

    A line lives on: it is lowered, shipped and accepted. That nobody wrote other facts into it meanwhile could not be
    proved from itself. Of lines older than this table it is what they were when it was made.
    """

    __tablename__ = "placed_line"

    id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int] = mapped_column(Identity)
    facts: Mapped[PurchaseFacts] = mapped_column(Packed(PurchaseFacts.packed, PurchaseFacts.unpacked))
    terms: Mapped[PackTerms | None] = mapped_column(Packed(PackTerms.packed, PackTerms.unpacked))
    unit_price: Mapped[UnitPrice] = mapped_column(UnitPriceColumn)
    packs: Mapped[int] = mapped_column(Integer)

    @staticmethod
    def row_of(line: OrderLine) -> dict[str, Any]:
        """What to write of a line that is being placed."""
        return {
            "id": line.id,
            "cluster_id": line.cluster_id,
            "facts": line.facts,
            "terms": line.terms,
            "unit_price": line.unit_price,
            "packs": line.packs_ordered,
        }
