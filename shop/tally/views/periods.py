"""Months of the book: how they stand, locking and unlocking them, and a year as locked beside as corrected."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list, send_tables
from shop.kernel import clock
from shop.kernel.refusals import NotYours
from shop.tally.forms.periods import MonthForm
from shop.tally.models import Scheme
from shop.tally.periods import MOVES, Month, PeriodAction, PeriodState, actions_in
from shop.tally.policies import may_decide_rules, may_see_targets
from shop.tally.queries import corrected, periods
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import Scope, scope_for
from shop.tally.services.periods import lock, states_of, unlock
from shop.tally.tables.about import of_scope
from shop.tally.tables.periods import compared_table, differences_table, months_table
from shop.tally.views.asking import asked_node, asked_page, asked_year
from shop.web import once
from shop.web.guards import actor, allowed

LOCKING = frozenset({PeriodAction.PROPOSE_LOCK, PeriodAction.APPROVE_LOCK, PeriodAction.DROP_LOCK})
LOCKED, OPEN = "locked", "open"


@allowed(may_see_targets)
def index() -> ResponseReturnValue:
    """The months of the book, the newest first, with what waits for a second person."""
    cluster_id = the_cluster()
    rows = periods.months_of_book(cluster_id)
    waiting = [row for row in rows if row.state in (PeriodState.LOCK_PROPOSED, PeriodState.UNLOCK_PROPOSED)]
    to_lock = next((row.month for row in rows if row.month.is_over and row.state is PeriodState.OPEN), None)
    years = sorted({row.month.year for row in rows}, reverse=True)
    year = asked_year() if request.args.get("year") else None
    if asked_as():
        table = months_table(row for row in rows if year in (None, row.month.year))
        return send_tables(table.title, [table], "months-of-the-book", (_("Year"), year))
    return render_template(
        "tally/periods.html",
        rows=[row for row in rows if year in (None, row.month.year)],
        years=years,
        year=year,
        waiting=waiting,
        to_lock=to_lock,
        decides=decides(cluster_id),
        counting_years=sorted({*years, clock.today().year}, reverse=True),
    )


@allowed(may_see_targets)
def period(number: str) -> str:
    """One month: what was done to it, and what can be done."""
    return _page(the_cluster(), number)


@allowed(may_see_targets)
def period_step(number: str, step: str) -> ResponseReturnValue:
    """A lock or an unlocking is proposed, approved by a second person, or dropped."""
    cluster_id = the_cluster()
    month = periods.month_for(cluster_id, number)
    action = next((action for action in PeriodAction if action.value == step), None)
    if action is None or not decides(cluster_id):
        abort(404)
    form = MonthForm()

    def deed() -> str:
        if action in LOCKING:
            lock(cluster_id, month, action, by=actor())
        else:
            unlock(cluster_id, month, action, form.reason.data or "", by=actor())
        flash(_("Done: %(month)s is now “%(state)s”.", month=month.named, state=MOVES[action].end.label), "success")
        return url_for("tally.period", number=month.code)

    return once.do(form, deed) or (_page(cluster_id, number, form, action), 422)


@allowed(may_see_targets)
def compare() -> ResponseReturnValue:
    """A year as it was locked and as it is corrected by now, per unit."""
    scope, scheme, schemes = _asked()
    through, found = corrected.compared(scope, scheme.id, scheme.cluster_id) if scheme else (None, {})
    whole = corrected.Compared()
    for one in found.values():
        whole.add(one)
    units = [(scope.branch.nodes[unit_id], found[unit_id]) for unit_id in scope.units if unit_id in found]
    if asked_as():
        table = compared_table(units, scope.year)
        said = (_("The book is locked up to"), through.named if through else None)
        name = f"locked-and-corrected-{scope.year}"
        return send_tables(table.title, [table], name, *of_scope(scope, actor(), scheme), said)
    return render_template(
        "tally/compared.html",
        scope=scope,
        scheme=scheme,
        schemes=schemes,
        through=through,
        units=units,
        whole=whole,
        this_year=clock.today().year,
    )


@allowed(may_see_targets)
def differences() -> ResponseReturnValue:
    """What was written since the last lock and changes a year: entry by entry."""
    scope, scheme, schemes = _asked()
    of_locked = (request.args.get("of") or LOCKED) == LOCKED
    if (request.args.get("of") or LOCKED) not in (LOCKED, OPEN) or scheme is None:
        raise NotYours
    if asked_as():
        return _differences(scope, scheme, of_locked)
    number, amount, page, rows = corrected.changes(
        scope, scheme.id, scheme.cluster_id, of_locked=of_locked, page=asked_page()
    )
    return render_template(
        "tally/differences.html",
        scope=scope,
        scheme=scheme,
        schemes=schemes,
        of_locked=of_locked,
        number=number,
        amount=amount,
        rows=rows,
        page=page,
        pages=max(1, -(-number // corrected.PER_PAGE)),
    )


def _differences(scope: Scope, scheme: Scheme, of_locked: bool) -> ResponseReturnValue:
    number, _amount, _page, rows = corrected.changes(
        scope, scheme.id, scheme.cluster_id, of_locked=of_locked, page=1, per_page=MOST_AT_ONCE
    )
    which = (_("Which months"), _("About locked months") if of_locked else _("About open months"))
    said = [*of_scope(scope, actor(), scheme), which]
    return send_list(lambda: differences_table(rows, scope.year), number, f"differences-{scope.year}", *said)


def the_cluster() -> int:
    """The cluster whose book is looked at: one's own; of the operator the one asked for, or the first."""
    somebody = actor()
    if somebody.is_operator:
        scope = scope_for(somebody, clock.today().year, asked_node())
        clusters = (
            [scope.node.cluster_id] if scope.node else [scope.branch.nodes[root].id for root in scope.branch.roots]
        )
        if not clusters or clusters[0] is None:
            raise NotYours
        return clusters[0]
    if somebody.cluster_id is None:
        raise NotYours
    return somebody.cluster_id


def decides(cluster_id: int) -> bool:
    """Whether whoever reads decides what counts."""
    return may_decide_rules(actor(), cluster_id, leads=actor().leads)


def _asked() -> tuple[Scope, Any, Any]:
    scope = scope_for(actor(), asked_year(), asked_node())
    schemes = schemes_of(scope.cluster_id or the_cluster())
    return scope, chosen(schemes, request.args.get("scheme")), schemes


def _page(cluster_id: int, code: str, form: MonthForm | None = None, taken: PeriodAction | None = None) -> str:
    month = periods.month_for(cluster_id, code)
    state, step = states_of(cluster_id).get(month, (PeriodState.OPEN, None))
    own = step is not None and step.by_id == actor().person_id
    actions = [action for action in actions_in(state) if not (MOVES[action].second and own)]
    return render_template(
        "tally/period.html",
        month=month,
        state=state,
        steps=periods.steps_of(cluster_id, month),
        actions=actions if decides(cluster_id) and (month.is_over or state is not PeriodState.OPEN) else [],
        decides=decides(cluster_id),
        waits_for_another=own and any(MOVES[action].second for action in actions_in(state)),
        is_over=month.is_over,
        form=form or MonthForm(formdata=None),
        taken=taken,
        this_month=Month.of(clock.today()),
    )
