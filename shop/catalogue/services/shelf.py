"""Telling the shop window, in every process, that it has to look again."""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import case, event, select, update
from sqlalchemy.orm import Session

from shop.catalogue.models import ShelfRevision
from shop.extensions import db
from shop.kernel import dialects

CHANGED = "shelf_changed"

_table: Any = ShelfRevision.__table__
NEWEST = select(_table.c.revision).where(_table.c.id == 1)


def bump_shelf(happened: Any = None) -> None:
    """What the shop window shows has changed: a listing, a price, a certificate, or stock that has come or run out.

    The revision is written as the last statement before the commit, once however often this was called: every
    transaction that touches the shelf meets on that one row, so it must be held for as short as can be and locked after
    all others. It can stand in `shop.wiring.HANDLERS` too, for what other rooms publish; what has happened is not
    looked at. After a rollback the mark stays: looking once too often is harmless.
    """
    db.session.info[CHANGED] = True


class _Committed:
    """How often this process has committed anything: whoever did it sees it at once."""

    times = 0


def committed_here() -> int:
    """A number that rises with everything that this process commits, stock that was sold as well as a new price."""
    return _Committed.times


def revision() -> int | None:
    """The shelf's revision; ``None`` while nothing has ever been listed."""
    return db.session.execute(NEWEST).scalar_one_or_none()


@event.listens_for(Session, "before_commit")
def _write_revision(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.pop(CHANGED, False):
        return
    # Microseconds, so that no number ever returns, not even after a rollback or a restored backup: it keys caches.
    newest = time.time_ns() // 1000
    raised = case((ShelfRevision.revision < newest, newest), else_=ShelfRevision.revision + 1)
    statement = update(ShelfRevision).where(ShelfRevision.id == 1).values(revision=raised)
    if not _rows(session.execute(statement)):
        first = {"id": 1, "revision": newest}
        if not dialects.insert_unless_there(session, _table, ["id"], first):
            session.execute(statement)


@event.listens_for(Session, "after_commit")
def _note(session: Session) -> None:
    _Committed.times += 1


def _rows(outcome: Any) -> int:
    return int(outcome.rowcount)
