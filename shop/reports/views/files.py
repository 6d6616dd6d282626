"""My files: what somebody asked for that takes longer than one waits, how far it is, and the file itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

from flask import Blueprint, Flask, Response, current_app, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit.queries import trail_of
from shop.audit.telling import told_all
from shop.documents.table_handing import as_attachment
from shop.kernel.actor import Actor
from shop.kernel.refusals import NotYours
from shop.reports.lifecycle import Action, Party, actions_for
from shop.reports.models import ExportJob
from shop.reports.policies import may_have_files
from shop.reports.queries.files import PER_PAGE, Asked, file_for, listed, piece_of
from shop.reports.services import files as services
from shop.reports.words import FileState
from shop.web import once
from shop.web.asking import page_in, word_in, words_in
from shop.web.forms import ShopForm
from shop.web.guards import actor, allowed

bp = Blueprint("files", __name__)

NUMBER = "int(max=999999999999):number"
LOOKS_AGAIN_AFTER = "10"
"""Seconds."""


@bp.get("/files")
@allowed(may_have_files)
def index() -> str:
    """The files of this person and role, the newest first."""
    asked = Asked(word_in(FileState, "state"), words_in("q"), page_in("page"))
    rows, total = listed(actor(), asked)
    return render_template(
        "reports/files.html",
        asked=asked,
        states=list(FileState),
        rows=rows,
        total=total,
        pages=max(1, -(-total // PER_PAGE)),
        under_way=any(job.is_under_way for job in rows),
    )


@bp.get(f"/files/<{NUMBER}>")
@allowed(may_have_files)
def one(number: int) -> Response:
    """How far a file is, and how long it is kept; while it is made the page looks again by itself, without scripts."""
    job = file_for(actor(), number)
    answer = Response(_page(job))
    if job.is_under_way:
        answer.headers["Refresh"] = LOOKS_AGAIN_AFTER
    return answer


@bp.get(f"/files/<{NUMBER}>/file")
@allowed(may_have_files)
def download(number: int) -> Response:
    """The file, a piece at a time."""
    job = file_for(actor(), number)
    if job.state is not FileState.READY:
        raise NotYours
    size, name, taken_as = job.size, job.file_name, job.taken_as
    answer = as_attachment(_pieces(current_app._get_current_object(), number), taken_as, name)  # type: ignore[attr-defined]
    answer.content_length = size
    return answer


def _pieces(app: Flask, number: int) -> Iterator[bytes]:
    """A file, each piece read for itself: no transaction stays open while a slow line takes one in."""
    for n in count(1):
        with app.app_context():
            piece = piece_of(number, n)
        if piece is None:
            return
        yield piece


@bp.post(f"/files/<{NUMBER}>/cancel")
@allowed(may_have_files)
def cancel(number: int) -> ResponseReturnValue:
    """It is not wanted any more."""
    return _end(number, services.cancel, _("The file is cancelled."))


@bp.post(f"/files/<{NUMBER}>/throw-away")
@allowed(may_have_files)
def throw_away(number: int) -> ResponseReturnValue:
    """It is not needed any more."""
    return _end(number, services.throw_away, _("The file is thrown away."))


def _end(number: int, deed: Callable[[int, Actor], None], said: str) -> ResponseReturnValue:
    job, form = file_for(actor(), number), ShopForm()

    def end() -> str:
        deed(number, actor())
        flash(said, "success")
        return url_for(".index")

    return once.do(form, end) or (_page(job, form), 422)


def _page(job: ExportJob, form: ShopForm | None = None) -> str:
    return render_template(
        "reports/file.html",
        job=job,
        form=form or ShopForm(formdata=None),
        actions=actions_for(Party.OWNER, job.state),
        Action=Action,
        history=told_all(trail_of("file", job.id)),
    )
