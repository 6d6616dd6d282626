"""Reading the trail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVarTuple

from sqlalchemy import Select, func, or_, select

from shop.audit.models import TrailEntry
from shop.extensions import db

Columns = TypeVarTuple("Columns")


@dataclass(frozen=True, slots=True)
class TrailFilter:
    """What of the trail is asked for: objects of a kind, one object, and what a person or organisation did."""

    subject_kind: str | None = None
    subject_id: int | None = None
    who: str = ""


def trail_of(subject_kind: str, subject_id: int) -> Sequence[TrailEntry]:
    """Everything that was done to one object, the newest first. One query."""
    asked = _filtered(select(TrailEntry), TrailFilter(subject_kind, subject_id))
    return db.session.execute(asked.order_by(TrailEntry.id.desc())).scalars().all()


def who_did(action: str, subject_kind: str, subject_id: int) -> int | None:
    """The person who last did this to the object; nobody if the shop itself did, or nobody has."""
    asked = _filtered(select(TrailEntry.person_id), TrailFilter(subject_kind, subject_id))
    newest = asked.where(TrailEntry.action == action).order_by(TrailEntry.id.desc()).limit(1)
    return db.session.execute(newest).scalar_one_or_none()


def entries(what: TrailFilter, *, first: int, count: int) -> Sequence[TrailEntry]:
    """A page of the trail, the newest first; ``first`` is how many to pass over."""
    asked = _filtered(select(TrailEntry), what).order_by(TrailEntry.id.desc())
    return db.session.execute(asked.offset(first).limit(count)).scalars().all()


def page_of(what: TrailFilter, page: int, *, per_page: int) -> tuple[Sequence[TrailEntry], int, int]:
    """A page of the trail, the newest first, with how many entries there are and which page it is.

    Beyond the last page stands the last one. One query, unless somebody asks for more pages than there are.
    """
    newest = _filtered(select(TrailEntry, func.count().over()), what).order_by(TrailEntry.id.desc()).limit(per_page)
    rows = db.session.execute(newest.offset((page - 1) * per_page)).all()
    if rows or page == 1:
        return [row[0] for row in rows], rows[0][1] if rows else 0, page
    return page_of(what, max(1, -(-entry_count(what) // per_page)), per_page=per_page)


def entry_count(what: TrailFilter) -> int:
    """How many entries there are of what is asked for."""
    return db.session.execute(_filtered(select(func.count()).select_from(TrailEntry), what)).scalar_one()


def _filtered(asked: Select[*Columns], what: TrailFilter) -> Select[*Columns]:
    if what.subject_kind:
        asked = asked.where(TrailEntry.subject_kind == what.subject_kind)
    if what.subject_id is not None:
        asked = asked.where(TrailEntry.subject_id == what.subject_id)
    if what.who:
        names = (TrailEntry.person_name, TrailEntry.organisation_name)
        asked = asked.where(or_(*(name.contains(what.who, autoescape=True) for name in names)))
    return asked
