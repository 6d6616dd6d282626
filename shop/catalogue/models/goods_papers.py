"""The papers that come with goods: a certificate of commitment, of quarantine, an inspection report, each as a file."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.catalogue.words import GoodsPaperKind
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of


class GoodsPaper(db.Model):
    """A paper of a product. ``valid_to`` is its last day, empty for one without end; ``ended_at`` is when its supplier
    took it away: the row and its file stay.
    """

    __tablename__ = "goods_paper"
    __table_args__ = (
        one_of("kind", GoodsPaperKind),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="span"),
        Index("ix_goods_paper_product", "product_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[GoodsPaperKind] = mapped_column(Word(GoodsPaperKind))
    number: Mapped[str] = mapped_column(String(60), default="")
    valid_from: Mapped[date | None] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    added_by_id: Mapped[int | None] = mapped_column(Identity)
    added_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    def ended_on(self, day: date) -> bool:
        """Whether its last day has passed."""
        return self.valid_to is not None and self.valid_to < day
