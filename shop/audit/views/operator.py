"""The whole trail, for the operator."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from shop.audit import queries
from shop.audit.policies import may_read_trail
from shop.audit.queries import TrailFilter
from shop.audit.sentences import Subject, told
from shop.web.forms import plain
from shop.web.guards import allowed

bp = Blueprint("audit", __name__)

PAGE = 50
LONGEST_NAME = 100


@bp.get("/trail")
@allowed(may_read_trail)
def trail() -> str:
    """Who did what, the newest first; filtered by the kind of object and by a name."""
    what = _asked()
    total = queries.entry_count(what)
    pages = max(1, -(-total // PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    entries = queries.entries(what, first=(page - 1) * PAGE, count=PAGE)
    return render_template(
        "audit/trail.html",
        rows=[(entry, told(entry)) for entry in entries],
        choices=Subject.choices(),
        label_of=dict(Subject.choices()),
        what=what,
        page=page,
        pages=pages,
        total=total,
    )


def _asked() -> TrailFilter:
    kind = request.args.get("kind", "")
    return TrailFilter(
        subject_kind=kind if kind in set(Subject) else None,
        who=plain(request.args.get("who", "")).replace("\0", "")[:LONGEST_NAME],
    )
