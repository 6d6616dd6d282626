"""Into which account a supplier is paid. Whoever can change that can take the money: so it takes two people."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity, Moment
from shop.kernel.decided import Decided
from shop.organisations.models.approval import ProposedFact, two_people


def _only_one(what: str, where: str) -> Index:
    """The database's own refusal of a second account of a supplier that waits, or that is in force."""
    return Index(
        f"uq_payee_account_{what}", "supplier_id", unique=True, sqlite_where=text(where), postgresql_where=text(where)
    )


class PayeeAccount(Decided, ProposedFact, db.Model):
    """An account of a supplier: proposed by one person, in force by another's approval until a newer one is.

    Rows are never changed but by a decision (the database refuses it), so they are the history as well. ``ended_at``
    is when it was rejected, withdrawn or followed by another, ``reason`` what was said then.
    """

    __tablename__ = "payee_account"
    __table_args__: ClassVar[tuple[Any, ...]] = (
        two_people(),
        Index("ix_payee_account_supplier", "supplier_id", "id"),
        _only_one("waits", "approved_at IS NULL AND ended_at IS NULL"),
        _only_one("in_force", "approved_at IS NOT NULL AND ended_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    account_name: Mapped[str] = mapped_column(String(200))
    bank: Mapped[str] = mapped_column(String(120))
    branch: Mapped[str] = mapped_column(String(120), default="")
    account_number: Mapped[str] = mapped_column(String(40))
    proposed_by_name: Mapped[str] = mapped_column(String(80), default="")
    approved_by_name: Mapped[str] = mapped_column(String(80), default="")
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(400), default="")

    @property
    def waits(self) -> bool:
        """Whether a second person has yet to decide."""
        return self.approved_at is None and self.ended_at is None

    @property
    def in_force(self) -> bool:
        return self.approved_at is not None and self.ended_at is None

    @property
    def number_in_fours(self) -> str:
        """The account number as people read it out."""
        number = self.account_number
        return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
