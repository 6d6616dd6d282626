"""Reading notices: what concerns the actor's organisation, and the actor's roles in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, literal, or_, select

from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.notices.models import Notice, NoticesSeen

MOST_COUNTED = 100


def unread_count(actor: Actor | None) -> int:
    """How many notices the actor has not seen, counted no further than a hundred. One query; none for visitors."""
    if actor is None:
        return 0
    return db.session.execute(_unread(), _of(actor)).scalar_one()


def notices_of(actor: Actor, *, first: int, count: int) -> list[tuple[Notice, bool]]:
    """Notices, the newest first, each with whether it is unread; ``first`` is how many to pass over."""
    asked = select(Notice, Notice.id > _seen()).where(_concerns())
    rows = db.session.execute(asked.order_by(Notice.id.desc()).offset(first).limit(count), _of(actor))
    return [(notice, bool(unread)) for notice, unread in rows]


def notice_count(actor: Actor) -> int:
    """How many notices there are for the actor."""
    return db.session.execute(select(func.count()).select_from(Notice).where(_concerns()), _of(actor)).scalar_one()


def notice_for(actors: Sequence[Actor], notice_id: int) -> tuple[Notice, Actor]:
    """A notice, and the first of these actors (one person's, each for another organisation) whom it concerns.

    Raises ``NotYours`` if it concerns none. One query.
    """
    notice = db.session.get(Notice, notice_id)
    if notice is not None:
        for actor in actors:
            if _is_concerned(notice, actor):
                return notice, actor
    raise NotYours


def newest_id(actor: Actor) -> int:
    """The newest notice that concerns the actor; 0 without any."""
    return db.session.execute(select(func.max(Notice.id)).where(_concerns()), _of(actor)).scalar_one() or 0


def newest_before(moment: datetime) -> int:
    """The newest notice of all that was told before a moment; 0 without any."""
    return db.session.execute(select(func.max(Notice.id)).where(Notice.at < moment)).scalar_one() or 0


def _is_concerned(notice: Notice, actor: Actor) -> bool:
    """The same as ``_concerns``, of a notice that is read already."""
    mine = notice.membership_id is None or notice.membership_id == actor.membership_id
    theirs = notice.organisation_id == actor.organisation_id
    return theirs and mine and (notice.role is None or notice.role in actor.roles)


@cache
def _unread() -> Select[int]:
    """Asked for every page of everybody, so it is written once."""
    newest = (
        select(literal(1))
        .select_from(Notice)
        .where(_concerns(), Notice.id > _seen())
        .order_by(Notice.id.desc())
        .limit(MOST_COUNTED)
    )
    return select(func.count()).select_from(newest.subquery())


def _of(actor: Actor) -> dict[str, Any]:
    """What the conditions below ask about an actor."""
    return {
        "organisation": actor.organisation_id,
        "membership": actor.membership_id,
        "roles": sorted(actor.roles),
    }


def _concerns() -> ColumnElement[bool]:
    theirs = Notice.organisation_id == bindparam("organisation")
    mine = or_(Notice.membership_id.is_(None), Notice.membership_id == bindparam("membership"))
    return theirs & mine & or_(Notice.role.is_(None), Notice.role.in_(bindparam("roles", expanding=True)))


def _seen() -> ColumnElement[int]:
    seen = select(NoticesSeen.up_to_id).where(NoticesSeen.membership_id == bindparam("membership"))
    return func.coalesce(seen.scalar_subquery(), 0)
