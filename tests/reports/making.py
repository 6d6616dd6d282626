"""Asking for files, and what became of them."""

from dataclasses import replace
from itertools import count, takewhile
from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.dialects import writing
from shop.kernel.events import publish
from shop.notices.models import Notice
from shop.reports.models import ExportJob, ExportPiece
from shop.reports.queries.files import piece_of
from shop.tally.events import LedgerOrdered
from shop.tally.queries.entry_filters import Wanted

COPIES = 2_500
"""So many entries more than the two that are written."""


def order(by: Actor, taken_as: str = "xlsx", wanted: Wanted | None = None, **changed: Any) -> ExportJob:
    asked = LedgerOrdered(by, 2026, None, None, taken_as, "en", 0, wanted=(wanted or Wanted()).packed())
    with writing():
        publish(replace(asked, **changed))
        db.session.commit()
    return newest()


def newest() -> ExportJob:
    db.session.rollback()
    asked = select(ExportJob).order_by(ExportJob.id.desc()).limit(1)
    return db.session.execute(asked, execution_options={"populate_existing": True}).scalar_one()


def content(job: ExportJob) -> bytes:
    pieces = (piece_of(job.id, n) for n in count(1))
    return b"".join(piece for piece in takewhile(lambda piece: piece is not None, pieces) if piece)


def kept_pieces() -> int:
    db.session.rollback()
    return db.session.execute(select(func.count()).select_from(ExportPiece)).scalar_one()


def told(by: Actor) -> list[str]:
    db.session.rollback()
    mine = select(Notice.kind).where(Notice.membership_id == by.membership_id).order_by(Notice.id)
    return list(db.session.execute(mine).scalars())
