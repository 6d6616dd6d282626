"""The year's targets over the tree: who is to reach what, what is not given to anybody, and how it was revised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.tally.policies import may_see_targets, may_split_target
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.targets import Line, Revision, lines_of
from shop.tally.queries.trees import Node
from shop.tally.standing import Standing, stand
from shop.tally.tables.about import of_scope
from shop.tally.tables.lists import targets_table
from shop.tally.views.asking import asked_node, asked_year
from shop.tally.wording import how_it_comes
from shop.web.guards import actor, allowed


@dataclass(frozen=True, slots=True)
class Row:
    """A node with its target lines."""

    node: Node
    depth: int
    standing: Standing
    lines: list[tuple[Line, str]]


@allowed(may_see_targets)
def targets() -> ResponseReturnValue:
    """The tree of targets with first approved and current figures, the rest of each parent, and all revisions."""
    scope = scope_for(actor(), asked_year(), asked_node())
    schemes = schemes_of(scope.cluster_id)
    scheme = chosen(schemes, request.args.get("scheme"))
    lines = lines_of(scope.units, scope.year, scheme.id if scheme else None)
    figures = [line.figures for of_unit in lines.values() for line in of_unit]
    standings = stand(scope.branch, scope.units, figures, ())
    tops = [scope.node.id] if scope.node else scope.branch.roots
    least = min((scope.branch.depth(top) for top in tops), default=0)
    rows = [
        Row(
            scope.branch.nodes[node],
            scope.branch.depth(node) - least,
            standings[node],
            [(line, how_it_comes(line.form, line.current)) for line in lines.get(node, [])],
        )
        for top in tops
        for node in scope.branch.below(top)
    ]
    if asked_as():
        said = of_scope(scope, actor(), scheme)
        title = _("Targets of %(year)s", year=scope.year)
        return send_tables(title, [targets_table(rows)], f"targets-{scope.year}", *said)
    return render_template(
        "tally/targets.html",
        scope=scope,
        scheme=scheme,
        schemes=schemes,
        place={"year": scope.year, "scheme": request.args.get("scheme"), "node": scope.node.id if scope.node else None},
        rows=rows,
        revised=_revised(rows),
        may_split=_may_split(scope),
        this_year=clock.today().year,
    )


def _may_split(scope: Scope) -> bool:
    """Whether the actor may split the target of the node looked at."""
    if scope.node is None or not scope.branch.children(scope.node.id) or scope.year < clock.today().year:
        return False
    return may_split_target(actor(), scope.path(scope.node.id))


def _revised(rows: list[Row]) -> list[dict[str, Any]]:
    """The lines that were changed after they were first approved, each with all its revisions, the newest first."""
    found: list[dict[str, Any]] = []
    for row in rows:
        for line, _how in row.lines:
            if len(line.revisions) > 1:
                told: list[tuple[Revision, str]] = [(one, how_it_comes(line.form, one)) for one in line.revisions[::-1]]
                found.append({"node": row.node, "line": line, "revisions": told})
    return found
