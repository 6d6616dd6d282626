"""Baskets: one per membership, or one per visitor until somebody signs in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.kernel.columns import Identity, Moment


class Basket(db.Model):
    """What somebody means to buy. A visitor's basket is known by an unguessable ``token`` in the session."""

    __tablename__ = "basket"
    __table_args__ = (CheckConstraint("(membership_id IS NULL) <> (token IS NULL)", name="one_owner"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"), unique=True)
    token: Mapped[str | None] = mapped_column(String(43), unique=True)
    changed_at: Mapped[datetime] = mapped_column(Moment)

    lines: Mapped[list[BasketLine]] = relationship(order_by="BasketLine.id", cascade="all, delete-orphan")


@dataclass(frozen=True, slots=True)
class BasketOwner:
    """A membership, or a visitor known by a token of the session."""

    membership_id: int | None = None
    token: str | None = None

    def owns(self) -> ColumnElement[bool]:
        """The condition of being the owner's basket."""
        return Basket.membership_id == self.membership_id if self.membership_id else Basket.token == self.token


class BasketLine(db.Model):
    """So many packs of one kind."""

    __tablename__ = "basket_line"
    __table_args__ = (UniqueConstraint("basket_id", "pack_id"), CheckConstraint("packs > 0", name="packs_positive"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    basket_id: Mapped[int] = mapped_column(ForeignKey("basket.id", ondelete="CASCADE"))
    pack_id: Mapped[int] = mapped_column(ForeignKey("pack.id"))
    packs: Mapped[int] = mapped_column(Integer)
