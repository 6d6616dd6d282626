"""Notices and who has seen them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.actor import Role
from shop.kernel.columns import Identity, Moment, Word, plain_json


class Notice(db.Model):
    """Something that an organisation should know; ``role`` narrows it to the memberships that hold the role,
    ``membership_id`` to one.

    ``kind`` names the sentence, ``particulars`` fill it in, ``subject_kind`` and ``subject_key`` say what it opens.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_organisation", "organisation_id", "id"),
        Index("ix_notice_told", "organisation_id", "at"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    organisation_id: Mapped[int] = mapped_column(Identity)
    role: Mapped[Role | None] = mapped_column(Word(Role))
    membership_id: Mapped[int | None] = mapped_column(Identity)
    kind: Mapped[str] = mapped_column(String(64))
    particulars: Mapped[dict[str, Any]] = mapped_column(plain_json(), default=dict)
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_key: Mapped[str] = mapped_column(String(64))


class NoticesSeen(db.Model):
    """How far a membership has read: everything up to this notice has been seen."""

    __tablename__ = "notices_seen"

    membership_id: Mapped[int] = mapped_column(ForeignKey("membership.id"), primary_key=True, autoincrement=False)
    up_to_id: Mapped[int] = mapped_column(Identity, default=0)
