"""Two files that the school's buyer asked for: one that waits, and one that is ready."""

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.events import publish
from shop.reports.models import ExportJob, ExportPiece
from shop.reports.services.files import finish
from shop.reports.words import FileState
from shop.tally.events import LedgerOrdered
from tests.factories.world import World


def files(world: World) -> dict[str, str]:
    by = world.actor("school.buyer")
    for taken_as in ("xlsx", "csv"):
        publish(LedgerOrdered(by, 2026, None, None, taken_as, "en", 3, wanted={"purposes": []}))
    waits, ready = db.session.execute(select(ExportJob).order_by(ExportJob.id)).scalars().all()
    ready.state = FileState.RUNNING
    db.session.add(ExportPiece(job_id=ready.id, n=1, content=b"Entry"))
    finish(ready, size=5, sha256="0" * 64, rows=3)
    db.session.flush()
    return {"file": str(waits.id), "ready file": str(ready.id)}
