"""What the worker does for files: makes one at a time, and never holds more of it than a piece in memory.

A file is of one moment. All of it is read in one snapshot, verdicts and evidence included, so that its total is what
the page would have said at that moment, however long it takes; nobody waits for it meanwhile. It grows in a folder of
its own that goes with it, and is kept in the database in pieces (`models.ExportPiece`) once it is whole.

Each step is a transaction of its own. Whoever dies on the way leaves a claim that runs out, and the next one begins
again from the beginning: a moment that has passed cannot be read on.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import structlog
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import or_, select, update

from shop.documents.table_books import write_workbook
from shop.documents.table_csv import write_csv
from shop.documents.table_handing import TakenAs
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import locked, one_snapshot, writing
from shop.kernel.refusals import NotYours
from shop.organisations.queries import actor_for
from shop.reports.exporting import content_of
from shop.reports.lifecycle import Action, Party, after
from shop.reports.models import ExportJob, ExportPiece
from shop.reports.services.files import drop_pieces, fail, finish
from shop.reports.words import Fault, FileState

LEASE = timedelta(minutes=3)
"""For so long a claim holds unless it is prolonged, which happens every few thousand rows and with every piece."""

MOST_ATTEMPTS = 3
PIECE = 1_000_000

log = structlog.get_logger("shop.exports")
_job = ExportJob.__table__


class ClaimLost(Exception):
    """Somebody cancelled the file, or took it for dead, while it was made."""


class Claimed(NamedTuple):
    """A file that is ours to make for a while."""

    job_id: int
    claim: str


def make_files() -> int:
    """Make the file that has waited longest. Returns 1 if there was one."""
    with writing():
        claimed = _claim()
        if claimed is None:
            return 0
        try:
            _make(claimed)
        except ClaimLost:
            db.session.rollback()
        except NotYours:
            db.session.rollback()
            _give_up(claimed, Fault.NOT_YOURS)
        except Exception as error:
            db.session.rollback()
            log.error("export", job_id=claimed.job_id, exc_info=error)
            _try_again(claimed)
        return 1


def _claim() -> Claimed | None:
    """The oldest file that waits, or whose maker has died, is ours; two workers never get the same."""
    now = clock.now()
    due = or_(_job.c.state == FileState.WAITING, (_job.c.state == FileState.RUNNING) & (_job.c.claimed_until < now))
    asked = select(ExportJob).where(due).order_by(ExportJob.id).limit(1)
    job = db.session.execute(locked(asked, skip=True)).scalar_one_or_none()
    if job is None:
        db.session.rollback()
        return None
    job.attempts += 1
    if job.attempts > MOST_ATTEMPTS:
        fail(job, Fault.BROKEN)
        db.session.commit()
        return _claim()
    job.state = after(Party.SHOP, job.state, Action.TAKE_UP)
    job.claim, job.claimed_until = secrets.token_hex(8), now + LEASE
    job.as_of, job.done = now, 0
    drop_pieces([job.id])
    claimed = Claimed(job.id, job.claim)
    db.session.commit()
    return claimed


def _make(claimed: Claimed) -> None:
    job = _held(claimed)
    kept = job.kind, dict(job.asked), job.taken_as, job.language, job.membership_id
    db.session.rollback()
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / "file"
        rows = _write(claimed, path, *kept)
        size, sha256 = _keep(claimed, path)
    finish(_held(claimed), size=size, sha256=sha256, rows=rows)
    db.session.commit()


def _write(
    claimed: Claimed, path: Path, kind: Any, asked: dict[str, Any], taken_as: TakenAs, language: str, membership_id: int
) -> int:
    """The file as it stands at this moment, on our own disk. Returns how many rows it has."""
    with one_snapshot(db.session()), force_locale(language):
        content = content_of(kind, actor_for(membership_id), asked)
        _went_on(claimed, 0, content.rows)

        def went_on(rows: int) -> None:
            _went_on(claimed, rows, content.rows)

        if taken_as is TakenAs.CSV:
            return write_csv(content.tables.tables[0], path, went_on=went_on)
        return write_workbook(content.tables, path, about=_("About this table"), went_on=went_on)


def _keep(claimed: Claimed, path: Path) -> tuple[int, str]:
    """The file goes into the database, a piece a transaction. Returns its size and its digest."""
    size, digest = 0, hashlib.sha256()
    with path.open("rb") as file:
        for n, piece in enumerate(iter(lambda: file.read(PIECE), b""), start=1):
            _held(claimed).claimed_until = clock.now() + LEASE
            db.session.add(ExportPiece(job_id=claimed.job_id, n=n, content=piece))
            db.session.commit()
            db.session.expunge_all()
            size += len(piece)
            digest.update(piece)
    return size, digest.hexdigest()


def _held(claimed: Claimed) -> ExportJob:
    """The job, held, if it is still ours."""
    asked = select(ExportJob).where(ExportJob.id == claimed.job_id, ExportJob.claim == claimed.claim)
    job = db.session.execute(locked(asked)).scalar_one_or_none()
    if job is None:
        raise ClaimLost
    return job


def _went_on(claimed: Claimed, done: int, total: int) -> None:
    """So many rows are written: noted for who looks on, beside the snapshot that is being read, and the claim holds."""
    ours = update(_job).where(_job.c.id == claimed.job_id, _job.c.claim == claimed.claim)
    values = {"done": done, "total": total, "claimed_until": clock.now() + LEASE}
    with writing(), db.engine.begin() as beside:
        if beside.execute(ours.values(values)).rowcount != 1:
            raise ClaimLost


def _try_again(claimed: Claimed) -> None:
    """Something went wrong that is nobody's fault but ours: tried again, and given up after some times."""
    job = db.session.get(ExportJob, claimed.job_id)
    if job is None or job.claim != claimed.claim:
        db.session.rollback()
    elif job.attempts >= MOST_ATTEMPTS:
        _give_up(claimed, Fault.BROKEN)
    else:
        job.claimed_until = clock.now()
        db.session.commit()


def _give_up(claimed: Claimed, fault: Fault) -> None:
    job = db.session.get(ExportJob, claimed.job_id)
    if job is None or job.claim != claimed.claim:
        db.session.rollback()
        return
    fail(job, fault)
    db.session.commit()
