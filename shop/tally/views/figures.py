"""A unit's own figures: what it is to reach, how it comes to that, and how far it is."""

from __future__ import annotations

from functools import partial

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.tally.months import drawing, months_of
from shop.tally.policies import may_see_figures
from shop.tally.queries.breakdowns import months_towards, summed
from shop.tally.queries.entries import newest_entries, reasons
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import booked
from shop.tally.queries.targets import lines_of
from shop.tally.queries.trees import branch_for
from shop.tally.standing import stand
from shop.tally.tables.about import of_scope
from shop.tally.tables.parts import months_table
from shop.tally.targets import pace
from shop.tally.views.asking import asked_year
from shop.tally.views.rows import others
from shop.tally.wording import how_it_comes
from shop.web.guards import actor, allowed

NEWEST = 8


@allowed(may_see_figures)
def figures() -> ResponseReturnValue:
    """The unit's year: target lines, counted, on its way, apart, not counted and why, months, the newest entries."""
    year, unit_id = asked_year(), actor().organisation_id
    branch = branch_for([unit_id], year)
    scope = Scope(branch, branch.nodes[unit_id])
    asked, schemes = request.args.get("scheme"), schemes_of(actor().cluster_id)
    scheme = chosen(schemes, asked)
    scheme_id = scheme.id if scheme else None
    lines = lines_of([unit_id], year, scheme_id).get(unit_id, [])
    reached = [line.figures for line in lines]
    whole = stand(branch, [unit_id], reached, booked([unit_id], year, scheme_id))[unit_id]
    months = months_of(months_towards(scope, whole.purposes, scheme_id), year, whole.target, whole.monthly)
    total = summed(month.part for month in months)
    if asked_as():
        table = months_table(months, total, towards_a_target=bool(whole.target))
        return send_tables(_("Our figures"), [table], f"figures-{year}", *of_scope(scope, actor(), scheme))
    return render_template(
        "tally/figures.html",
        scope=scope,
        place={"year": year},
        scheme=scheme,
        schemes=schemes,
        ledger=partial(url_for, "tally.entries", year=year, unit=unit_id, scheme=asked),
        lines=[(line, how_it_comes(line.form, line.current)) for line in lines],
        whole=whole,
        pace=pace(year, clock.today()),
        others=others(whole),
        reasons=reasons(scope, scheme_id),
        months=months,
        total=total,
        drawing=drawing(months, whole.target, whole.shortfall),
        newest=newest_entries(scope, scheme_id, NEWEST),
        this_year=clock.today().year,
    )
