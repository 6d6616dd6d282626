"""A file under "My files" of the cluster's official: last month's entries, as the worker would have made it."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from shop.demo.building.stage import Stage
from shop.documents.table_books import write_workbook
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Role
from shop.kernel.events import publish
from shop.reports.export_duties import PIECE
from shop.reports.exporting import content_of
from shop.reports.lifecycle import Action, Party, after
from shop.reports.models import ExportJob, ExportPiece
from shop.reports.services.files import finish
from shop.tally.events import LedgerOrdered
from shop.tally.periods import Month
from shop.tally.queries.entry_filters import Wanted

LANGUAGE = "zh"


def plan_files(stage: Stage) -> None:
    """Two days before today."""
    day = clock.shanghai_day(stage.timeline.end) - timedelta(days=2)
    stage.timeline.plan(clock.at_shanghai(day, 10, 40), partial(_have_one, stage))


def _have_one(stage: Stage) -> None:
    """Asked for and made in one step: the demo is one transaction, and the worker's are its own."""
    official = stage.somebody(stage.facts.cluster.key, Role.OFFICIAL)
    last = Month.of(clock.today()).before
    wanted = Wanted(month=last.month).packed()
    publish(LedgerOrdered(official, last.year, None, None, "xlsx", LANGUAGE, 0, wanted=wanted))
    asked = select(ExportJob).where(ExportJob.membership_id == official.membership_id).order_by(ExportJob.id.desc())
    job = db.session.execute(asked.limit(1)).scalar_one()
    job.state, job.as_of = after(Party.SHOP, job.state, Action.TAKE_UP), clock.now()
    with TemporaryDirectory(prefix="demo-") as folder, force_locale(LANGUAGE):
        path = Path(folder) / "file"
        rows = write_workbook(content_of(job.kind, official, job.asked).tables, path, about=_("About this table"))
        data = path.read_bytes()
    for n, start in enumerate(range(0, len(data), PIECE), start=1):
        db.session.add(ExportPiece(job_id=job.id, n=n, content=data[start : start + PIECE]))
    finish(job, size=len(data), sha256=hashlib.sha256(data).hexdigest(), rows=rows)
