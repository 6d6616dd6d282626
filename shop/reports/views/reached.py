"""The people reached: whom a scope's purchases of a year reach, everybody once."""

from __future__ import annotations

from flask import Response, render_template
from flask_babel import gettext as _

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.organisations.policies import may_read_jobs
from shop.reports.policies import may_read_reach, sees_rosters
from shop.reports.reached import reached_in
from shop.reports.tables_reached import reached_tables
from shop.reports.views.asking import this_or_last_year
from shop.tally.queries.scopes import scope_for
from shop.web.asking import number_in
from shop.web.filters import day as day_words
from shop.web.guards import actor, allowed
from shop.web.language import current


@allowed(may_read_reach)
def reached() -> str | Response:
    """Suppliers bought from, linked households and people, by what is below, by mechanism, by county and township."""
    by, year = actor(), this_or_last_year()
    scope = scope_for(by, year, number_in("unit"))
    found = reached_in(scope, sees_rosters=sees_rosters(by))
    name = scope.node.named(current()) if scope.node else by.organisation_name
    if asked_as() is not None:
        tables = reached_tables(found)
        said = [(_("Of"), name), (_("Year"), year), (_("As of"), day_words(found.day))]
        return send_tables(_("People reached"), tables, f"reached-{year}", *said)
    return render_template(
        "reports/reached.html",
        scope=scope,
        name=name,
        found=found,
        path=[scope.branch.nodes[one] for one in scope.path(scope.node.id) if one in scope.branch]
        if scope.node
        else [],
        this_year=clock.today().year,
        may_read_jobs=may_read_jobs(by),
        sees_rosters=sees_rosters(by),
    )
