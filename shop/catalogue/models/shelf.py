"""What the shop window is searched by, and how it knows that it has to look again."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity


class SearchToken(db.Model):
    """One word a product is found by: a character, a pair of characters, pinyin, initials, or an English word.

    Compared byte by byte on both databases, so that the key itself finds what begins with some letters.
    """

    __tablename__ = "search_token"

    token: Mapped[str] = mapped_column(
        String(64).with_variant(String(64, collation="C"), "postgresql"), primary_key=True
    )
    product_id: Mapped[int] = mapped_column(
        ForeignKey("product.id", ondelete="CASCADE"), primary_key=True, autoincrement=False, index=True
    )
    weight: Mapped[int] = mapped_column(Integer, default=1)


class ShelfRevision(db.Model):
    """One row whose number rises whenever anything the shop window shows has changed; caches are keyed by it."""

    __tablename__ = "shelf_revision"

    id: Mapped[int] = mapped_column(Identity, primary_key=True, autoincrement=False)
    revision: Mapped[int] = mapped_column(Identity, default=0)
