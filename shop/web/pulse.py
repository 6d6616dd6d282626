"""Whether the worker is alive: it notes when each of its rounds begins and ends, and what went wrong in the last."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, mapped_column

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.columns import Moment
from shop.kernel.dialects import insert_unless_there

WORKER = "worker"
SILENT_AFTER = timedelta(minutes=5)
"""A worker looks every minute; if nothing was heard of it for so long, it is gone or stuck."""


class Pulse(db.Model):
    """The last round of whatever runs beside the server; ``fault`` is the kind of error it ended with, if it did."""

    __tablename__ = "pulse"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    begun_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    fault: Mapped[str] = mapped_column(String(80), default="")

    @property
    def is_alive(self) -> bool:
        """Its last round began a little while ago."""
        return clock.now() - self.begun_at < SILENT_AFTER


def beat(name: str = WORKER) -> None:
    """A round begins. Commits, so that it is seen however the round ends."""
    row = {"name": name, "begun_at": clock.now(), "done_at": None, "fault": ""}
    if not insert_unless_there(db.session(), Pulse.__table__, ["name"], row):
        db.session.execute(update(Pulse).where(Pulse.name == name).values(begun_at=clock.now()))
    db.session.commit()


def rest(fault: str = "", name: str = WORKER) -> None:
    """A round has ended, well or with a fault. Commits."""
    db.session.execute(update(Pulse).where(Pulse.name == name).values(done_at=clock.now(), fault=fault[:80]))
    db.session.commit()


def pulse(name: str = WORKER) -> Pulse | None:
    """How it does; nothing if it has never run. One query."""
    return db.session.get(Pulse, name)
