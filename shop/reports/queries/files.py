"""Reading the files that somebody asked for: theirs as they act now, and nobody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.reports.exporting import may_have
from shop.reports.models import ExportJob, ExportPiece
from shop.reports.words import FileState

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """Which files are asked for: in a state (or all), with words in their names."""

    state: FileState | None = None
    words: str = ""
    page: int = 1


def listed(actor: Actor, asked: Asked) -> tuple[Sequence[ExportJob], int]:
    """The actor's files, the newest first, a page of them, and how many there are. Two statements."""
    where = [ExportJob.membership_id == actor.membership_id, ExportJob.person_id == actor.person_id]
    if asked.state is not None:
        where.append(ExportJob.state == asked.state)
    if asked.words:
        where.append(ExportJob.file_name.icontains(asked.words, autoescape=True))
    total = db.session.execute(select(func.count()).select_from(ExportJob).where(*where)).scalar_one()
    page = select(ExportJob).where(*where).order_by(ExportJob.id.desc())
    rows = db.session.execute(page.limit(PER_PAGE).offset((asked.page - 1) * PER_PAGE)).scalars().all()
    return rows, int(total)


def file_for(actor: Actor, job_id: int) -> ExportJob:
    """A file of the actor's own, if they may still see what it holds; raises ``NotYours`` otherwise.

    A role that was lost since, or a unit that is in their branch no more, opens it no more.
    """
    job = db.session.get(ExportJob, job_id)
    if job is None or (job.membership_id, job.person_id) != (actor.membership_id, actor.person_id):
        raise NotYours
    if not may_have(job.kind, actor, job.asked):
        raise NotYours
    return job


def piece_of(job_id: int, n: int) -> bytes | None:
    """The nth piece of a file, from 1; nothing after the last. One query."""
    asked = select(ExportPiece.content).where(ExportPiece.job_id == job_id, ExportPiece.n == n)
    return db.session.execute(asked).scalar_one_or_none()
