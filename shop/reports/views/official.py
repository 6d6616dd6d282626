"""The desk of those who answer for figures: officials of the donor side, and the operator."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import NamedTuple

from flask import render_template, url_for

from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.reports.queries.bulletins import waiting_for as waiting_bulletins
from shop.tally.queries.deciding import waiting_for as waiting_rules
from shop.tally.queries.entries import newest_entries
from shop.tally.queries.filings import waiting_for
from shop.tally.queries.offline_lists import waits_for
from shop.tally.queries.scopes import scope_for
from shop.tally.queries.standings import standings_in
from shop.tally.queries.trees import Node
from shop.tally.standing import Standing, together
from shop.tally.targets import pace

MOST_BEHIND = 8
NEWEST = 6


class Behind(NamedTuple):
    """A unit that is behind the calendar, and by how much of its target."""

    gap: Decimal
    node: Node
    standing: Standing


def official_desk(actor: Actor) -> str:
    """How far everything is that an official or the operator answers for, who is behind, and what came in last."""
    year = clock.today().year
    scope, where = scope_for(actor, year), pace(year, clock.today())
    standings = standings_in(scope.branch, scope.units)
    whole = standings[scope.node.id] if scope.node else together(standings[unit] for unit in scope.rows)
    leaves = ((node, standings[node.id]) for node in scope.branch if node.is_leaf)
    behind = sorted(
        (
            Behind(standing.completion - where, node, standing)
            for node, standing in leaves
            if standing.completion is not None and standing.completion < where
        ),
        key=lambda one: one.gap,
    )
    return render_template(
        "reports/official_desk.html",
        scope=scope,
        whole=whole,
        pace=where,
        behind=behind[:MOST_BEHIND],
        behind_count=len(behind),
        elsewhere=waits_for(actor) if actor.is_official else 0,
        to_sign=waiting_bulletins(actor),
        newest=newest_entries(scope, None, NEWEST),
        to_decide=waiting_for(actor, scope) if actor.is_official else 0,
        ledger=partial(url_for, "tally.entries", year=year),
        deciding=waiting_rules(actor),
    )
