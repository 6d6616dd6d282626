"""The life of a bulletin: frozen and proposed by one, signed by another, withdrawn by two.

Whoever freezes or signs one takes the cluster's yardsticks alone (`in_force.take_book`), before anything else: nothing
is counted meanwhile, so the snapshot is of one moment, and numbers follow each other without gaps.
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, insert, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import Organisation, Unit
from shop.organisations.queries import unit_path
from shop.reports.bulletins.life import MOVES, BulletinAction, after
from shop.reports.bulletins.sealing import sealed
from shop.reports.bulletins.snapshots import VERSION, digest_of, number_of, packed
from shop.reports.bulletins.words import BulletinState
from shop.reports.models import Bulletin, BulletinReader, BulletinSnapshot, BulletinStep
from shop.reports.policies import may_issue_bulletins
from shop.reports.queries.bulletin_figures import figures_of
from shop.tally.models import Entry, Scheme, Verdict
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.services.in_force import take_book


def take_step(
    bulletin: Bulletin, action: BulletinAction, reason: str = "", *, seen: int | None = None, by: Actor
) -> BulletinStep:
    """A step of its life; raises ``Refused`` where it cannot be taken, ``NotYours`` for whoever is not its issuer.

    ``seen`` is the number of the last step that its taker has read, 0 for none: what was frozen anew meanwhile is not
    signed unread. A page always says it.
    """
    if bulletin.issuer_id != by.organisation_id or not may_issue_bulletins(by):
        raise NotYours
    take_book(bulletin.cluster_id)
    held = locked(select(Bulletin).where(Bulletin.id == bulletin.id))
    db.session.execute(held.execution_options(populate_existing=True))
    before = last_step(bulletin.id)
    if seen is not None and seen != (before.n if before else 0):
        raise Refused(_l("This bulletin has changed since you opened it. Please read it again before you decide."))
    own = before is not None and before.by_id == by.person_id
    state = after(bulletin.state, action, own=own, reason=reason)
    step = BulletinStep(
        cluster_id=bulletin.cluster_id,
        bulletin_id=bulletin.id,
        n=before.n + 1 if before else 1,
        action=action,
        state=state,
        by_id=by.person_id,
        proposed_by_id=before.by_id if before is not None and MOVES[action].by_proposer is False else None,
        at=clock.now(),
        reason=reason.strip(),
        snapshot_id=bulletin.snapshot_id,
    )
    if action is BulletinAction.PROPOSE:
        bulletin.snapshot_id = step.snapshot_id = _freeze(bulletin, by).id
    elif state is BulletinState.DRAFT:
        bulletin.snapshot_id = None
    elif action is BulletinAction.SIGN:
        _sign(bulletin, step)
    bulletin.state = state
    db.session.add(step)
    db.session.flush()
    record(
        by,
        f"bulletin.{DEEDS[action]}",
        "bulletin",
        bulletin.id,
        number=bulletin.signed_as or bulletin.number,
        title=bulletin.title,
        reason=step.reason,
    )
    _tell(bulletin, action, by)
    return step


DEEDS: dict[BulletinAction, str] = {
    BulletinAction.PROPOSE: "proposed",
    BulletinAction.TAKE_BACK: "taken_back",
    BulletinAction.RETURN: "returned",
    BulletinAction.SIGN: "signed",
    BulletinAction.ASK_WITHDRAWAL: "withdrawal_proposed",
    BulletinAction.WITHDRAW: "withdrawn",
    BulletinAction.KEEP: "kept",
    BulletinAction.DISCARD: "discarded",
}
"""What the trail calls each step."""


def last_step(bulletin_id: int) -> BulletinStep | None:
    """The step that says how a bulletin stands."""
    asked = select(BulletinStep).where(BulletinStep.bulletin_id == bulletin_id).order_by(BulletinStep.n.desc())
    return db.session.execute(asked.limit(1)).scalar_one_or_none()


def content_of(bulletin: Bulletin, scope: Scope, scheme: Scheme) -> dict[str, Any]:
    """Everything that a bulletin says, as the book stands now, as plain data."""
    issuer = db.session.get_one(Organisation, bulletin.issuer_id)
    of = scope.node or issuer
    return dict(
        packed(
            {
                "version": VERSION,
                "kind": bulletin.kind.value,
                "title": bulletin.title,
                "issuer": {"id": issuer.id, "name": issuer.name, "name_english": issuer.name_english},
                "of": {
                    "node": scope.node.id if scope.node else None,
                    "roots": [scope.node.id] if scope.node else list(scope.rows),
                    "name": of.name,
                    "name_english": of.name_english,
                },
                "scheme": {"id": scheme.id, "name": scheme.name, "name_english": scheme.name_english},
                "year": bulletin.year,
                "first": bulletin.first_month,
                "last": bulletin.last_month,
                "texts": dict(bulletin.texts),
                "sections": list(bulletin.sections),
                "figures": figures_of(scope, scheme, bulletin.span, clock.today()),
            }
        )
    )


def _freeze(bulletin: Bulletin, by: Actor) -> BulletinSnapshot:
    """What the bulletin says now, for ever."""
    scope = scope_for(by, bulletin.year, bulletin.node_id)
    content = content_of(bulletin, scope, db.session.get_one(Scheme, bulletin.scheme_id))
    number = select(func.count()).where(BulletinSnapshot.bulletin_id == bulletin.id)
    snapshot = BulletinSnapshot(
        cluster_id=bulletin.cluster_id,
        bulletin_id=bulletin.id,
        n=db.session.execute(number).scalar_one() + 1,
        as_of=clock.now(),
        entry_mark=_newest(Entry, bulletin.cluster_id),
        verdict_mark=_newest(Verdict, bulletin.cluster_id),
        content=content,
        digest=digest_of(content),
    )
    db.session.add(snapshot)
    db.session.flush()
    return snapshot


def _newest(model: Any, cluster_id: int) -> int:
    return db.session.execute(select(func.max(model.id)).where(model.cluster_id == cluster_id)).scalar() or 0


def _sign(bulletin: Bulletin, step: BulletinStep) -> None:
    """The next number of the issuer's year, and the seal over what is signed and over the signature before."""
    year = clock.shanghai_day(step.at).year
    mine = (Bulletin.issuer_id == bulletin.issuer_id) & (Bulletin.serial_year == year)
    serial = (db.session.execute(select(func.max(Bulletin.serial)).where(mine)).scalar() or 0) + 1
    issuer = db.session.get_one(Organisation, bulletin.issuer_id)
    snapshot = db.session.get_one(BulletinSnapshot, bulletin.snapshot_id)
    number = number_of(issuer.name, year, serial)
    step.signed_as = number
    step.seal = sealed(
        snapshot.digest, number, step.proposed_by_id or 0, step.by_id, step.at, seal_before(bulletin.issuer_id)
    )
    readers = _readers(bulletin, snapshot)
    bulletin.serial_year, bulletin.serial, bulletin.signed_as, bulletin.signed_at = year, serial, number, step.at
    bulletin.state = step.state  # in one statement with its number: neither is there without the other
    if readers:
        rows = [{"bulletin_id": bulletin.id, "organisation_id": one} for one in readers]
        db.session.execute(insert(BulletinReader), rows)


def seal_before(issuer_id: int) -> str:
    """The seal of what the issuer signed last; empty before the first signature."""
    asked = (
        select(BulletinStep.seal)
        .join(Bulletin, Bulletin.id == BulletinStep.bulletin_id)
        .where(Bulletin.issuer_id == issuer_id, BulletinStep.action == BulletinAction.SIGN)
        .order_by(BulletinStep.id.desc())
        .limit(1)
    )
    return db.session.execute(asked).scalar() or ""


def _readers(bulletin: Bulletin, snapshot: BulletinSnapshot) -> list[int]:
    """Who reads it beside its issuer: what stands above, and, if it circulates, every unit that it is about."""
    above = set(unit_path(bulletin.issuer_id, bulletin.year))
    below = {one["id"] for one in snapshot.content["figures"]["units"]} if bulletin.circulates else set()
    known = select(Unit.__table__.c.id).where(Unit.__table__.c.id.in_(sorted((above | below) - {bulletin.issuer_id})))
    return sorted(db.session.execute(known).scalars())


def _tell(bulletin: Bulletin, action: BulletinAction, by: Actor) -> None:
    kind = f"bulletin_{DEEDS[action]}"
    about: dict[str, Any] = {
        "number": bulletin.signed_as or bulletin.number,
        "title": bulletin.title,
        "by": by.person_name,
    }
    told = [bulletin.issuer_id] if action is not BulletinAction.DISCARD else []
    if action in (BulletinAction.SIGN, BulletinAction.WITHDRAW):
        asked = select(BulletinReader.organisation_id).where(BulletinReader.bulletin_id == bulletin.id)
        told += db.session.execute(asked.order_by(BulletinReader.organisation_id)).scalars()
    for organisation_id in told:
        tell(organisation_id, kind, subject=("bulletin", bulletin.number), **about)
