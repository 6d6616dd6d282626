"""Certification of products as aid produce: a dated fact that decides figures."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Moment
from shop.organisations.models.counties import DecidingFact


class Certification(DecidingFact, db.Model):
    """A product stands in the catalogue of aid produce under a number, in a span of days.

    That it ends was told at two moments: once well ahead, and again when it is near.
    """

    __tablename__ = "certification"

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"), index=True)
    catalogue_number: Mapped[str] = mapped_column(String(40))
    end_told_at: Mapped[datetime | None] = mapped_column(Moment)
    end_told_again_at: Mapped[datetime | None] = mapped_column(Moment)
