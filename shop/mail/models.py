"""Mails on their way out, and what people chose about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json
from shop.mail.words import Group, MailState, Why


class OutgoingMail(db.Model):
    """A mail to one person: written as a row where its cause is written, dressed and sent by the worker.

    ``key`` is what it is made once by. ``about`` holds the notices of a day's summary. ``address``, ``language``,
    ``subject``, ``text`` and ``html`` are empty until it is sent, and then as it was sent; the bodies are removed after
    a while. ``claim`` is the worker that has taken it, ``next_try_at`` when it may be taken (again); ``said`` is what
    the server said, shortened and without secrets. At ``forget_at`` first the bodies go, and later the row.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        one_of("state", MailState),
        one_of("why", Why),
        CheckConstraint("(state IN ('waiting', 'sending')) = (next_try_at IS NOT NULL)", name="due_while_on_the_way"),
        Index("ix_outgoing_mail_due", "next_try_at", "id"),
        Index("ix_outgoing_mail_state", "state", "id"),
        Index("ix_outgoing_mail_notice", "notice_id"),
        Index("ix_outgoing_mail_forget", "forget_at", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    membership_id: Mapped[int | None] = mapped_column(Identity)
    notice_id: Mapped[int | None] = mapped_column(Identity)
    group: Mapped[Group | None] = mapped_column("kind", Word(Group))
    about: Mapped[dict[str, Any]] = mapped_column(plain_json(), default=dict)
    state: Mapped[MailState] = mapped_column(Word(MailState), default=MailState.WAITING)
    why: Mapped[Why | None] = mapped_column(Word(Why))
    said: Mapped[str] = mapped_column(String(200), default="")
    made_at: Mapped[datetime] = mapped_column(Moment)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    claim: Mapped[str] = mapped_column(String(32), default="")
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    forget_at: Mapped[datetime | None] = mapped_column(Moment)
    address: Mapped[str] = mapped_column(String(254), default="")
    language: Mapped[str] = mapped_column(String(2), default="")
    subject: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    html: Mapped[str] = mapped_column(Text, default="")

    person: Mapped[Person] = relationship(lazy="raise")

    @property
    def is_summary(self) -> bool:
        """The summary of a day, and not one notice."""
        return self.notice_id is None

    @property
    def is_open(self) -> bool:
        """It will still be tried by itself."""
        return self.next_try_at is not None


class MailSettings(db.Model):
    """What a person chose about mails: the language, and when each group of notices comes (words, by group).

    ``refused_address`` is the person's address if a server said that there is none such: nothing is mailed there until
    the address changes or somebody asks to try again.
    """

    __tablename__ = "mail_settings"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, autoincrement=False)
    language: Mapped[str | None] = mapped_column(String(2))
    choices: Mapped[dict[str, str]] = mapped_column(plain_json(), default=dict)
    refused_address: Mapped[str | None] = mapped_column(String(254), index=True)
    refused_at: Mapped[datetime | None] = mapped_column(Moment)


class SummaryDay(db.Model):
    """How far the worker has come with the summaries of a day in Shanghai: up to which person."""

    __tablename__ = "summary_day"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    up_to_id: Mapped[int] = mapped_column(Identity, default=0)
    done: Mapped[bool] = mapped_column(Boolean, default=False)


class DigestMonth(db.Model):
    """How far the worker has come with the digests of a month, which its first day names: up to which person."""

    __tablename__ = "digest_month"

    month: Mapped[date] = mapped_column(Date, primary_key=True)
    up_to_id: Mapped[int] = mapped_column(Identity, default=0)
    done: Mapped[bool] = mapped_column(Boolean, default=False)
