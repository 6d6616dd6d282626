"""A purchase: one checkout of one unit, which splits into one order per supplier; and its approval."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of, plain_json
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose


class Decision(Labelled):
    """What became of a request for approval."""

    WAITING = "waiting", _l("Awaiting approval")
    APPROVED = "approved", _l("Approved")
    REJECTED = "rejected", _l("Rejected")
    LAPSED = "lapsed", _l("Lapsed")
    WITHDRAWN = "withdrawn", _l("Withdrawn")


class Purchase(db.Model):
    """One checkout. Address and invoice profile are copies of that moment (plain JSON).

    ``estimate`` is goods and charges together, weighed packs by their estimated weight.
    """

    __tablename__ = "purchase"
    __table_args__ = (one_of("purpose", Purpose), Index("ix_purchase_unit", "unit_id", "id"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    number: Mapped[str] = mapped_column(String(24), unique=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"))
    placed_at: Mapped[datetime] = mapped_column(Moment)
    purpose: Mapped[Purpose] = mapped_column(Word(Purpose))
    deliver_on: Mapped[date] = mapped_column(Date)
    address: Mapped[dict[str, Any]] = mapped_column(plain_json())
    invoice_profile: Mapped[dict[str, Any]] = mapped_column(plain_json())
    invoice_profile_id: Mapped[int] = mapped_column(ForeignKey("invoice_profile.id"))
    own_number: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    estimate: Mapped[Money] = mapped_column(MoneyColumn)


class Approval(db.Model):
    """A purchase above its buyer's limit waits for an approver of the unit; its stock is held until ``held_until``."""

    __tablename__ = "approval"
    __table_args__ = (
        one_of("decision", Decision),
        Index("ix_approval_unit", "unit_id", "decision"),
        CheckConstraint("decision <> 'rejected' OR reason <> ''", name="rejected_with_reason"),
    )

    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    held_until: Mapped[datetime] = mapped_column(Moment)
    decision: Mapped[Decision] = mapped_column(Word(Decision), default=Decision.WAITING)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")

    purchase: Mapped[Purchase] = relationship(lazy="raise")
