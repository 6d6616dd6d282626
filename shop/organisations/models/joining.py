"""How a supplier comes to sell: what it states, every step on the way, and what it wants changed afterwards."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json
from shop.organisations.lifecycle import Vetting
from shop.organisations.words import Decision, SupplierStatus

WAITS = text("decision = 'waiting'")


class SupplierApplication(db.Model):
    """What an applicant states that is kept nowhere else, one row for each supplier.

    ``credit_code`` is what was typed: it becomes the organisation's own when the application is sent, so that nobody's
    draft keeps another out. ``households`` and ``people`` are stated; who they are is the roster's business.
    ``without_permit`` says that nothing is sold that needs a food permit.
    """

    __tablename__ = "supplier_application"
    __table_args__ = (CheckConstraint("households >= 0 AND people >= 0", name="not_negative"),)

    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), primary_key=True, autoincrement=False)
    credit_code: Mapped[str] = mapped_column(String(18), default="")
    contact: Mapped[str] = mapped_column(String(80), default="")
    phone: Mapped[str] = mapped_column(String(20), default="")
    households: Mapped[int | None] = mapped_column(Integer)
    people: Mapped[int | None] = mapped_column(Integer)
    mechanism: Mapped[str] = mapped_column(String(300), default="")
    mechanism_english: Mapped[str] = mapped_column(String(300), default="")
    without_permit: Mapped[bool] = mapped_column(Boolean, default=False)
    begun_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)


class SupplierStep(AppendOnly, db.Model):
    """A step of a supplier's vetting: who took it, on whose behalf, why, and to which status it led.

    ``said`` is the application as it was sent, in words by field, so that what changed since the last time is shown.
    """

    __tablename__ = "supplier_step"
    __table_args__ = (one_of("step", Vetting), one_of("status", SupplierStatus), UniqueConstraint("supplier_id", "n"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    n: Mapped[int] = mapped_column(Integer)
    step: Mapped[Vetting] = mapped_column(Word(Vetting))
    status: Mapped[SupplierStatus] = mapped_column(Word(SupplierStatus))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str | None] = mapped_column(String(120))
    organisation_name: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str | None] = mapped_column(String(400))
    said: Mapped[dict[str, Any] | None] = mapped_column(plain_json())
    at: Mapped[datetime] = mapped_column(Moment, index=True)


class SupplierChange(db.Model):
    """A supplier wants another name, credit code or licence: it holds once the operator has approved it.

    ``was`` and ``wanted`` are words by field; a licence is named by its document. At most one waits for each supplier.
    """

    __tablename__ = "supplier_change"
    __table_args__ = (
        one_of("decision", Decision),
        Index("uq_supplier_change_waiting", "supplier_id", unique=True, sqlite_where=WAITS, postgresql_where=WAITS),
        Index("ix_supplier_change_supplier", "supplier_id", "id"),
        Index("ix_supplier_change_decision", "decision", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    was: Mapped[dict[str, Any]] = mapped_column(plain_json())
    wanted: Mapped[dict[str, Any]] = mapped_column(plain_json())
    document_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_document.id"))
    reason: Mapped[str] = mapped_column(String(400))
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_by_name: Mapped[str] = mapped_column(String(120))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    decision: Mapped[Decision] = mapped_column(Word(Decision), default=Decision.WAITING)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decided_by_name: Mapped[str | None] = mapped_column(String(120))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    answer: Mapped[str] = mapped_column(String(400), default="")
