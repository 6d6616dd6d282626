"""The whole trail, for the operator."""

from __future__ import annotations

from flask import Blueprint, render_template, request

from shop.audit import queries
from shop.audit.policies import may_read_trail
from shop.audit.queries import TrailFilter
from shop.audit.subjects import Subject
from shop.audit.telling import told_all
from shop.kernel.questions import ObjectsOf, ask
from shop.web.asking import page_in
from shop.web.forms import plain
from shop.web.guards import allowed

bp = Blueprint("audit", __name__)

PAGE = 50
LONGEST_NAME = 100

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
def trail() -> str:
    """Who did what, the newest first; filtered by the kind of object and by a name."""
    what = _asked()
    entries, total, page = queries.page_of(what, page_in("page"), per_page=PAGE)
    objects = ask(ObjectsOf(frozenset((entry.subject_kind, entry.subject_id) for entry in entries)))
    return render_template(
        "audit/trail.html",
        rows=[
            (entry, act, objects.get((entry.subject_kind, entry.subject_id)))
            for entry, act in zip(entries, told_all(entries), strict=True)
        ],
        ways=WAYS,
        choices=Subject.choices(),
        label_of=dict(Subject.choices()),
        what=what,
        page=page,
        pages=max(1, -(-total // PAGE)),
        total=total,
    )


def _asked() -> TrailFilter:
    kind = request.args.get("kind", "")
    return TrailFilter(
        subject_kind=kind if kind in set(Subject) else None,
        who=plain(request.args.get("who", "")).replace("\0", "")[:LONGEST_NAME],
    )
