"""The trail's one table."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, plain_json


class TrailEntry(AppendOnly, db.Model):
    """One act: who, for which organisation, what to which object, with which particulars.

    ``person_id`` is empty when the shop itself acted (a hold ran out, an order lapsed). ``subject_kind`` and
    ``subject_id`` name the object; ``details`` holds plain words and figures, never secrets.
    """

    __tablename__ = "trail_entry"
    __table_args__ = (Index("ix_trail_entry_subject", "subject_kind", "subject_id", "id"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    person_id: Mapped[int | None] = mapped_column(Identity)
    person_name: Mapped[str | None] = mapped_column(String(120))
    organisation_id: Mapped[int | None] = mapped_column(Identity)
    organisation_name: Mapped[str | None] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(Identity)
    details: Mapped[dict[str, Any]] = mapped_column(plain_json(), default=dict)
    request_id: Mapped[str | None] = mapped_column(String(36))
