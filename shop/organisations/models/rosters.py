"""What was done to a roster, what the county confirmed of it, and sheets of it on their way in."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json
from shop.organisations.words import RosterDeed, UploadState


class RosterChange(AppendOnly, db.Model):
    """One thing that was done to a household or to a person of it: the history, and what the county has to look at.

    ``before`` and ``after`` hold what was changed in plain words (name, mask, days, place), never a hash or a whole ID
    number. ``person_id`` is empty when the household as a whole was concerned.
    """

    __tablename__ = "roster_change"
    __table_args__ = (
        one_of("deed", RosterDeed),
        Index("ix_roster_change_supplier", "supplier_id", "id"),
        Index("ix_roster_change_household", "household_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("linked_household.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("linked_person.id"))
    deed: Mapped[RosterDeed] = mapped_column(Word(RosterDeed))
    before: Mapped[dict[str, Any]] = mapped_column(plain_json(), default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(plain_json(), default=dict)
    reason: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int | None] = mapped_column(Identity)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(Moment)


class RosterConfirmation(AppendOnly, db.Model):
    """The county office has looked at a supplier's roster: so many households and people were linked on a day.

    ``last_change_id`` is the newest change that the office could see; what came later is not confirmed.
    """

    __tablename__ = "roster_confirmation"
    __table_args__ = (
        UniqueConstraint("supplier_id", "as_of"),
        CheckConstraint("households >= 0 AND people >= households", name="a_head_each"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    as_of: Mapped[date] = mapped_column(Date)
    households: Mapped[int] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer)
    last_change_id: Mapped[int] = mapped_column(Identity)
    note: Mapped[str] = mapped_column(String(400), default="")
    by_id: Mapped[int | None] = mapped_column(Identity)
    by_name: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime] = mapped_column(Moment)


class RosterUpload(db.Model):
    """A sheet of a roster that was read and waits to be applied. ID numbers were hashed while it was read.

    ``rows`` are what it says, hashed and masked, and are thrown away once it is applied or given up. ``last_change_id``
    is the newest change when it was compared with the roster: what has changed since is compared again.
    """

    __tablename__ = "roster_upload"
    __table_args__ = (one_of("state", UploadState), Index("ix_roster_upload_supplier", "supplier_id", "id"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    state: Mapped[UploadState] = mapped_column(Word(UploadState))
    rows: Mapped[list[Any]] = mapped_column(plain_json(), default=list)
    created: Mapped[int] = mapped_column(Integer)
    updated: Mapped[int] = mapped_column(Integer)
    unchanged: Mapped[int] = mapped_column(Integer)
    wrong: Mapped[int] = mapped_column(Integer)
    last_change_id: Mapped[int] = mapped_column(Identity)
    by_id: Mapped[int] = mapped_column(Identity)
    by_name: Mapped[str] = mapped_column(String(120))
    at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
