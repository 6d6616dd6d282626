"""Entries → verdicts under the rule set each names → totals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity
from shop.tally.models import TOTALS, Entry, RuleSet, Verdict
from shop.tally.models.totals import KEY
from shop.tally.proofs.reading import Difference, Verified, named, paged
from shop.tally.rules import judge
from shop.tally.services.ledger import rule_sets_on, weight_of

Sums = dict[tuple[Any, ...], tuple[int, int, int]]


def verdicts(counts: Verified, sums: Sums) -> Iterator[Difference]:
    """The verdict in force of each entry is what its rule set says of its facts; its amount goes into the sums."""
    rule_sets = {rule_set.id: rule_set for rule_set in db.session.execute(select(RuleSet)).scalars()}
    newer = aliased(Verdict)
    is_newest = ~(
        select(newer.id)
        .where(newer.entry_id == Verdict.entry_id, newer.scheme_id == Verdict.scheme_id, newer.n > Verdict.n)
        .exists()
    )
    statement = select(Entry, Verdict).outerjoin(Verdict, (Verdict.entry_id == Entry.id) & is_newest)
    for entry, verdict in paged(statement, Entry.id, lambda row: row[0].id, then=Verdict.id):
        counts.entries += 1
        if verdict is None:
            if _should_be_judged(entry):
                yield Difference(f"Entry {entry.id}, verdict", "none", "one per scheme")
            continue
        if not _re_evaluated(verdict):
            judgement = judge(entry.facts, rule_sets[verdict.rule_set_id].rules)
            if (verdict.state, verdict.failed) != judgement:
                yield Difference(f"Verdict {verdict.id} of entry {entry.id}", verdict.state, judgement.state)
        _add(sums, entry, verdict)


def _re_evaluated(verdict: Verdict) -> bool:
    """Whether two people have put another verdict over the rules' own: the only way to one the rules do not give."""
    return verdict.n > 1 and verdict.by_id is not None and verdict.seconded_by_id is not None


def _should_be_judged(entry: Entry) -> bool:
    """Whether there were rules for its day when it was written. A correction is judged as its purchase was."""
    in_force = rule_sets_on(entry.cluster_id, [entry.counts_on]).values()
    laid_down = (rules.approved_at for rules in in_force if rules.approved_at is not None)
    return entry.corrects_id is None and any(moment <= entry.written_at for moment in laid_down)


def _add(sums: Sums, entry: Entry, verdict: Verdict) -> None:
    for table, _own_keys, attributes in TOTALS:
        key = (
            table.__tablename__,
            verdict.scheme_id,
            entry.counts_year,
            entry.unit_id,
            entry.counts_on.month,
            entry.kind,
            entry.channel,
            verdict.state,
            *(getattr(entry, attribute) for attribute in attributes),
        )
        fen, grams, entries = sums.get(key, (0, 0, 0))
        sums[key] = (fen + entry.amount.fen, grams + weight_of(entry).thousandths, entries + 1)


def totals_against_entries(counts: Verified, sums: Sums) -> Iterator[Difference]:
    """Every total is the sum of its entries, and no total stands without entries."""
    for table, own_keys, _attributes in TOTALS:
        for row in db.session.execute(select(table)).scalars():
            counts.totals += 1
            key = (table.__tablename__, *(getattr(row, name) for name in (*KEY, *own_keys)))
            due = sums.pop(key, (0, 0, 0))
            found = (row.amount.fen, row.weight.thousandths, row.entries)
            if found != due:
                yield Difference(f"Total {named(key)}", _figures(found), _figures(due))
    for key, due in sums.items():
        yield Difference(f"Total {named(key)}", "none", _figures(due))


def _figures(figures: tuple[int, int, int]) -> str:
    return f"{Money(figures[0])} yuan, {Quantity(figures[1])} kg, {figures[2]} entries"
