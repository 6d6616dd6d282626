"""Papers that left the shop: what the public page that their QR code opens says of each."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shop.documents.words import PaperKind
from shop.extensions import db
from shop.kernel.append_only import AppendOnly
from shop.kernel.columns import Identity, Moment, MoneyColumn, Word, one_of, plain_json
from shop.kernel.money import Money


class IssuedPaper(AppendOnly, db.Model):
    """A paper as it was issued: its number, parties, day, total and state in both languages.

    ``token`` is the unguessable part of its check page's address. ``series`` is the number of what the paper is about;
    issued again with the same words (``digest``) it is the same row, with others the next ``version``, and the newest
    version is the one that stands. ``content`` holds all words of those papers that are kept nowhere else, such as a
    month's statement; it is empty for the others.
    """

    __tablename__ = "issued_paper"
    __table_args__ = (one_of("kind", PaperKind), UniqueConstraint("kind", "series", "version"))

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    token: Mapped[str] = mapped_column(String(43), unique=True)
    kind: Mapped[PaperKind] = mapped_column(Word(PaperKind))
    series: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(48))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    unit_name_english: Mapped[str] = mapped_column(String(200), default="")
    supplier_name: Mapped[str] = mapped_column(String(200))
    supplier_name_english: Mapped[str] = mapped_column(String(200))
    day: Mapped[date] = mapped_column(Date)
    total: Mapped[Money | None] = mapped_column(MoneyColumn)
    state: Mapped[str] = mapped_column(String(200), default="")
    state_english: Mapped[str] = mapped_column(String(200), default="")
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(plain_json(), default=dict)
    issued_at: Mapped[datetime] = mapped_column(Moment)

    def unit_named(self, language: str) -> str:
        return self.unit_name if language == "zh" else self.unit_name_english

    def supplier_named(self, language: str) -> str:
        return self.supplier_name if language == "zh" else self.supplier_name_english

    def state_named(self, language: str) -> str:
        return self.state if language == "zh" else self.state_english
