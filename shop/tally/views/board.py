"""The board: how everything an official answers for stands, down to the entries behind every figure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import asked_as, send_tables
from shop.documents.tables import Table
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.organisations.queries import county_by_code
from shop.tally.comparing import compared
from shop.tally.forecast import forecast, season
from shop.tally.months import drawing, months_of
from shop.tally.policies import may_see_board
from shop.tally.queries import seasons
from shop.tally.queries.breakdowns import Dimension, Part, breakdown, months_towards, summed
from shop.tally.queries.evidence import proved_in
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.standings import standings_in
from shop.tally.ranking import ranked
from shop.tally.standing import Standing, together
from shop.tally.tables.about import Said, of_scope
from shop.tally.tables.board import compared_tables, evidence_table, ranking_table, units_table
from shop.tally.tables.parts import months_table, parts_table
from shop.tally.targets import pace
from shop.tally.views.asking import asked_node, asked_number, asked_word, asked_year
from shop.tally.views.rows import Ledger, others, rows_of
from shop.tally.words import VerdictState
from shop.web.guards import actor, allowed

UNITS, EVIDENCE, RANKING, COMPARE = "units", "evidence", "ranking", "compare"
MOST_BARS = 12


@allowed(may_see_board)
def board() -> ResponseReturnValue:
    """The figures of a scope in a year, by unit or along a dimension."""
    scope = scope_for(actor(), asked_year(), asked_node())
    schemes = schemes_of(scope.cluster_id)
    scheme = chosen(schemes, request.args.get("scheme"))
    place: dict[str, Any] = {
        "year": scope.year,
        "scheme": request.args.get("scheme"),
        "node": scope.node.id if scope.node else None,
    }
    page = {
        "scope": scope,
        "scheme": scheme,
        "schemes": schemes,
        "place": place,
        "ledger": partial(url_for, "tally.entries", **place),
        "this_year": clock.today().year,
        "verdict": asked_word("verdict", VerdictState),
    }
    if scope.county_code is not None:
        return _of_a_county(scope, page)
    return _of_a_branch(scope, scheme.id if scheme else None, page)


def _of_a_branch(scope: Scope, scheme_id: int | None, page: dict[str, Any]) -> ResponseReturnValue:
    standings = standings_in(scope.branch, scope.units, scheme_id)
    whole = standings[scope.node.id] if scope.node else together(standings[unit] for unit in scope.rows)
    by = _by([*([UNITS, EVIDENCE, RANKING] if scope.rows else []), *Dimension, COMPARE])
    months = seasons.of_units(scope, _other_year(scope), whole.purposes, scheme_id)
    shown: dict[str, Any] = {}
    if by in (UNITS, EVIDENCE):
        shown = _units(scope, standings, page["ledger"])
    elif by == RANKING:
        shown = {"classes": ranked([(scope.branch.nodes[unit], standings[unit]) for unit in _leaves(scope)])}
    elif by == COMPARE:
        shown = {"compared": compared(scope, months, clock.today()), "other_year": _other_year(scope)}
    elif by == Dimension.MONTH:
        shown = _months(scope, whole, scheme_id)
    else:
        shown = parts(breakdown(Dimension(by), scope, scheme_id), by)
    if asked_as():
        said = of_scope(scope, actor(), page["scheme"])
        return _taken_away(scope, by, shown | {"whole": whole}, said)
    return render_template(
        "tally/board.html",
        by=by,
        whole=whole,
        pace=pace(scope.year, clock.today()),
        others=others(whole),
        **_outlook(scope, months),
        **shown,
        **page,
    )


def _other_year(scope: Scope) -> int:
    """The year that this one is compared with: the one before, unless told otherwise."""
    return asked_number("with", clock.today().year + 1) or scope.year - 1


def _leaves(scope: Scope) -> list[int]:
    return [unit for unit in scope.units if scope.branch.nodes[unit].is_leaf]


def _outlook(scope: Scope, months: Mapping[int, seasons.TwoYears]) -> dict[str, Any]:
    """Where last year was by this day, and where this one is likely to end; only beside the year before."""
    if _other_year(scope) != scope.year - 1:
        return {"season": None, "forecast": None}
    this_year, last_year = seasons.summed(months.values())
    today = clock.today()
    return {
        "season": season(last_year, scope.year, today),
        "forecast": forecast(this_year, last_year, scope.year, today),
    }


def _of_a_county(scope: Scope, page: dict[str, Any]) -> ResponseReturnValue:
    by = _by([Dimension.SUPPLIER, Dimension.MONTH])
    rows = breakdown(Dimension(by), scope)
    shown = _county_months(rows, scope.year) if by == Dimension.MONTH else parts(rows, by)
    county = county_by_code(str(scope.county_code))
    if asked_as():
        return _taken_away(scope, by, shown, of_scope(scope, actor(), county=county))
    figures = {"whole": summed(rows), "proved": proved_in(scope)}
    return render_template("tally/county_board.html", by=by, county=county, **figures, **shown, **page)


def _taken_away(scope: Scope, by: str, shown: Mapping[str, Any], said: list[Said]) -> ResponseReturnValue:
    """What the page shows below its tabs, as a file."""
    verdict = asked_word("verdict", VerdictState)
    if verdict is not None:
        said = [*said, (_("Verdict"), verdict.label)]
    name = f"board-{by}-{scope.year}"
    return send_tables(_("Board of %(year)s", year=scope.year), _tables(scope, by, shown), name, *said)


def _tables(scope: Scope, by: str, shown: Mapping[str, Any]) -> list[Table]:
    where = pace(scope.year, clock.today())
    if by == UNITS:
        return [units_table(shown["rows"], shown["whole"], where, lower=shown["lower"])]
    if by == EVIDENCE:
        return [evidence_table(shown["rows"], shown["whole"])]
    if by == RANKING:
        return [ranking_table(shown["classes"], where)]
    if by == COMPARE:
        return compared_tables(shown["compared"], scope.year, shown["other_year"])
    if by == Dimension.MONTH:
        target = shown["whole"].target if "whole" in shown else None
        return [months_table(shown["months"], shown["total"], towards_a_target=bool(target))]
    return [parts_table(shown["parts"], shown["total"], shown["verdicts"], shown["charted"], by)]


def _by(ways: Sequence[str]) -> str:
    """Along what the page is asked for; the first way unless told otherwise."""
    by = request.args.get("by") or str(ways[0])
    if by not in ways:
        raise NotYours
    return by


def _units(scope: Scope, standings: Mapping[int, Standing], ledger: Ledger) -> dict[str, Any]:
    lower, sort = request.args.get("lower") == "1", request.args.get("sort")
    where = pace(scope.year, clock.today())
    rows = rows_of(scope, standings, where, ledger, lower=lower, sort=sort)
    deeper = any(scope.branch.children(node) for node in scope.rows)
    return {"rows": rows, "lower": lower, "deeper": deeper}


def _months(scope: Scope, whole: Standing, scheme_id: int | None) -> dict[str, Any]:
    rows = months_towards(scope, whole.purposes, scheme_id)
    months = months_of(rows, scope.year, whole.target, whole.monthly)
    return {
        "months": months,
        "total": summed(part for part, _towards in rows),
        "drawing": drawing(months, whole.target, whole.shortfall),
    }


def _county_months(rows: Sequence[Part], year: int) -> dict[str, Any]:
    months = months_of([(part, part.of(VerdictState.COUNTED).amount) for part in rows], year, None)
    return {"months": months, "total": summed(rows), "drawing": drawing(months)}


def parts(rows: Sequence[Part], by: str) -> dict[str, Any]:
    """The rows of a breakdown, its total, and the verdicts that occur in it or are asked for."""
    total = summed(rows)
    asked = asked_word("verdict", VerdictState)
    always = (VerdictState.COUNTED, VerdictState.NOT_COUNTED)
    verdicts = [asked] if asked else [one for one in VerdictState if one in always or one in total.by_verdict]
    charted = asked or VerdictState.COUNTED
    if asked:
        rows = [row for row in rows if asked in row.by_verdict]
    bars = sorted(rows, key=lambda row: -row.of(charted).amount.fen)[:MOST_BARS]
    return {"parts": rows, "total": total, "verdicts": verdicts, "charted": charted, "bars": bars}
