"""A total over parts of one's own choice, refused with the reason where they overlap."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.organisations.queries import supervised_in
from shop.tally.adding_up import Part, first_overlap
from shop.tally.policies import may_see_targets
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.queries.standings import standings_in
from shop.tally.standing import together as sum_of
from shop.tally.tables.about import of_scope
from shop.tally.tables.lists import together_table
from shop.tally.targets import pace
from shop.tally.views.asking import asked_year
from shop.web.guards import actor, allowed
from shop.web.language import current


@allowed(may_see_targets)
def together() -> ResponseReturnValue:
    """The parts that can be chosen, those that are, and what they come to together."""
    scope = scope_for(actor(), asked_year())
    scheme = chosen(schemes_of(scope.cluster_id), request.args.get("scheme"))
    nodes, departments = _nodes(scope), _departments(scope)
    known = {part.key: part for part in (*nodes, *departments)}
    asked = list(dict.fromkeys(request.args.getlist("part")))
    if not set(asked) <= set(known):
        raise NotYours
    parts = [known[key] for key in asked]
    overlap = first_overlap(parts)
    standings = standings_in(scope.branch, scope.units, scheme.id if scheme else None)
    rows = [(part, sum_of(standings[unit] for unit in sorted(part.units))) for part in parts]
    whole = None if overlap or not rows else sum_of(standings[unit] for part in parts for unit in sorted(part.units))
    if asked_as():
        table = together_table(rows, whole)
        return send_tables(table.title, [table], f"together-{scope.year}", *of_scope(scope, actor(), scheme))
    place: dict[str, Any] = {"year": scope.year, "scheme": request.args.get("scheme")}
    return render_template(
        "tally/together.html",
        scope=scope,
        scheme=scheme,
        place=place,
        nodes=[(part, scope.branch.depth(int(part.key[1:]))) for part in nodes],
        departments=departments,
        asked=set(asked),
        rows=rows,
        whole=whole,
        overlap=overlap,
        shared=scope.branch.nodes[overlap[2]] if overlap else None,
        pace=pace(scope.year, clock.today()),
        ledger=partial(url_for, "tally.entries", **place),
        this_year=clock.today().year,
    )


def _nodes(scope: Scope) -> Sequence[Part]:
    ordered = (node for root in scope.branch.roots for node in scope.branch.below(root))
    return [
        Part(f"n{node}", scope.branch.nodes[node].named(current()), _leaves(scope, scope.branch.below(node)))
        for node in ordered
    ]


def _departments(scope: Scope) -> Sequence[Part]:
    """Departments, as far as they and the units they supervise are in what is seen."""
    leaves = _leaves(scope, [node.id for node in scope.branch])
    return [
        Part(f"d{department}", scope.branch.nodes[department].named(current()), frozenset(units))
        for department, units in sorted(supervised_in(leaves, scope.year).items())
        if department in scope.branch
    ]


def _leaves(scope: Scope, nodes: Sequence[int]) -> frozenset[int]:
    return frozenset(node for node in nodes if scope.branch.nodes[node].is_leaf)
