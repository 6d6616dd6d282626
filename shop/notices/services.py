"""Telling those concerned, and noting what they have seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import insert, literal, select, update

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import insert_unless_there
from shop.kernel.late_rows import add_late
from shop.notices import queries
from shop.notices.models import Notice, NoticesSeen
from shop.organisations.models import Membership

MEMBERSHIP = Membership.__table__


def tell(
    organisation_id: int,
    kind: str,
    *,
    subject: tuple[str, str],
    role: Role | None = None,
    **particulars: Any,
) -> None:
    """An organisation (or those in it with a role) should know this; ``subject`` is what it opens, kind and key."""
    _write(organisation_id, kind, subject, particulars, role=role)


def tell_one(
    organisation_id: int, membership_id: int, kind: str, *, subject: tuple[str, str], **particulars: Any
) -> None:
    """One person alone should know this, acting for the organisation."""
    _write(organisation_id, kind, subject, particulars, membership_id=membership_id)


def see(actor: Actor, up_to: int | None) -> None:
    """The actor has seen everything up to a notice (or everything there is); never less than before."""
    newest = queries.newest_id(actor)
    reached = newest if up_to is None else min(max(up_to, 0), newest)
    row = {"membership_id": actor.membership_id, "up_to_id": reached}
    if not insert_unless_there(db.session(), NoticesSeen.__table__, ["membership_id"], row):
        mine = update(NoticesSeen).where(
            NoticesSeen.membership_id == actor.membership_id, NoticesSeen.up_to_id < reached
        )
        db.session.execute(mine.values(up_to_id=reached))


def see_older(than: datetime) -> None:
    """Everybody has seen what was told before a moment: whoever begins late is not greeted by years of it."""
    reached = queries.newest_before(than)
    if not reached:
        return
    db.session.execute(update(NoticesSeen).where(NoticesSeen.up_to_id < reached).values(up_to_id=reached))
    without = select(MEMBERSHIP.c.id, literal(reached)).where(MEMBERSHIP.c.id.not_in(select(NoticesSeen.membership_id)))
    db.session.execute(insert(NoticesSeen).from_select(["membership_id", "up_to_id"], without))


def _write(
    organisation_id: int,
    kind: str,
    subject: tuple[str, str],
    particulars: dict[str, Any],
    *,
    role: Role | None = None,
    membership_id: int | None = None,
) -> None:
    subject_kind, subject_key = subject
    row = {
        "at": clock.now(),
        "organisation_id": organisation_id,
        "role": role,
        "membership_id": membership_id,
        "kind": kind,
        "particulars": particulars,
        "subject_kind": subject_kind,
        "subject_key": subject_key,
    }
    add_late(db.session(), Notice, row)
