"""What was accepted and is not invoiced in 60 days, or not paid in 90: by name (DOMAIN rule 9)."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.tally.evidence import PATIENCE, EvidenceKind
from shop.tally.policies import may_see_waiting
from shop.tally.queries.scopes import scope_for
from shop.tally.queries.waiting import PER_PAGE, all_waiting, page_of_waiting, waiting_sums
from shop.tally.tables.about import of_scope
from shop.tally.tables.lists import waiting_table
from shop.tally.views.asking import asked_node, asked_page, asked_word
from shop.web.guards import actor, allowed


@allowed(may_see_waiting)
def waiting() -> ResponseReturnValue:
    """One of the two lists, a page at a time, with what is missing altogether; whatever year the goods count in."""
    scope = scope_for(actor(), clock.today().year, asked_node())
    kind = asked_word("missing", EvidenceKind) or EvidenceKind.INVOICED
    if asked_as():
        table = waiting_table(all_waiting(kind, scope), kind)
        return send_tables(table.title, [table], f"waiting-{kind.value}", *of_scope(scope, actor()))
    sums = waiting_sums(scope)
    count, missing = sums[kind]
    pages = max(-(-count // PER_PAGE), 1)
    page = min(asked_page(), pages)
    return render_template(
        "tally/waiting.html",
        scope=scope,
        kind=kind,
        days={kind: patience.days for kind, patience in PATIENCE.items()},
        sums=sums,
        count=count,
        missing=missing,
        lines=page_of_waiting(kind, scope, page=page),
        page=page,
        pages=pages,
    )
