"""Sheets of listings that suppliers upload: the row is the job, and what became of each row of the sheet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String, text
from sqlalchemy.orm import Mapped, deferred, mapped_column

from shop.catalogue.words import ImportState, Outcome
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json

APPLYING = text("state = 'applying'")
OVER = frozenset({ImportState.APPLIED, ImportState.REFUSED, ImportState.CANCELLED})


class ListingImport(db.Model):
    """A sheet, from its upload until it is applied, refused or cancelled.

    Whoever works on it holds ``claim`` until ``claimed_until``; one that was left there by a process that died is taken
    up again, ``attempts`` times at most. ``done`` of ``total`` products are through. The counts are of rows,
    ``to_review`` among them. ``told`` says what was noticed of the sheet: heads that are not known, what was hidden.
    ``shifted`` rows were found changed on the shelf since they were checked. The file is kept until a day after.
    """

    __tablename__ = "listing_import"
    __table_args__ = (
        one_of("state", ImportState),
        CheckConstraint("state <> 'refused' OR reason <> ''", name="refused_with_a_reason"),
        CheckConstraint("done >= 0 AND done <= total", name="progress"),
        Index("ix_listing_import_supplier", "supplier_id", "id"),
        Index("ix_listing_import_due", "state", "claimed_until"),
        Index(
            "uq_listing_import_applying",
            "supplier_id",
            unique=True,
            sqlite_where=APPLYING,
            postgresql_where=APPLYING,
        ),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    state: Mapped[ImportState] = mapped_column(Word(ImportState), default=ImportState.UPLOADED)
    file_name: Mapped[str] = mapped_column(String(120))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(Integer)
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    submits: Mapped[bool] = mapped_column(Boolean, default=True)
    uploaded_by_id: Mapped[int] = mapped_column(Identity)
    uploaded_by_name: Mapped[str] = mapped_column(String(120))
    membership_id: Mapped[int] = mapped_column(Identity)
    uploaded_at: Mapped[datetime] = mapped_column(Moment)
    checked_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    claim: Mapped[str] = mapped_column(String(32), default="")
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    row_count: Mapped[int] = mapped_column(Integer, default=0)
    products: Mapped[int] = mapped_column(Integer, default=0)
    created: Mapped[int] = mapped_column(Integer, default=0)
    updated: Mapped[int] = mapped_column(Integer, default=0)
    unchanged: Mapped[int] = mapped_column(Integer, default=0)
    wrong: Mapped[int] = mapped_column(Integer, default=0)
    to_review: Mapped[int] = mapped_column(Integer, default=0)
    shifted: Mapped[int] = mapped_column(Integer, default=0)
    told: Mapped[dict[str, Any]] = mapped_column(plain_json(), default=dict)
    reason: Mapped[str] = mapped_column(String(400), default="")
    reason_english: Mapped[str] = mapped_column(String(400), default="")

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_under_way(self) -> bool:
        """Whether somebody is at work on it, or will be soon."""
        return self.state in (ImportState.UPLOADED, ImportState.CHECKING, ImportState.APPLYING)

    def counted(self, outcome: Outcome) -> int:
        number: int = getattr(self, outcome.value)
        return number

    def reason_in(self, language: str) -> str:
        return self.reason if language == "zh" else self.reason_english


class ListingImportRow(db.Model):
    """What became of a row of the sheet. ``faults`` are lists of a column (or nothing) and the sentence in Chinese and
    in English; ``mark`` is a digest of the product as it stood when the row was held against it.
    """

    __tablename__ = "listing_import_row"
    __table_args__ = (
        one_of("outcome", Outcome),
        Index("ix_listing_import_row_outcome", "import_id", "outcome", "number"),
    )

    import_id: Mapped[int] = mapped_column(
        ForeignKey("listing_import.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    article: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(120))
    pack: Mapped[str] = mapped_column(String(80))
    outcome: Mapped[Outcome] = mapped_column(Word(Outcome))
    review: Mapped[bool] = mapped_column(Boolean)
    faults: Mapped[list[list[Any]]] = mapped_column(plain_json())
    mark: Mapped[str] = mapped_column(String(16))
