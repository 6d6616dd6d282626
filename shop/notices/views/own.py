"""The notices of whoever is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.extensions import db
from shop.notices import queries, services
from shop.notices.models import Notice
from shop.notices.telling import sentence
from shop.notices.ways import way_to
from shop.organisations.queries import actor_from, names_in
from shop.organisations.sessions import choices, who
from shop.web.guards import actor, allowed, anyone_signed_in
from shop.web.language import current

bp = Blueprint("notices", __name__)

PAGE = 30


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as the page shows it."""

    text: str
    at: datetime
    to: str | None
    unread: bool


@bp.get("/notices")
@allowed(anyone_signed_in)
def index() -> str:
    """What the actor should know, the newest first."""
    total = queries.notice_count(actor())
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    notices = queries.notices_of(actor(), first=(page - 1) * PAGE, count=PAGE)
    return render_template(
        "notices/index.html",
        lines=_lines(notices),
        newest=max((notice.id for notice, _ in notices), default=0) if page == 1 else 0,
        page=page,
        pages=pages,
    )


@bp.get("/notices/<int(max=999999999999):notice_id>")
@allowed(anyone_signed_in)
def one(notice_id: int) -> ResponseReturnValue:
    """What a notice is about, from a mail to somebody who acts for several: if it is another, they are asked first."""
    somebody = who()
    actors = [actor(), *(actor_from(held) for held in (somebody.memberships if somebody else ()))]
    notice, concerned = queries.notice_for(actors, notice_id)
    if concerned.membership_id == actor().membership_id:
        return redirect(way_to(notice, concerned) or url_for(".index"))
    choice = next(choice for choice in choices() if choice.id == concerned.membership_id)
    return render_template("notices/switch.html", choice=choice, notice_id=notice_id)


@bp.post("/notices/seen")
@allowed(anyone_signed_in)
def seen() -> ResponseReturnValue:
    """Everything up to a notice has been seen; without one, everything there is."""
    services.see(actor(), request.form.get("up_to", type=int))
    db.session.commit()
    return redirect(url_for(".index"))


def _lines(notices: list[tuple[Notice, bool]]) -> list[Line]:
    told = {
        str(notice.particulars[key])
        for notice, _ in notices
        for key in ("unit", "supplier", "successor")
        if key in notice.particulars
    }
    names = names_in(current(), told)
    return [
        Line(sentence(notice.kind, notice.particulars, names), notice.at, way_to(notice, actor()), unread)
        for notice, unread in notices
    ]
