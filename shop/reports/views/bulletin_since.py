"""What has changed since a bulletin was frozen, and the page that its code opens."""

from __future__ import annotations

from functools import partial

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list
from shop.extensions import db
from shop.kernel import clock
from shop.reports.bulletins.since import changed, renamed
from shop.reports.bulletins.telling import name_of
from shop.reports.policies import may_see_bulletins
from shop.reports.queries import bulletins as queries
from shop.reports.queries.bulletin_figures import figures_of
from shop.reports.tables import since_tables
from shop.reports.views.bulletin_deeds import bp
from shop.reports.views.bulletins import covers
from shop.tally.models import Scheme
from shop.tally.policies import may_see_targets
from shop.tally.queries import corrected
from shop.tally.queries.scopes import Scope
from shop.tally.queries.trees import branch_for
from shop.web.asking import page_in
from shop.web.guards import actor, allowed, public
from shop.web.language import current

__all__ = ["bp"]


@bp.get("/bulletins/<number>/since")
@allowed(may_see_bulletins)
def since(number: str) -> ResponseReturnValue:
    """What has changed since it was frozen: figures then and now, other names, and the entries behind it."""
    bulletin = queries.bulletin_for(actor(), number)
    snapshot = queries.snapshot_of(bulletin)
    if snapshot is None:
        abort(404)
    content = queries.said_in(snapshot)
    if not covers(actor(), content):
        abort(404)
    branch = branch_for(content["of"]["roots"], bulletin.year)
    node_id = content["of"]["node"]
    scope = Scope(branch, branch.nodes[node_id] if node_id is not None else None)
    scheme = db.session.get_one(Scheme, bulletin.scheme_id)
    now = figures_of(scope, scheme, bulletin.span, clock.today())
    changes = changed(content["figures"], now, name_of(content["of"]), current())
    written = partial(
        corrected.changes_after,
        scope,
        scheme.id,
        scheme.cluster_id,
        verdict_mark=snapshot.verdict_mark,
        until=bulletin.span.last_day,
    )
    if asked_as():
        count, _amount, _page, rows = written(page=1, per_page=MOST_AT_ONCE)
        said = (_("Bulletin"), bulletin.title)
        return send_list(lambda: since_tables(changes, rows, bulletin.year), count, f"since-{number}", said)
    count, amount, page, rows = written(page=page_in("page"))
    return render_template(
        "reports/bulletin_since.html",
        bulletin=bulletin,
        snapshot=snapshot,
        changes=changes,
        may_open=may_see_targets(actor()),
        renamed=renamed(content["figures"], now, current()),
        count=count,
        amount=amount,
        rows=rows,
        page=page,
        pages=max(1, -(-count // corrected.PER_PAGE)),
    )


@bp.get("/bulletins/check/<token>")
@public
def check(token: str) -> str:
    """Number, issuer, period, headline and sum of a signed bulletin, for whoever holds its paper."""
    bulletin, snapshot, signature = queries.checked(token)
    content = queries.said_in(snapshot)
    _before, after = queries.kin_of(bulletin)
    return render_template(
        "reports/bulletin_check.html",
        bulletin=bulletin,
        content=content,
        issuer=name_of(content["issuer"]),
        of=name_of(content["of"]),
        snapshot=snapshot,
        signature=signature,
        after=after,
    )
