"""Judging purchases anew: what waits, what was decided, and proposing it for purchases that are sought."""

from __future__ import annotations

from collections.abc import Sequence

from flask import abort, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from shop.documents.table_handing import MOST_AT_ONCE, asked_as, send_list, send_tables
from shop.kernel.money import Money
from shop.tally.forms.reevaluations import AnswerForm, ReevaluationForm
from shop.tally.policies import may_see_targets
from shop.tally.queries import reevaluations as queries
from shop.tally.queries.candidates import MOST, Candidate, Sought, candidates
from shop.tally.queries.schemes import chosen, schemes_of
from shop.tally.queries.scopes import scope_for
from shop.tally.reevaluating import Aim, Outcome, answers_for
from shop.tally.services.reevaluations import decide_reevaluation, propose_reevaluation
from shop.tally.tables.periods import judged_anew_table, reevaluations_table
from shop.tally.views.asking import asked_page, asked_word
from shop.tally.views.periods import decides, the_cluster
from shop.web import once
from shop.web.asking import number_in, words_in
from shop.web.guards import actor, allowed

NO_ENTRY = 0
"""What is typed as the number of an entry and is no number finds none."""

STATES = [(queries.WAITING, _l("Waits for a second person")), *Outcome.choices()]


@allowed(may_see_targets)
def index() -> ResponseReturnValue:
    """The proposals, the newest first."""
    cluster_id = the_cluster()
    state = request.args.get("state") or None
    if state is not None and state not in dict(STATES):
        abort(404)
    text, page = words_in("q"), asked_page()
    if asked_as():
        total, rows = queries.page_of(cluster_id, state, text, 1, per_page=MOST_AT_ONCE)
        said = [(_("State"), dict(STATES).get(state or "")), (_("Number or reason"), text)]
        return send_list(lambda: reevaluations_table(rows), total, "reevaluations", *said)
    total, rows = queries.page_of(cluster_id, state, text, page)
    return render_template(
        "tally/reevaluations.html",
        rows=rows,
        total=total,
        page=page,
        pages=max(1, -(-total // queries.PER_PAGE)),
        states=STATES,
        state=state,
        text=text,
        decides=decides(cluster_id),
    )


@allowed(may_see_targets)
def new() -> ResponseReturnValue:
    """Seek purchases, see what would change, choose and propose."""
    cluster_id = the_cluster()
    schemes = schemes_of(cluster_id)
    scheme = chosen(schemes, request.args.get("scheme") or None)
    if scheme is None or not decides(cluster_id):
        abort(404)
    aim = asked_word("aim", Aim) or Aim.JUDGE_ANEW
    typed = words_in("entry")
    entry_id = (number_in("entry") or NO_ENTRY) if typed else None
    sought = Sought(words_in("order"), words_in("supplier"), words_in("certificate"), entry_id)
    found: list[Candidate] = []
    if not sought.is_empty:
        found = candidates(scheme, aim, sought=sought)
    form = ReevaluationForm.among(found)

    def deed() -> str:
        made = propose_reevaluation(scheme, aim, form.chosen(), form.reason.data or "", by=actor())
        flash(_("Proposed as %(number)s. A second person decides.", number=made.number), "success")
        return url_for("tally.reevaluation", number=made.number)

    answer = once.do(form, deed)
    page = {"scheme": scheme, "schemes": schemes, "aim": aim, "aims": Aim, "sought": sought, "found": found}
    return answer or (
        render_template("tally/reevaluation_new.html", form=form, most=MOST, **page),
        422 if form.is_submitted() else 200,
    )


@allowed(may_see_targets)
def reevaluation(number: str) -> ResponseReturnValue:
    """One proposal: each purchase with its verdict before and after."""
    if asked_as():
        cluster_id = the_cluster()
        one = queries.reevaluation_for(cluster_id, number).reevaluation
        said = [(_("Number"), one.number), (_("Aim"), one.aim.label), (_("Reason"), one.reason)]
        table = judged_anew_table(_within_reach(cluster_id, queries.lines_of(one.id)))
        return send_tables(table.title, [table], one.number, *said)
    return _page(the_cluster(), number)


@allowed(may_see_targets)
def decide(number: str, outcome: str) -> ResponseReturnValue:
    """A second person approves or declines; whoever proposed it may withdraw it."""
    cluster_id = the_cluster()
    row = queries.reevaluation_for(cluster_id, number)
    end = next((one for one in Outcome if one.value == outcome), None)
    if end is None or not decides(cluster_id):
        abort(404)
    form = AnswerForm()

    def deed() -> str:
        decide_reevaluation(row.reevaluation, end, form.answer.data or "", by=actor())
        flash(_("Done: %(outcome)s.", outcome=end.label), "success")
        return url_for("tally.reevaluation", number=number)

    return once.do(form, deed) or (_page(cluster_id, number, form, end), 422)


def _within_reach(cluster_id: int, lines: Sequence[queries.Line]) -> Sequence[queries.Line]:
    """Who decides sees all of it, others the purchases of units that are theirs in the purchases' own years."""
    if decides(cluster_id):
        return lines
    years = {line.entry.counts_year for line in lines}
    units = {year: set(scope_for(actor(), year).units) for year in sorted(years)}
    return [line for line in lines if line.entry.unit_id in units[line.entry.counts_year]]


def _page(cluster_id: int, number: str, form: AnswerForm | None = None, taken: Outcome | None = None) -> str:
    row = queries.reevaluation_for(cluster_id, number)
    all_lines = queries.lines_of(row.reevaluation.id)
    lines = _within_reach(cluster_id, all_lines)
    own = row.reevaluation.proposed_by_id == actor().person_id
    may = decides(cluster_id)
    return render_template(
        "tally/reevaluation.html",
        row=row,
        one=row.reevaluation,
        lines=lines,
        others=len(all_lines) - len(lines),
        worth=Money(sum(line.worth.fen for line in lines)),
        moves=Money(sum(line.moves.fen for line in lines)),
        answers=answers_for(row.reevaluation.outcome, own=own) if may else [],
        waits_for_another=may and own and row.reevaluation.outcome is None,
        form=form or AnswerForm(formdata=None),
        taken=taken,
    )
