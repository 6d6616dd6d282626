"""Bulletins: a draft that is written on, the snapshots that it stood on, every step of its life, who reads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json
from shop.reports.bulletins.life import BulletinAction
from shop.reports.bulletins.spans import Span
from shop.reports.bulletins.words import BulletinKind, BulletinState


class Bulletin(db.Model):
    """A bulletin as it stands; what it says once it is proposed stands in its newest snapshot, and only there.

    ``number`` names it in addresses; the number that papers bear (``signed_as``) comes with the signature, ``serial``
    of the issuer's ``serial_year`` without gaps. ``node_id`` is the part of the issuer's tree that it is of; empty, all
    that a department sees. ``version`` grows with each change of the draft, so that two tabs cannot overwrite each
    other. ``token`` is the part of its check page's address that nobody can guess.
    """

    __tablename__ = "bulletin"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("token"),
        UniqueConstraint("issuer_id", "serial_year", "serial"),
        one_of("kind", BulletinKind),
        one_of("state", BulletinState),
        CheckConstraint("first_month BETWEEN 1 AND 12 AND last_month BETWEEN first_month AND 12", name="months"),
        CheckConstraint(
            "(state IN ('signed', 'withdrawing', 'withdrawn')) = (serial IS NOT NULL)", name="signed_with_a_number"
        ),
        Index("ix_bulletin_issuer", "issuer_id", "id"),
        Index("ix_bulletin_cluster", "cluster_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    number: Mapped[str] = mapped_column(String(24))
    cluster_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    issuer_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    scheme_id: Mapped[int] = mapped_column(ForeignKey("scheme.id"))
    kind: Mapped[BulletinKind] = mapped_column(Word(BulletinKind))
    year: Mapped[int] = mapped_column(Integer)
    first_month: Mapped[int] = mapped_column(Integer)
    last_month: Mapped[int] = mapped_column(Integer)
    node_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    title: Mapped[str] = mapped_column(String(80))
    texts: Mapped[dict[str, str]] = mapped_column(plain_json())
    sections: Mapped[list[str]] = mapped_column(plain_json())
    circulates: Mapped[bool] = mapped_column(Boolean, default=True)
    state: Mapped[BulletinState] = mapped_column(Word(BulletinState), default=BulletinState.DRAFT)
    version: Mapped[int] = mapped_column(Integer, default=1)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changed_at: Mapped[datetime] = mapped_column(Moment)
    snapshot_id: Mapped[int | None] = mapped_column(Identity)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("bulletin.id"))
    serial_year: Mapped[int | None] = mapped_column(Integer)
    serial: Mapped[int | None] = mapped_column(Integer)
    signed_as: Mapped[str | None] = mapped_column(String(200))
    signed_at: Mapped[datetime | None] = mapped_column(Moment)
    token: Mapped[str] = mapped_column(String(32))

    @property
    def span(self) -> Span:
        return Span(self.year, self.first_month, self.last_month)


class BulletinSnapshot(AppendOnly, db.Model):
    """What a bulletin said when it was proposed, whole: its words, its figures, its drawings' points and all names.

    It is of one moment: no entry after ``entry_mark`` and no verdict after ``verdict_mark`` is in it.
    """

    __tablename__ = "bulletin_snapshot"
    __table_args__ = (UniqueConstraint("bulletin_id", "n"),)

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"))
    n: Mapped[int] = mapped_column(Integer)
    as_of: Mapped[datetime] = mapped_column(Moment)
    entry_mark: Mapped[int] = mapped_column(Identity)
    verdict_mark: Mapped[int] = mapped_column(Identity)
    content: Mapped[dict[str, Any]] = mapped_column(plain_json())
    digest: Mapped[str] = mapped_column(String(64))


class BulletinStep(AppendOnly, db.Model):
    """Something done to a bulletin; the highest ``n`` says how it stands.

    ``proposed_by_id`` is who had taken the step before, where another person has to take this one. A signature says
    under which number, and seals it together with the snapshot and the signature before.
    """

    __tablename__ = "bulletin_step"
    __table_args__ = (
        UniqueConstraint("bulletin_id", "n"),
        one_of("action", BulletinAction),
        one_of("state", BulletinState),
        CheckConstraint("proposed_by_id IS NULL OR proposed_by_id <> by_id", name="two_people"),
        CheckConstraint(
            "(action IN ('sign', 'return', 'withdraw')) = (proposed_by_id IS NOT NULL)", name="proposed_before"
        ),
        CheckConstraint("(action = 'sign') = (seal <> '')", name="sealed"),
        CheckConstraint("(action = 'sign') = (signed_as <> '')", name="numbered"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int] = mapped_column(Identity)
    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"))
    n: Mapped[int] = mapped_column(Integer)
    action: Mapped[BulletinAction] = mapped_column(Word(BulletinAction))
    state: Mapped[BulletinState] = mapped_column(Word(BulletinState))
    by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(Moment)
    reason: Mapped[str] = mapped_column(String(400), default="")
    snapshot_id: Mapped[int | None] = mapped_column(ForeignKey("bulletin_snapshot.id"))
    signed_as: Mapped[str] = mapped_column(String(200), default="")
    seal: Mapped[str] = mapped_column(String(64), default="")


class BulletinReader(db.Model):
    """An organisation to which a signed bulletin went out, beside its issuer."""

    __tablename__ = "bulletin_reader"
    __table_args__ = (Index("ix_bulletin_reader_organisation", "organisation_id", "bulletin_id"),)

    bulletin_id: Mapped[int] = mapped_column(ForeignKey("bulletin.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
