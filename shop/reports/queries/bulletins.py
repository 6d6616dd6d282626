"""Reading bulletins: one's own drafts, and what was signed and went out to one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.organisations.models import Organisation
from shop.reports.bulletins.life import PUBLISHED
from shop.reports.bulletins.snapshots import unpacked
from shop.reports.bulletins.words import BulletinKind, BulletinState
from shop.reports.models import Bulletin, BulletinReader, BulletinSnapshot, BulletinStep

PER_PAGE = 20
ORGANISATION = Organisation.__table__


@dataclass(frozen=True, slots=True)
class AskedBulletins:
    """Which bulletins are asked for."""

    state: BulletinState | None = None
    kind: BulletinKind | None = None
    year: int | None = None
    words: str = ""
    page: int = 1

    @property
    def is_everything(self) -> bool:
        return not (self.state or self.kind or self.year or self.words)


class Row(NamedTuple):
    """A bulletin as a list shows it."""

    bulletin: Bulletin
    issuer: str
    issuer_english: str

    def issuer_named(self, language: str) -> str:
        return self.issuer if language == "zh" else self.issuer_english


def seen_by(actor: Actor) -> ColumnElement[bool]:
    """The condition under which somebody reads a bulletin: their own, or signed and sent to them."""
    if actor.is_operator:
        return Bulletin.state.in_(PUBLISHED)
    sent = select(BulletinReader.bulletin_id).where(BulletinReader.organisation_id == actor.organisation_id)
    out = and_(Bulletin.state.in_(PUBLISHED), Bulletin.id.in_(sent))
    return or_(Bulletin.issuer_id == actor.organisation_id, out) if actor.is_official else out


def listed(actor: Actor, asked: AskedBulletins, *, per_page: int = PER_PAGE) -> tuple[list[Row], int]:
    """A page of what is asked for, the newest first, and how many there are. Two queries."""
    wanted = [seen_by(actor)]
    if asked.state is not None:
        wanted.append(Bulletin.state == asked.state)
    else:
        wanted.append(Bulletin.state != BulletinState.DISCARDED)
    if asked.kind is not None:
        wanted.append(Bulletin.kind == asked.kind)
    if asked.year is not None:
        wanted.append(Bulletin.year == asked.year)
    if asked.words:
        said = (Bulletin.title, Bulletin.number, Bulletin.signed_as, ORGANISATION.c.name, ORGANISATION.c.name_english)
        wanted.append(or_(*(column.icontains(asked.words, autoescape=True) for column in said)))
    statement = (
        select(Bulletin, ORGANISATION.c.name, ORGANISATION.c.name_english)
        .join(ORGANISATION, ORGANISATION.c.id == Bulletin.issuer_id)
        .where(*wanted)
    )
    total = db.session.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
    page = statement.order_by(Bulletin.id.desc()).limit(per_page).offset((asked.page - 1) * per_page)
    return [Row(*row) for row in db.session.execute(page)], total


def waiting_for(actor: Actor) -> int:
    """How many bulletins wait for this person's signature. One query."""
    if not actor.is_official:
        return 0
    steps = aliased(BulletinStep)
    newest = select(func.max(steps.n)).where(steps.bulletin_id == Bulletin.id).correlate(Bulletin).scalar_subquery()
    asked = (
        select(func.count())
        .select_from(Bulletin)
        .join(BulletinStep, and_(BulletinStep.bulletin_id == Bulletin.id, BulletinStep.n == newest))
        .where(Bulletin.issuer_id == actor.organisation_id, BulletinStep.by_id != actor.person_id)
        .where(Bulletin.state.in_((BulletinState.PROPOSED, BulletinState.WITHDRAWING)))
    )
    return int(db.session.execute(asked).scalar_one())


def bulletin_for(actor: Actor, number: str) -> Bulletin:
    """A bulletin that somebody may read; raises ``NotYours``. One query."""
    found = db.session.execute(select(Bulletin).where(Bulletin.number == number, seen_by(actor))).scalar_one_or_none()
    if found is None:
        raise NotYours
    return found


def own_for(actor: Actor, number: str) -> Bulletin:
    """A bulletin of the actor's own office, as it stands now; raises ``NotYours``. One query."""
    asked = select(Bulletin).where(Bulletin.number == number, Bulletin.issuer_id == actor.organisation_id)
    found = db.session.execute(asked.execution_options(populate_existing=True)).scalar_one_or_none()
    if found is None or not actor.is_official:
        raise NotYours
    return found


def snapshot_of(bulletin: Bulletin) -> BulletinSnapshot | None:
    """What it stands on; nothing while it is a draft. One query or none."""
    if bulletin.snapshot_id is None:
        return None
    return db.session.get_one(BulletinSnapshot, bulletin.snapshot_id)


def said_in(snapshot: BulletinSnapshot) -> dict[str, Any]:
    """What a snapshot says, with money, days and ratios as what they are."""
    content: dict[str, Any] = unpacked(snapshot.content)
    return content


class Step(NamedTuple):
    """A step with the names of who took it, and of who had proposed it."""

    step: BulletinStep
    by: str
    proposed_by: str | None


def steps_of(bulletin_id: int) -> Sequence[Step]:
    """Everything that was done to a bulletin, the first first. One query."""
    by, proposer = aliased(Person), aliased(Person)
    asked = (
        select(BulletinStep, by.name, proposer.name)
        .join(by, by.id == BulletinStep.by_id)
        .outerjoin(proposer, proposer.id == BulletinStep.proposed_by_id)
        .where(BulletinStep.bulletin_id == bulletin_id)
        .order_by(BulletinStep.n)
    )
    return [Step(*row) for row in db.session.execute(asked)]


def kin_of(bulletin: Bulletin) -> tuple[Bulletin | None, Bulletin | None]:
    """The one whose place it took, and the one that took its place. One query or two."""
    before = db.session.get(Bulletin, bulletin.replaces_id) if bulletin.replaces_id else None
    asked = select(Bulletin).where(Bulletin.replaces_id == bulletin.id, Bulletin.state.in_(PUBLISHED))
    return before, db.session.execute(asked.order_by(Bulletin.id.desc()).limit(1)).scalar_one_or_none()


def checked(token: str) -> tuple[Bulletin, BulletinSnapshot, BulletinStep]:
    """What the code on a signed bulletin leads to, for everybody; raises ``NotYours`` if none bears it. Two queries."""
    asked = (
        select(Bulletin, BulletinSnapshot, BulletinStep)
        .join(BulletinSnapshot, BulletinSnapshot.id == Bulletin.snapshot_id)
        .join(BulletinStep, and_(BulletinStep.bulletin_id == Bulletin.id, BulletinStep.seal != ""))
        .where(Bulletin.token == token, Bulletin.state.in_(PUBLISHED))
    )
    row = db.session.execute(asked).one_or_none()
    if row is None:
        raise NotYours
    return row[0], row[1], row[2]


def years_of(actor: Actor) -> Sequence[int]:
    """The years of the bulletins that somebody reads, the newest first. One query."""
    asked = select(Bulletin.year).where(seen_by(actor)).distinct().order_by(Bulletin.year.desc())
    return db.session.execute(asked).scalars().all()
