"""The public progress: how far the cluster is, for everyone to see; no unit below a town, and no person."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, NamedTuple

from flask import abort, render_template, request
from sqlalchemy import select

from shop.kernel import clock
from shop.organisations.models import Unit
from shop.organisations.words import UnitLevel
from shop.reports.views.asking import this_or_last_year
from shop.tally.months import drawing, months_of
from shop.tally.queries.breakdowns import Dimension, breakdown, months_towards
from shop.tally.queries.reach import reach_of
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import standings_in
from shop.tally.queries.trees import Branch, Node, branch_for
from shop.tally.standing import Standing
from shop.tally.targets import pace
from shop.tally.words import VerdictState
from shop.web.guards import public

UNIT = Unit.__table__.c


class Town(NamedTuple):
    """A member of the cluster, and how it stands."""

    node: Node
    standing: Standing
    gap: Decimal | None


@public
def progress() -> str:
    """A cluster's year: its progress, its towns, months, counties and categories, and the people linked."""
    year = this_or_last_year()
    branch = branch_for(select(UNIT.id).where(UNIT.level == UnitLevel.CLUSTER), year)
    cluster = _cluster(branch)
    shown: dict[str, Any] = {} if cluster is None else _figures(Scope(branch, cluster), cluster.id)
    return render_template(
        "reports/progress.html",
        year=year,
        this_year=clock.today().year,
        cluster=cluster,
        clusters=[branch.nodes[root] for root in branch.roots],
        **shown,
    )


def _cluster(branch: Branch) -> Node | None:
    """The cluster asked for, or the first there is."""
    asked, roots = request.args.get("cluster"), branch.roots
    if asked is None:
        return branch.nodes[roots[0]] if roots else None
    for root in roots:
        if str(root) == asked:
            return branch.nodes[root]
    return abort(404)


def _figures(scope: Scope, cluster_id: int) -> dict[str, Any]:
    members = [node for node in scope.rows if scope.branch.nodes[node].level is UnitLevel.TOWN]
    standings = standings_in(scope.branch, [cluster_id, *members])
    whole, where = standings[cluster_id], pace(scope.year, clock.today())
    months = months_of(months_towards(scope, whole.purposes), scope.year, whole.target, whole.monthly)
    return {
        "whole": whole,
        "pace": where,
        "towns": [_town(scope.branch.nodes[member], standings[member], where) for member in members],
        "months": months,
        "drawing": drawing(months, whole.target, whole.shortfall),
        "counties": _bars(Dimension.COUNTY, scope),
        "categories": _bars(Dimension.CATEGORY, scope),
        "reach": reach_of(scope),
    }


def _town(node: Node, standing: Standing, where: Decimal) -> Town:
    return Town(node, standing, None if standing.completion is None else standing.completion - where)


def _bars(dimension: Dimension, scope: Scope) -> list[Any]:
    parts = [(part, part.of(VerdictState.COUNTED)) for part in breakdown(dimension, scope)]
    return [(part, amounts) for part, amounts in parts if amounts.amount.fen > 0]
