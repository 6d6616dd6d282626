"""Why 83 and not 135: from what was ordered to what counts, each step opening what lies behind it."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from shop.documents.table_handing import asked_as, send_tables
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.tally.policies import may_see_board, may_see_waterfall
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import scope_for
from shop.tally.queries.waterfall import LOST, behind, ordered_in, written_of
from shop.tally.tables.about import of_scope
from shop.tally.tables.lists import falls_table
from shop.tally.views.asking import asked_node, asked_word, asked_year
from shop.tally.views.rows import Ledger
from shop.tally.waterfall import STATES, Fall, Step, waterfall
from shop.web.guards import actor, allowed


@allowed(may_see_waterfall)
def why_not_more() -> ResponseReturnValue:
    """The steps of a scope's year, and the order lines that most of one step is of."""
    scope = scope_for(actor(), asked_year(), asked_node())
    if scope.county_code is not None:
        raise NotYours
    scheme = chosen(schemes_of(scope.cluster_id), request.args.get("scheme"))
    step = asked_word("step", Step)
    if step is not None and step not in LOST:
        raise NotYours
    ordered, lines = ordered_in(scope, step)
    falls = waterfall(ordered, written_of(scope, scheme.id if scheme else None))
    if asked_as():
        table = falls_table(falls)
        return send_tables(table.title, [table], f"why-not-more-{scope.year}", *of_scope(scope, actor(), scheme))
    place: dict[str, Any] = {
        "year": scope.year,
        "scheme": request.args.get("scheme"),
        "node": scope.node.id if scope.node else None,
    }
    ledger = partial(url_for, "tally.entries", **place)
    opened = partial(url_for, "tally.why_not_more", _anchor="behind", **place)
    return render_template(
        "tally/waterfall.html",
        scope=scope,
        scheme=scheme,
        place=place,
        falls=[(fall, _address(fall, ledger, opened)) for fall in falls],
        step=step,
        can_see_board=may_see_board(actor()),
        lines=behind(lines),
        this_year=clock.today().year,
    )


def _address(fall: Fall, ledger: Ledger, opened: Ledger) -> str | None:
    """Where what lies behind a step is opened: entries in the ledger, order lines below the table."""
    if fall.step in LOST:
        return opened(step=fall.step.value)
    if fall.step is Step.COUNTED:
        return ledger(verdict="counted")
    if fall.step is Step.EARLIER:
        return ledger(verdict="counted", ordered="other")
    if fall.step is Step.ELIGIBLE:
        return ledger(ordered="same")
    state = STATES.get(fall.step)
    if state is None:
        return None
    return ledger(verdict=state.value, reason=fall.reason.value if fall.reason else None, ordered="same")
