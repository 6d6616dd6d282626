"""Bulletins: the list, beginning one, writing on it, its life, its papers, and what has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list, send_tables
from shop.kernel import clock
from shop.reports.bulletins.life import BulletinAction
from shop.reports.bulletins.spans import span_of
from shop.reports.bulletins.telling import name_of, tables_of
from shop.reports.bulletins.words import BulletinKind, BulletinState
from shop.reports.forms.bulletins import BulletinStepForm, DraftForm, NewBulletinForm
from shop.reports.forms.offering import offered
from shop.reports.models import Bulletin
from shop.reports.policies import may_issue_bulletins, may_see_bulletins
from shop.reports.queries import bulletins as queries
from shop.reports.services.bulletins import take_step
from shop.reports.services.drafts import begin, write
from shop.reports.tables import bulletins_table
from shop.reports.views.bulletin_papers import pdf_of_bulletin
from shop.reports.views.bulletins import choices_of_spans, page_of, title_of, told
from shop.tally.models import Scheme
from shop.tally.queries.schemes import schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.web import once
from shop.web.asking import number_in, page_in, word_in, words_in
from shop.web.guards import actor, allowed
from shop.web.language import current

bp = Blueprint("bulletins", __name__)

WHOLE = ""
"""As the choice of a part: all that the issuer sees."""


@bp.get("/bulletins")
@allowed(may_see_bulletins)
def index() -> ResponseReturnValue:
    """One's own bulletins, and those that went out to one, the newest first."""
    asked = queries.AskedBulletins(
        word_in(BulletinState, "state"),
        word_in(BulletinKind, "kind"),
        number_in("year"),
        words_in("q"),
        page_in("page"),
    )
    if asked_as():
        found, total = queries.listed(actor(), replace(asked, page=1), per_page=MOST_AT_ONCE)
        said = [
            (_("State"), asked.state.label if asked.state else None),
            (_("Kind"), asked.kind.label if asked.kind else None),
            (_("Year"), asked.year),
            (_("Search"), asked.words),
        ]
        return send_list(lambda: bulletins_table(found), total, "bulletins", *said)
    rows, total = queries.listed(actor(), asked)
    return render_template(
        "reports/bulletins.html",
        asked=asked,
        rows=rows,
        total=total,
        pages=max(1, -(-total // queries.PER_PAGE)),
        states=list(BulletinState),
        kinds=list(BulletinKind),
        years=queries.years_of(actor()),
        issues=may_issue_bulletins(actor()),
        waiting=queries.waiting_for(actor()),
    )


@bp.route("/bulletins/new", methods=["GET", "POST"])
@allowed(may_issue_bulletins)
def new() -> ResponseReturnValue:
    """Choose what it is of; ``instead`` in the address names a withdrawn one whose place it takes."""
    replaces = queries.bulletin_for(actor(), words_in("instead")) if words_in("instead") else None
    if replaces is not None and replaces.issuer_id != actor().organisation_id:
        abort(404)
    scope = scope_for(actor(), clock.today().year)
    form = _new_form(scope, replaces)

    def deed() -> str:
        span = span_of(form.span.data)
        scheme = next(one for one in schemes_of(scope.cluster_id) if one.code == form.scheme.data)
        node_id = int(form.node.data) if form.node.data else None
        if span is None:
            abort(404)
        kind = BulletinKind(form.kind.data)
        node = scope_for(actor(), span.year, node_id).node
        of = node.named("zh") if node else actor().organisation_name
        title = form.title.data or title_of(kind, span, of)
        made = begin(kind, span, scheme, title, node_id=node_id, replaces=replaces, by=actor())
        return url_for("bulletins.edit", number=made.number)

    answer = once.do(form, deed)
    return answer or (
        render_template("reports/bulletin_new.html", form=form, replaces=replaces),
        422 if form.is_submitted() else 200,
    )


def _new_form(scope: Scope, replaces: Bulletin | None) -> NewBulletinForm:
    schemes = schemes_of(scope.cluster_id)
    if not schemes:
        abort(404)
    first = _first(replaces, schemes) if replaces else {}
    form = NewBulletinForm(data=first)
    spans = dict(choices_of_spans())
    if replaces is not None:
        spans.setdefault(replaces.span.code, replaces.span.named)
    form.span.choices = offered(spans.items())
    parts = [node for node in scope.branch if node.id in scope.rows or not node.is_leaf]
    own = scope.node.id if scope.node else None
    lower = [(str(node.id), node.named(current())) for node in parts if node.id != own]
    form.node.choices = offered([(WHOLE, _("All that we see")), *lower])
    form.scheme.choices = offered((scheme.code, scheme.named(current())) for scheme in schemes)
    return form


def _first(replaces: Bulletin, schemes: Sequence[Scheme]) -> dict[str, Any]:
    """What stands in the form of the one that takes another's place: the same as in that."""
    return {
        "kind": replaces.kind.value,
        "span": replaces.span.code,
        "title": replaces.title,
        "node": str(replaces.node_id or WHOLE),
        "scheme": next((scheme.code for scheme in schemes if scheme.id == replaces.scheme_id), None),
    }


@bp.get("/bulletins/<number>")
@allowed(may_see_bulletins)
def one(number: str) -> ResponseReturnValue:
    """A bulletin; with ``as`` in the address its tables as a file."""
    bulletin = queries.bulletin_for(actor(), number)
    if not asked_as():
        return page_of(bulletin)
    found = told(bulletin)
    with force_locale("zh"):
        said = [
            (_("Number"), bulletin.signed_as or _("Draft: not signed")),
            (_("Of"), name_of(found.content["of"])),
            (_("Period told of"), bulletin.span.named),
            (_("Scheme"), name_of(found.content["scheme"])),
            (_("Digest (SHA-256)"), found.snapshot.digest if found.snapshot else ""),
        ]
        return send_tables(found.content["title"], tables_of(found.blocks), f"bulletin-{number}", *said)


@bp.get("/bulletins/<number>/pdf")
@allowed(may_see_bulletins)
def paper(number: str) -> Response:
    """The bulletin as it is filed, as PDF."""
    return pdf_of_bulletin(told(queries.bulletin_for(actor(), number)))


@bp.route("/bulletins/<number>/edit", methods=["GET", "POST"])
@allowed(may_issue_bulletins)
def edit(number: str) -> ResponseReturnValue:
    """The words of a draft, and what it tells."""
    bulletin = queries.own_for(actor(), number)
    if request.method == "GET" and bulletin.state is not BulletinState.DRAFT:
        abort(404)
    form = DraftForm(
        data={
            "title": bulletin.title,
            "sections": bulletin.sections,
            "circulates": bulletin.circulates,
            "version": bulletin.version,
            **bulletin.texts,
        }
    )

    def deed() -> str:
        write(
            bulletin,
            title=form.title.data or "",
            texts=form.texts(),
            sections=form.sections.data or [],
            circulates=bool(form.circulates.data),
            version=form.read_version,
            by=actor(),
        )
        flash(_("The draft is saved."), "success")
        return url_for("bulletins.one", number=number)

    answer = once.do(form, deed)
    if answer is None and form.form_errors:
        form.go_on_from(queries.own_for(actor(), number).version)
    return answer or (
        render_template("reports/bulletin_edit.html", form=form, bulletin=bulletin),
        422 if form.is_submitted() else 200,
    )


@bp.post("/bulletins/<number>/<step>")
@allowed(may_issue_bulletins)
def step(number: str, step: str) -> ResponseReturnValue:
    """A step of its life is taken."""
    bulletin = queries.bulletin_for(actor(), number)
    action = next((one for one in BulletinAction if one.value == step), None)
    if action is None or bulletin.issuer_id != actor().organisation_id:
        abort(404)
    form = BulletinStepForm()

    def deed() -> str:
        taken = take_step(bulletin, action, form.reason.data or "", seen=form.last_seen, by=actor())
        flash(_("Done: the bulletin is now “%(state)s”.", state=taken.state.label), "success")
        if action is BulletinAction.DISCARD:
            return url_for("bulletins.index")
        return url_for("bulletins.one", number=number)

    return once.do(form, deed) or (page_of(bulletin, form, action), 422)
