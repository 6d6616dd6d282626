"""Whom a supplier links: households and their people, dated. Of ID numbers only a keyed hash and a mask are kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.columns import Identity

OPEN = "until IS NULL AND NOT struck"
ONE_OPEN_LINK: dict[str, Any] = {"sqlite_where": text(OPEN), "postgresql_where": text(OPEN)}
"""Who left and came back has two links, one after the other; never two that go on."""


class LinkedHousehold(db.Model):
    """A household that works with, sells to or shares in a supplier, from a day until a day.

    ``number`` is the supplier's own. ``head_hash`` is the keyed hash of the head's ID number: the same household has
    the same at every supplier, so any scope counts it once. ``until`` is the last day; empty means it goes on. What was
    ``struck`` was entered by mistake and never counts. ``confirmation_id`` is the county's newest confirmation that saw
    it as it stands now.
    """

    __tablename__ = "linked_household"
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        Index("uq_linked_household_open", "supplier_id", "head_hash", unique=True, **ONE_OPEN_LINK),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    number: Mapped[int] = mapped_column(Integer)
    head_hash: Mapped[str] = mapped_column(String(64), index=True)
    head_name: Mapped[str] = mapped_column(String(60))
    township_code: Mapped[str | None] = mapped_column(ForeignKey("township.code"))
    village: Mapped[str] = mapped_column(String(80), default="")
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    struck: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    confirmation_id: Mapped[int | None] = mapped_column(ForeignKey("roster_confirmation.id"))


class LinkedPerson(db.Model):
    """A person of a linked household: one in any scope by ``id_hash``; ``id_masked`` is all that shows of it."""

    __tablename__ = "linked_person"
    __table_args__ = (
        Index("uq_linked_person_open", "supplier_id", "id_hash", unique=True, **ONE_OPEN_LINK),
        Index("ix_linked_person_supplier", "supplier_id", "id"),
        CheckConstraint("until IS NULL OR until >= since", name="span"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("linked_household.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    id_hash: Mapped[str] = mapped_column(String(64), index=True)
    id_masked: Mapped[str] = mapped_column(String(18))
    name: Mapped[str] = mapped_column(String(60))
    is_head: Mapped[bool] = mapped_column(Boolean, default=False)
    since: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    struck: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    confirmation_id: Mapped[int | None] = mapped_column(ForeignKey("roster_confirmation.id"))
