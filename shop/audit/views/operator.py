"""The whole trail, for the operator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.audit import queries
from shop.audit.models import TrailEntry
from shop.audit.policies import may_read_trail
from shop.audit.queries import TrailFilter
from shop.audit.subjects import Subject
from shop.audit.tables import Act, trail_table
from shop.audit.telling import told_all
from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.kernel.questions import ObjectsOf, ask
from shop.web.asking import page_in
from shop.web.forms import plain
from shop.web.guards import allowed

bp = Blueprint("audit", __name__)

PAGE = 50
LONGEST_NAME = 100

LABELS: dict[str, Any] = dict(Subject.choices())

WAYS = {
    Subject.ORDER: ("ordering.order", "number"),
    Subject.PURCHASE: ("ordering.purchase", "number"),
    Subject.ACCEPTANCE: ("fulfilment.acceptance", "number"),
    Subject.INVOICE: ("invoices.invoice", "number"),
    Subject.PRODUCT: ("catalogue.history", "slug"),
    Subject.SUPPLIER: ("organisations.supplier", "slug"),
    Subject.UNIT: ("organisations.unit", "slug"),
}
"""The pages of objects that the operator may open, and what their addresses call the key."""


@bp.get("/trail")
@allowed(may_read_trail)
def trail() -> ResponseReturnValue:
    """Who did what, the newest first; filtered by the kind of object and by a name."""
    what = _asked()
    if asked_as():
        said = [(_("Subject"), LABELS.get(what.subject_kind or "")), (_("Person or organisation"), what.who)]
        return send_list(lambda: trail_table(_acts(_all(what)), LABELS), queries.entry_count(what), "trail", *said)
    entries, total, page = queries.page_of(what, page_in("page"), per_page=PAGE)
    return render_template(
        "audit/trail.html",
        rows=_acts(entries),
        ways=WAYS,
        choices=Subject.choices(),
        label_of=LABELS,
        what=what,
        page=page,
        pages=max(1, -(-total // PAGE)),
        total=total,
    )


def _all(what: TrailFilter) -> Sequence[TrailEntry]:
    return queries.entries(what, first=0, count=MOST_AT_ONCE)


def _acts(entries: Sequence[TrailEntry]) -> list[Act]:
    """Entries in words, each with what it is about."""
    objects = ask(ObjectsOf(frozenset((entry.subject_kind, entry.subject_id) for entry in entries)))
    told = zip(entries, told_all(entries), strict=True)
    return [(entry, act, objects.get((entry.subject_kind, entry.subject_id))) for entry, act in told]


def _asked() -> TrailFilter:
    kind = request.args.get("kind", "")
    return TrailFilter(
        subject_kind=kind if kind in set(Subject) else None,
        who=plain(request.args.get("who", "")).replace("\0", "")[:LONGEST_NAME],
    )
