"""What pages of other slices ask of the tally: will it count, and how far is a unit?"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.questions import (
    BookedAs,
    CountAnswer,
    EntriesOf,
    EntryAnswer,
    FirstOpenDay,
    HowFar,
    Progress,
    WillItCount,
)
from shop.tally.models import Entry, Verdict
from shop.tally.queries.entries import in_force
from shop.tally.queries.standings import standings_for
from shop.tally.rules import judge
from shop.tally.services.in_force import rule_sets_on
from shop.tally.services.periods import first_open_day
from shop.tally.standing import Standing
from shop.tally.targets import pace
from shop.tally.words import Source, VerdictState


def answer_will_it_count(question: WillItCount) -> list[CountAnswer]:
    """Whether each of these purchases would count under the rules of the day, and if not the sentence that says why.

    Of several schemes of a cluster the first one answers. One query.
    """
    rule_sets = rule_sets_on(question.cluster_id, [question.on])
    if not rule_sets:
        return [CountAnswer(False, _l("No counting rules are in force on that day.")) for _ in question.facts]
    rules = rule_sets[min(rule_sets)].rules
    answers = []
    for facts in question.facts:
        state, failed = judge(facts, rules)
        answers.append(CountAnswer(state is VerdictState.COUNTED, failed.label if failed else None))
    return answers


def answer_how_far(question: HowFar) -> list[Progress]:
    """How far each unit is in the year, towards its target; one without a target, in all. Three queries."""
    standings = standings_for(question.unit_ids, question.year)
    today = pace(question.year, clock.today())
    return [_progress(standings.get(unit_id, Standing()), today) for unit_id in question.unit_ids]


def _progress(standing: Standing, today: Decimal) -> Progress:
    return Progress(
        target=standing.target,
        counted=standing.towards,
        on_its_way=standing.on_its_way - standing.on_its_way_apart,
        purposes=standing.purposes,
        pace=today,
    )


def answer_entries_of(question: EntriesOf) -> dict[int, EntryAnswer]:
    """The entries that these acceptance lines wrote, with the newest verdict of the first scheme. One query."""
    rows = db.session.execute(
        select(Entry.source_id, Entry.id, Entry.amount, Entry.counts_on, Verdict.state)
        .outerjoin(Verdict, in_force(None))
        .where(Entry.source == Source.ACCEPTANCE, Entry.source_id.in_(sorted(question.acceptance_line_ids)))
    )
    return {
        line_id: EntryAnswer(entry_id, amount, counts_on, state) for line_id, entry_id, amount, counts_on, state in rows
    }


def answer_booked_as(question: BookedAs) -> dict[int, CountAnswer]:
    """Whether what was accepted of the lines counts, by the newest verdicts; the first that does not says why."""
    rows = db.session.execute(
        select(AcceptanceLine.order_line_id, Verdict.state, Verdict.failed)
        .join(Entry, (Entry.source == Source.ACCEPTANCE) & (Entry.source_id == AcceptanceLine.id))
        .join(Verdict, in_force(None))
        .where(AcceptanceLine.order_line_id.in_(sorted(question.order_line_ids)))
        .order_by(Entry.id)
    )
    answers: dict[int, CountAnswer] = {}
    for line_id, state, failed in rows:
        counts = state is VerdictState.COUNTED
        if answers.setdefault(line_id, CountAnswer(counts, failed.label if failed else None)).counts and not counts:
            answers[line_id] = CountAnswer(False, failed.label if failed else None)
    return answers


def answer_first_open_day(question: FirstOpenDay) -> date | None:
    """The first day of the first month that is not locked. One query, or one for each cluster with a locked month."""
    return first_open_day(question.cluster_id)
