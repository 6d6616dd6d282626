"""Files that are made in the background: the row is the job, and the pieces are the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from shop.documents.table_handing import TakenAs
from shop.extensions import db
from shop.kernel.columns import Identity, Moment, Word, one_of, plain_json
from shop.reports.words import Fault, FileOf, FileState


class ExportJob(db.Model):
    """A file that somebody asked for, from then until it is gone.

    It is theirs as they acted then: ``membership_id`` is for which organisation, so another role of the same person
    does not find it. ``asked`` are the year, the node and the filters of the page. ``done`` of ``total`` rows are
    written. Whoever makes it holds ``claim`` until ``claimed_until``; one that was left there by a process that died
    is begun again, ``attempts`` times at most. ``as_of`` is the moment that the file is of.
    """

    __tablename__ = "export_job"
    __table_args__ = (
        one_of("kind", FileOf),
        one_of("state", FileState),
        one_of("fault", Fault),
        one_of("taken_as", TakenAs),
        CheckConstraint("(state IN ('failed', 'gone')) = (fault IS NOT NULL)", name="says_why"),
        CheckConstraint("state <> 'ready' OR size > 0", name="ready_with_a_file"),
        CheckConstraint("done >= 0", name="progress"),
        Index("ix_export_job_own", "membership_id", "id"),
        Index("ix_export_job_due", "state", "claimed_until"),
        Index("ix_export_job_expires", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(Identity, primary_key=True)
    cluster_id: Mapped[int | None] = mapped_column(Identity)
    membership_id: Mapped[int] = mapped_column(Identity)
    organisation_id: Mapped[int] = mapped_column(Identity)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[FileOf] = mapped_column(Word(FileOf))
    taken_as: Mapped[TakenAs] = mapped_column(Word(TakenAs))
    language: Mapped[str] = mapped_column(String(8))
    asked: Mapped[dict[str, Any]] = mapped_column(plain_json())
    file_name: Mapped[str] = mapped_column(String(120))
    state: Mapped[FileState] = mapped_column(Word(FileState), default=FileState.WAITING)
    fault: Mapped[Fault | None] = mapped_column(Word(Fault))
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
    asked_at: Mapped[datetime] = mapped_column(Moment)
    as_of: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    claim: Mapped[str] = mapped_column(String(32), default="")
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(Integer, default=0)

    @property
    def is_under_way(self) -> bool:
        """Whether somebody is at work on it, or will be soon."""
        return self.state in (FileState.WAITING, FileState.RUNNING)

    @property
    def permille(self) -> int:
        """How much of it is written, of a thousand."""
        return min(self.done * 1000 // self.total, 1000) if self.total else 0


class ExportPiece(db.Model):
    """A piece of a file, a megabyte at most; together, in order, they are the file.

    It grows on the disk of whoever makes it and is kept here, because several servers stand before one database and a
    file on one of their disks would be missing on the others: each reads it from here, a backup has it, and it goes
    with its job. In pieces, because neither side then holds more than one of them in memory, and because no
    transaction is long: a file of eighty megabytes is eighty short ones, and none of it can be had before the last.
    """

    __tablename__ = "export_piece"
    __table_args__ = (CheckConstraint("n >= 1", name="from_one"),)

    job_id: Mapped[int] = mapped_column(
        ForeignKey("export_job.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    n: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)
