"""What is filed: the list of it, one filing with its steps, and deciding about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.handing import send_file
from shop.documents.models import StoredFile
from shop.documents.table_handing import asked_as, send_tables
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.tally.filing import MOVES, FilingKind, FilingState, Step
from shop.tally.models import BaseFiling, Scheme
from shop.tally.policies import may_see_filings
from shop.tally.queries.filings import PER_PAGE, FilingPage, Wanted, every_filing, filing_for, page_of_filings
from shop.tally.queries.scopes import scope_for
from shop.tally.services.bases import approve_base
from shop.tally.services.filings import return_filing, withdraw_filing
from shop.tally.services.splits import approve_split
from shop.tally.services.targets import approve_target
from shop.tally.tables.filings import filings_table
from shop.tally.views.asking import asked_number
from shop.tally.wording import reckoned
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.forms import ReasonForm
from shop.web.guards import actor, allowed

APPROVING: dict[FilingKind, Callable[..., Any]] = {
    FilingKind.TARGET: approve_target,
    FilingKind.BASE: approve_base,
    FilingKind.SPLIT: approve_split,
}


@allowed(may_see_filings)
def filings() -> ResponseReturnValue:
    """What is filed within what one sees, what waits first of all."""
    this_year = clock.today().year
    scope = scope_for(actor(), this_year)
    wanted = Wanted(
        state=word_in(FilingState, "state"),
        kind=word_in(FilingKind, "kind"),
        year=asked_number("year", this_year + 1),
        words=words_in("q"),
        page=page_in("page"),
    )
    if asked_as():
        return send_tables(_("Filings"), [filings_table(every_filing(scope, wanted))], "filings", *_said(wanted))
    rows, total = page_of_filings(scope, wanted)
    return render_template(
        "tally/filings.html",
        scope=scope,
        rows=rows,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        asked=wanted,
        filtered=wanted != Wanted(page=wanted.page),
        states=FilingState,
        kinds=FilingKind,
        years=[this_year + 1, this_year, this_year - 1, this_year - 2],
    )


def _said(wanted: Wanted) -> list[tuple[str, Any]]:
    return [
        (_("State"), wanted.state.label if wanted.state else None),
        (_("What is filed"), wanted.kind.label if wanted.kind else None),
        (_("Year"), wanted.year),
        (_("Unit"), wanted.words),
    ]


@allowed(may_see_filings)
def filing(key: str) -> str:
    """One filing: what it says, what it would change, its steps, and what may be done with it."""
    return _page(filing_for(actor(), key))


@allowed(may_see_filings)
def take_step(key: str, step: str) -> ResponseReturnValue:
    """Those who decide approve or return it; those who filed it withdraw it."""
    page = filing_for(actor(), key)
    action = next((word for word in Step if word.value == step and word is not Step.FILE_ANEW), None)
    if action is None or MOVES[action].by not in page.sides:
        raise NotYours
    form = ReasonForm()

    def deed() -> str:
        said = _take(page, action, form, actor())
        flash(said, "success")
        return url_for("tally.filing", key=key)

    return once.do(form, deed) or (_page(filing_for(actor(), key), form, action), 422)


@allowed(may_see_filings)
def filing_file(key: str) -> Response:
    """The evidence of a base figure, for whoever sees the filing."""
    found = filing_for(actor(), key).filing
    if not isinstance(found, BaseFiling) or found.file_id is None:
        raise NotYours
    return send_file(db.session.get_one(StoredFile, found.file_id))


def _take(page: FilingPage, step: Step, form: ReasonForm, by: Actor) -> str:
    if step is Step.APPROVE:
        APPROVING[page.kind](page.filing, by=by)
        return str(_("Approved. Those concerned have been told."))
    if step is Step.RETURN:
        return_filing(page.filing, form.reason.data or "", by=by)
        return str(_("Returned with your reason. It can be set right and filed again."))
    withdraw_filing(page.filing, by=by)
    return str(_("Withdrawn."))


def _page(page: FilingPage, form: ReasonForm | None = None, taken: Step | None = None) -> str:
    stored = getattr(page.filing, "file_id", None)
    scheme = None if page.kind is FilingKind.BASE else db.session.get_one(Scheme, page.filing.scheme_id)
    return render_template(
        "tally/filing.html",
        page=page,
        filing=page.filing,
        node=page.scope.branch.nodes[page.filing.unit_id],
        nodes=page.scope.branch.nodes,
        how=reckoned(page.filing) if page.kind is FilingKind.TARGET else None,
        file=db.session.get_one(StoredFile, stored) if stored else None,
        steps=page.possible,
        form=form or ReasonForm(formdata=None),
        taken=taken,
        again=_again(page, scheme),
        scheme=scheme,
    )


def _again(page: FilingPage, scheme: Scheme | None) -> str | None:
    """Where a returned filing is set right and filed again, for those who may."""
    if Step.FILE_ANEW not in page.possible:
        return None
    filed = page.filing
    where = {FilingKind.TARGET: "tally.file_line", FilingKind.BASE: "tally.file_base", FilingKind.SPLIT: "tally.split"}
    code = scheme.code if scheme else None
    return url_for(where[page.kind], unit_id=filed.unit_id, year=filed.year, scheme=code, anew=filed.id)
