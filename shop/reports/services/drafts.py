"""Drafts of bulletins: begun, written on, and begun anew in the place of one that was withdrawn."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.numbers import enter_numbered
from shop.kernel.refusals import NotYours, Refused
from shop.reports.bulletins.spans import Span
from shop.reports.bulletins.words import BulletinKind, BulletinState, Section, TextPlace, in_order
from shop.reports.models import Bulletin
from shop.reports.policies import may_issue_bulletins
from shop.tally.models import Scheme
from shop.tally.queries.scopes import scope_for

PREFIX = "T"


def begin(
    kind: BulletinKind,
    span: Span,
    scheme: Scheme,
    title: str,
    *,
    node_id: int | None = None,
    replaces: Bulletin | None = None,
    by: Actor,
) -> Bulletin:
    """A draft of a period that has begun, of the issuer's own branch or a part of it. Raises ``Refused``."""
    if not may_issue_bulletins(by) or scheme.cluster_id != by.cluster_id:
        raise NotYours
    if span.first_day > clock.today():
        raise Refused(_l("This period has not begun yet."), field="span")
    if kind is BulletinKind.REVIEW and not span.is_whole_year:
        raise Refused(_l("A review is of a whole year: please choose one."), field="span")
    scope_for(by, span.year, node_id)
    if replaces is not None and replaces.state is not BulletinState.WITHDRAWN:
        raise Refused(_l("Only a withdrawn bulletin is replaced by another."))
    texts = dict(replaces.texts) if replaces else {}
    bulletin = Bulletin(
        cluster_id=scheme.cluster_id,
        issuer_id=by.organisation_id,
        scheme_id=scheme.id,
        kind=kind,
        year=span.year,
        first_month=span.first,
        last_month=span.last,
        node_id=node_id,
        title=title.strip(),
        texts=texts,
        sections=list(replaces.sections) if replaces else [section.value for section in Section],
        circulates=replaces.circulates if replaces else True,
        changed_by_id=by.person_id,
        changed_at=clock.now(),
        replaces_id=replaces.id if replaces else None,
        token=secrets.token_urlsafe(16),
    )
    enter_numbered(db.session(), bulletin, PREFIX)
    record(by, "bulletin.begun", "bulletin", bulletin.id, number=bulletin.number, title=bulletin.title)
    return bulletin


def write(
    bulletin: Bulletin,
    *,
    title: str,
    texts: Mapping[TextPlace, str],
    sections: Sequence[str],
    circulates: bool,
    version: int,
    by: Actor,
) -> None:
    """What a draft says is changed; refused if somebody has changed it meanwhile (``version`` is what was read)."""
    if bulletin.issuer_id != by.organisation_id or not may_issue_bulletins(by):
        raise NotYours
    changed = (
        update(Bulletin)
        .where(Bulletin.id == bulletin.id, Bulletin.version == version, Bulletin.state == BulletinState.DRAFT)
        .values(
            title=title.strip(),
            texts={place.value: texts[place].strip() for place in TextPlace if texts.get(place, "").strip()},
            sections=[section.value for section in in_order(sections)],
            circulates=circulates,
            version=version + 1,
            changed_by_id=by.person_id,
            changed_at=clock.now(),
        )
        .returning(Bulletin.id)
    )
    if db.session.execute(changed).scalar_one_or_none() is None:
        state = db.session.execute(select(Bulletin.state).where(Bulletin.id == bulletin.id)).scalar_one()
        if state is not BulletinState.DRAFT:
            raise Refused(_l("This bulletin is now “%(state)s”: its words are no longer changed.", state=state.label))
        raise Refused(
            _l(
                "Somebody else has changed this draft since you opened it. Your words are still here: open the draft "
                "in another window, compare, and save again."
            )
        )
    db.session.expire(bulletin)
    record(by, "bulletin.written", "bulletin", bulletin.id, number=bulletin.number, title=title.strip())
