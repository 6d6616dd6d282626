"""What pages of bulletins share: a bulletin told, from its snapshot or, while it is a draft, from today's book."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template
from flask_babel import force_locale
from flask_babel import gettext as _
from markupsafe import Markup

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.reports.bulletins.blocks import Bars, Block, Grid, Heading, Line, Stats, Words, rows_of, under_headings
from shop.reports.bulletins.life import BulletinAction, actions_for
from shop.reports.bulletins.snapshots import unpacked
from shop.reports.bulletins.spans import Span, spans_of
from shop.reports.bulletins.telling import blocks_of, summary_of
from shop.reports.bulletins.words import BulletinKind, BulletinState
from shop.reports.forms.bulletins import BulletinStepForm
from shop.reports.models import Bulletin, BulletinSnapshot
from shop.reports.queries import bulletins as queries
from shop.reports.services.bulletins import content_of
from shop.reports.views.glance import glance_of
from shop.tally.models import Scheme
from shop.tally.policies import may_see_board
from shop.tally.queries.scopes import scope_for
from shop.web.guards import actor

KINDS = {Heading: "heading", Words: "words", Stats: "stats", Grid: "grid", Bars: "bars", Line: "line"}
FIRST_YEAR_BACK = 5


@dataclass(frozen=True, slots=True)
class Told:
    """A bulletin as it is told: its content, the blocks of it in Chinese, and the snapshot if there is one."""

    bulletin: Bulletin
    content: dict[str, Any]
    blocks: list[Block]
    summary: list[str]
    snapshot: BulletinSnapshot | None

    @property
    def span(self) -> str:
        """The period in Chinese, as all of it."""
        with force_locale("zh"):
            return self.bulletin.span.named


def told(bulletin: Bulletin) -> Told:
    """What a bulletin says; a draft says what would be frozen now."""
    snapshot = queries.snapshot_of(bulletin)
    if snapshot is not None:
        content = queries.said_in(snapshot)
    else:
        scope = scope_for(actor(), bulletin.year, bulletin.node_id)
        content = unpacked(content_of(bulletin, scope, db.session.get_one(Scheme, bulletin.scheme_id)))
    with force_locale("zh"):
        return Told(bulletin, content, blocks_of(content), summary_of(content), snapshot)


def body_of(one: Told) -> Markup:
    """The bulletin itself, which is Chinese whoever reads it."""
    template = "reports/_review.html" if one.bulletin.kind is BulletinKind.REVIEW else "reports/_bulletin.html"
    with force_locale("zh"):
        drawn = render_template(
            template,
            told=one,
            bulletin=one.bulletin,
            content=one.content,
            blocks=[(KINDS[type(block)], block, heading) for heading, block in under_headings(one.blocks)],
            rows_of=rows_of,
            glance=glance_of(one.content),
            language="zh",
        )
    return Markup(drawn)  # noqa: S704 – a template of ours, which escapes what it is given


def page_of(bulletin: Bulletin, form: BulletinStepForm | None = None, taken: BulletinAction | None = None) -> str:
    """The page of a bulletin, with what can be done to it."""
    steps, one = queries.steps_of(bulletin.id), _if_told(bulletin)
    mine = bulletin.issuer_id == actor().organisation_id and actor().is_official
    own = bool(steps) and steps[-1].step.by_id == actor().person_id
    before, after = queries.kin_of(bulletin)
    return render_template(
        "reports/bulletin.html",
        bulletin=bulletin,
        body=body_of(one) if one else "",
        snapshot=one.snapshot if one else None,
        steps=steps,
        last_step=steps[-1].step.n if steps else 0,
        signature=next((step for step in steps if step.step.seal), None),
        actions=_actions(bulletin, own=own, tellable=one is not None) if mine else [],
        waits_for_another=mine and own and bulletin.state in (BulletinState.PROPOSED, BulletinState.WITHDRAWING),
        mine=mine,
        opens=one is not None and one.snapshot is not None and covers(actor(), one.content),
        before=before,
        after=after,
        form=form or BulletinStepForm(formdata=None),
        taken=taken,
    )


def _if_told(bulletin: Bulletin) -> Told | None:
    """What it says; nothing of a draft whose node has left the branch since: it can only be given up."""
    try:
        return told(bulletin)
    except NotYours:
        if bulletin.state is not BulletinState.DRAFT:
            raise
        return None


def _actions(bulletin: Bulletin, *, own: bool, tellable: bool) -> list[BulletinAction]:
    return actions_for(bulletin.state, own=own) if tellable else [BulletinAction.DISCARD]


def covers(actor: Actor, content: dict[str, Any]) -> bool:
    """Whether all that a bulletin tells of lies in what somebody sees: only they may open what it stands on.

    A bulletin goes out to units too; they read its figures, and nothing of the others' entries. Two queries.
    """
    if not may_see_board(actor):
        return False
    branch = scope_for(actor, content["year"]).branch
    return all(root in branch for root in content["of"]["roots"])


def choices_of_spans() -> list[tuple[str, str]]:
    """The periods that a bulletin may be of, the newest year first."""
    today = clock.today()
    found: dict[str, str] = {}
    for year in range(today.year, today.year - FIRST_YEAR_BACK, -1):
        for span in spans_of(year, today):
            found.setdefault(span.code, span.named)
    return list(found.items())


def title_of(kind: BulletinKind, span: Span, of: str) -> str:
    """A title for whoever gives none: in Chinese, as the bulletin is."""
    with force_locale("zh"):
        if kind is BulletinKind.REVIEW:
            return str(_("%(of)s: consumption aid in %(year)s at a glance", of=of, year=span.year))
        return str(_("%(of)s: bulletin on consumption aid, %(period)s", of=of, period=span.named))
