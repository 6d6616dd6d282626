"""Files are asked for, cancelled, thrown away and forgotten; making one is the worker's (`export_duties`)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select

from shop.audit.services import record
from shop.documents.table_handing import TakenAs
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import Refused
from shop.notices.services import tell_one
from shop.reports.exporting import OFFLINE, roots_of
from shop.reports.lifecycle import Action, Party, after
from shop.reports.models import ExportJob, ExportPiece
from shop.reports.words import Fault, FileOf, FileState
from shop.tally.events import LedgerOrdered, OfflineOrdered

KEPT_FOR = timedelta(days=30)
MOST_AT_A_TIME = 3
"""Files of one person that are made or wait: who wants more waits for one to be ready."""

AT_ONCE = 20
UNDER_WAY = (FileState.WAITING, FileState.RUNNING)
NOTICES = {FileState.READY: "file_ready", FileState.FAILED: "file_failed"}


def order_ledger(event: LedgerOrdered) -> None:
    """A part of the ledger is to be made into a file; what is on its way already is not made twice."""
    _order(event, event.entries, "ledger", {"scheme": event.scheme})


def order_offline(event: OfflineOrdered) -> None:
    """A part of what was bought elsewhere is to be made into a file."""
    _order(event, event.rows, "offline", {"of": OFFLINE})


def _order(event: LedgerOrdered | OfflineOrdered, rows: int, name: str, more: dict[str, Any]) -> None:
    by = event.by
    asked = {
        "year": event.year,
        "node": event.node_id,
        "roots": roots_of(by, event.year, event.node_id),
        "wanted": dict(event.wanted),
        **more,
    }
    under_way = select(ExportJob).where(ExportJob.membership_id == by.membership_id, ExportJob.state.in_(UNDER_WAY))
    waiting = db.session.execute(under_way).scalars().all()
    if any((one.asked, one.taken_as, one.language) == (asked, event.taken_as, event.language) for one in waiting):
        return
    if len(waiting) >= MOST_AT_A_TIME:
        raise Refused(_l("Three of your files are being made already. Wait for one of them, or cancel it."))
    job = ExportJob(
        cluster_id=by.cluster_id,
        membership_id=by.membership_id,
        organisation_id=by.organisation_id,
        person_id=by.person_id,
        person_name=by.person_name,
        kind=FileOf.LEDGER,
        taken_as=TakenAs(event.taken_as),
        language=event.language,
        asked=asked,
        file_name=f"{name}-{event.year}-{clock.today():%Y%m%d}.{event.taken_as}",
        total=rows,
        asked_at=clock.now(),
    )
    db.session.add(job)
    db.session.flush()
    record(by, "file.asked", "file", job.id, name=job.file_name, count=rows)


def cancel(job_id: int, by: Actor) -> None:
    """It is not wanted any more; whoever is making it notices within a few thousand rows."""
    _end(job_id, Action.CANCEL, Fault.CANCELLED, by=by)


def throw_away(job_id: int, by: Actor) -> None:
    """The file is not needed any more."""
    _end(job_id, Action.THROW_AWAY, Fault.THROWN_AWAY, by=by)


def _end(job_id: int, action: Action, fault: Fault, *, by: Actor) -> None:
    job = db.session.execute(locked(select(ExportJob).where(ExportJob.id == job_id))).scalar_one()
    job.state, job.fault, job.claim = after(Party.OWNER, job.state, action), fault, ""
    job.ended_at = job.ended_at or clock.now()
    drop_pieces([job_id])
    record(by, f"file.{fault.value}", "file", job_id, name=job.file_name)


def fail(job: ExportJob, fault: Fault) -> None:
    """The shop gives a file up, and says why to whoever waits for it."""
    job.state, job.fault, job.claim = after(Party.SHOP, job.state, Action.FAIL), fault, ""
    job.ended_at, job.expires_at = clock.now(), clock.now() + KEPT_FOR
    drop_pieces([job.id])
    record(None, "file.failed", "file", job.id, cluster_id=job.cluster_id, name=job.file_name)
    tell_owner(job)


def finish(job: ExportJob, *, size: int, sha256: str, rows: int) -> None:
    """All pieces are kept: from now on the file can be had."""
    job.state, job.claim = after(Party.SHOP, job.state, Action.FINISH), ""
    job.size, job.sha256, job.done, job.total = size, sha256, rows, rows
    job.ended_at, job.expires_at = clock.now(), clock.now() + KEPT_FOR
    record(None, "file.made", "file", job.id, cluster_id=job.cluster_id, name=job.file_name, count=rows)
    tell_owner(job)


def tell_owner(job: ExportJob) -> None:
    """What became of a file, to whoever asked for it, in the role in which they did."""
    until = job.expires_at or clock.now()
    tell_one(
        job.organisation_id,
        job.membership_id,
        NOTICES[job.state],
        subject=("file", str(job.id)),
        file=job.file_name,
        day=clock.shanghai_day(until).isoformat(),
    )


def drop_pieces(job_ids: list[int]) -> None:
    """What there is of files goes."""
    gone = delete(ExportPiece).where(ExportPiece.job_id.in_(job_ids))
    db.session.execute(gone.execution_options(synchronize_session=False))


def forget_files() -> int:
    """Files that have been kept long enough go; that there were some stays. Returns how many."""
    old = (
        select(ExportJob)
        .where(ExportJob.state.in_((FileState.READY, FileState.FAILED)), ExportJob.expires_at < clock.now())
        .order_by(ExportJob.id)
        .limit(AT_ONCE)
    )
    jobs = db.session.execute(locked(old, skip=True)).scalars().all()
    for job in jobs:
        job.state, job.fault = after(Party.SHOP, job.state, Action.FORGET), Fault.EXPIRED
        record(None, "file.expired", "file", job.id, cluster_id=job.cluster_id, name=job.file_name)
    drop_pieces([job.id for job in jobs])
    return len(jobs)
