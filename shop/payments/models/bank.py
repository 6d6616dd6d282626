"""Statements of banks, their lines, and what became of each line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of, plain_json
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.payments.readings import Strength


class LineState(Labelled):
    """What became of a bank line."""

    OPEN = "open", _l("Not matched yet")
    MATCHED = "matched", _l("Matched")
    ASIDE = "aside", _l("Set aside")


class Aside(Labelled):
    """Why a line pays for nothing here."""

    OTHER_WAY = "other_way", _l("Money the other way")
    OTHER_BUSINESS = "other_business", _l("Not for orders of this shop")
    SENT_BACK = "sent_back", _l("Sent back by the bank")
    OTHER = "other", _l("Another reason")


class BankStatement(db.Model):
    """A sheet of a bank as it was uploaded. ``columns`` say which is which once somebody has chosen, or it was known.

    ``sheet`` is the rows as text (``[number, [cells]]``): what was uploaded can always be looked at again. The same
    file is one statement of its owner, however often it comes.
    """

    __tablename__ = "bank_statement"
    __table_args__ = (
        UniqueConstraint("owner_id", "sha256"),
        Index("ix_bank_statement_owner", "owner_id", "id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    uploaded_by_name: Mapped[str] = mapped_column(String(80))
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    sheet: Mapped[list[Any]] = mapped_column(plain_json(), deferred=True)
    row_count: Mapped[int] = mapped_column(Integer)
    head_row: Mapped[int | None] = mapped_column(Integer)
    columns: Mapped[dict[str, int] | None] = mapped_column(plain_json())
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    new_lines: Mapped[int] = mapped_column(Integer, default=0)
    known_lines: Mapped[int] = mapped_column(Integer, default=0)
    passed_over: Mapped[int] = mapped_column(Integer, default=0)
    faults: Mapped[list[Any]] = mapped_column(plain_json(), default=list)


class BankLine(AppendOnly, db.Model):
    """A line as the bank wrote it; ``amount`` is positive when money came in to the owner, and never nothing.

    ``digest`` is of what the line says and of how many equal ones stand before it in the same sheet: an overlapping
    statement brings it again and it stays one line, while two equal transfers of one day stay two.
    """

    __tablename__ = "bank_line"
    __table_args__ = (
        UniqueConstraint("owner_id", "digest"),
        Index("ix_bank_line_statement", "statement_id", "id"),
        Index("ix_bank_line_owner", "owner_id", "booked_on", "id"),
        CheckConstraint("amount <> 0", name="some_amount"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    statement_id: Mapped[int] = mapped_column(ForeignKey("bank_statement.id"))
    row_number: Mapped[int] = mapped_column(Integer)
    booked_on: Mapped[date] = mapped_column(Date)
    amount: Mapped[Money] = mapped_column(MoneyColumn)
    name: Mapped[str] = mapped_column(String(200), default="")
    account: Mapped[str] = mapped_column(String(40), default="")
    text: Mapped[str] = mapped_column(Text, default="")
    serial: Mapped[str] = mapped_column(String(64), default="")
    digest: Mapped[str] = mapped_column(String(64))


class BankLineState(db.Model):
    """What became of a line. ``hint`` is how much was found for it when it was last read, to sort the queue by."""

    __tablename__ = "bank_line_state"
    __table_args__ = (
        one_of("state", LineState),
        one_of("hint", Strength),
        one_of("aside", Aside),
        CheckConstraint("(state = 'aside') = (aside IS NOT NULL)", name="aside_with_why"),
        Index("ix_bank_line_state_owner", "owner_id", "state", "hint", "line_id"),
    )

    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    state: Mapped[LineState] = mapped_column(Word(LineState), default=LineState.OPEN)
    hint: Mapped[Strength] = mapped_column(Word(Strength), default=Strength.NONE)
    aside: Mapped[Aside | None] = mapped_column(Word(Aside))
    reason: Mapped[str] = mapped_column(String(400), default="")
    decided_at: Mapped[datetime | None] = mapped_column(Moment)

    line: Mapped[BankLine] = relationship(lazy="raise")


class BankMatch(AppendOnly, db.Model):
    """A line was booked, as a payment or as a refund: its source. What is undone and matched again is another one."""

    __tablename__ = "bank_match"

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class PaymentSighting(db.Model):
    """One side's bank tells of a payment. Each side tells of it once: the second sighting attaches and books nothing.

    A match is undone by deleting its sighting; the money goes when the payee's bank tells of it no more.
    """

    __tablename__ = "payment_sighting"
    __table_args__ = (UniqueConstraint("payment_id", "owner_id"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    payment_id: Mapped[int] = mapped_column(ForeignKey("payment.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))

    line: Mapped[BankLine] = relationship(lazy="raise")


class RefundSighting(db.Model):
    """One side's bank tells of money given back, known by the match that booked it. Each side tells of it once."""

    __tablename__ = "refund_sighting"
    __table_args__ = (UniqueConstraint("match_id", "owner_id"),)

    line_id: Mapped[int] = mapped_column(ForeignKey("bank_line.id"), primary_key=True, autoincrement=False)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    match_id: Mapped[int] = mapped_column(ForeignKey("bank_match.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))


class BankPair(db.Model):
    """A unit and a supplier whose lines are being booked: the row that two uploads at once wait at."""

    __tablename__ = "bank_pair"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, autoincrement=False)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"), primary_key=True, autoincrement=False)


class ColumnMap(db.Model):
    """Which columns an owner chose for sheets with this head; it is not asked twice."""

    __tablename__ = "column_map"

    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    signature: Mapped[str] = mapped_column(String(64), primary_key=True)
    columns: Mapped[dict[str, int]] = mapped_column(plain_json())
    chosen_at: Mapped[datetime] = mapped_column(Moment)


class PayerAlias(db.Model):
    """A name or account under which banks write a unit's payments: its treasury (国库支付中心), a public card (公务卡).

    What a unit says of itself holds for all its suppliers; what a supplier has learnt holds for the supplier alone.
    """

    __tablename__ = "payer_alias"
    __table_args__ = (
        UniqueConstraint("unit_id", "told_by_id", "name", "account"),
        Index("ix_payer_alias_told_by", "told_by_id", "unit_id"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    told_by_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200), default="")
    account: Mapped[str] = mapped_column(String(40), default="")
    since: Mapped[datetime] = mapped_column(Moment)
