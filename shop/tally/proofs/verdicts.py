"""Entries → the verdicts that every scheme must have given on them, by the rules that stood when they were written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import aliased

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.proofs import Difference
from shop.tally.models import Entry, Verdict
from shop.tally.proofs.reading import Verified, pages
from shop.tally.proofs.rulebook import RuleBook
from shop.tally.proofs.totals import Sums, add_to
from shop.tally.rules import Judgement, Rules, judge
from shop.tally.words import Condition, Source, VerdictState


class Given(NamedTuple):
    """A verdict as it stands in the book."""

    entry_id: int
    scheme_id: int
    n: int
    id: int
    cluster_id: int
    state: VerdictState
    failed: Condition | None
    rule_set_id: int
    at: datetime
    by_id: int | None
    seconded_by_id: int | None

    @property
    def people(self) -> set[int | None]:
        return {self.by_id, self.seconded_by_id}


GIVEN = [getattr(Verdict, name) for name in Given._fields]


def verdicts(counts: Verified, sums: Sums) -> Iterator[Difference]:
    """Each entry has its verdicts, one row of them for each scheme; its amount goes into the sums of the newest.

    The first of a row is what the rules made of it that were approved when it was written and held on its day; of a
    correction, those by which its purchase was judged. Any later one was given by two people.
    """
    book = RuleBook()
    for rows in pages(select(Entry), Entry.id, lambda row: int(row[0].id)):
        entries = [entry for (entry,) in rows]
        span = (entries[0].id, entries[-1].id)
        given, firsts = _given(span), _firsts_of_corrected(span)
        for entry in entries:
            counts.entries += 1
            mine = given.get(entry.id, {})
            if entry.corrects_id is None:
                in_force = book.on(entry.cluster_id, entry.counts_on, entry.written_at)
                due = {scheme_id: version.id for scheme_id, version in in_force.items()}
            else:
                due = firsts.get(entry.corrects_id, {})
            yield from _of_entry(entry, mine, due, book)
            for row in mine.values():
                add_to(sums, entry, row[-1].scheme_id, row[-1].state)


def _given(span: tuple[int, int]) -> dict[int, dict[int, list[Given]]]:
    """The verdicts on entries from one id to another: entry → scheme → its row of them, the first one first."""
    statement = select(*GIVEN).where(Verdict.entry_id.between(*span))
    found: dict[int, dict[int, list[Given]]] = {}
    for columns in db.session.execute(statement.order_by(Verdict.entry_id, Verdict.scheme_id, Verdict.n)):
        verdict = Given(*columns)
        found.setdefault(verdict.entry_id, {}).setdefault(verdict.scheme_id, []).append(verdict)
    return found


def _firsts_of_corrected(span: tuple[int, int]) -> dict[int, dict[int, int]]:
    """By which rules the purchases were judged that entries of a span correct: entry → scheme → rule set."""
    correction = aliased(Entry)
    corrected = select(correction.corrects_id).where(correction.id.between(*span), correction.corrects_id.is_not(None))
    statement = select(Verdict.entry_id, Verdict.scheme_id, Verdict.rule_set_id)
    found: dict[int, dict[int, int]] = {}
    for entry_id, scheme_id, rule_set_id in db.session.execute(
        statement.where(Verdict.n == 1, Verdict.entry_id.in_(corrected))
    ):
        found.setdefault(entry_id, {})[scheme_id] = rule_set_id
    return found


def _of_entry(
    entry: Entry, mine: Mapping[int, Sequence[Given]], due: Mapping[int, int], book: RuleBook
) -> Iterator[Difference]:
    for scheme_id in sorted({*due, *mine}):
        where = f"Entry {entry.id}, verdict under scheme {scheme_id}"
        if scheme_id not in mine:
            yield Difference(where, "none", f"one by rule set {due[scheme_id]}")
        elif scheme_id not in due:
            yield Difference(where, f"verdict {mine[scheme_id][0].id}", "none: it had no rules for that day")
        else:
            for verdict, name, found, expected in _of_row(entry, mine[scheme_id], due[scheme_id], book):
                if found != expected:
                    yield Difference(f"Verdict {verdict.id} of entry {entry.id}, {name}", found, expected)


def _of_row(entry: Entry, row: Sequence[Given], due: int, book: RuleBook) -> Iterator[tuple[Given, str, Any, Any]]:
    """What a scheme's verdicts on an entry say beside what they have to."""
    for n, verdict in enumerate(row, start=1):
        yield verdict, "number", verdict.n, n
        yield verdict, "cluster", verdict.cluster_id, entry.cluster_id
    first, *later = row
    yield first, "rule set", first.rule_set_id, due
    yield first, "moment", first.at, entry.written_at
    yield first, "people", first.people, {None}
    if due in book.by_id:
        judgement = _first_judgement(entry, book.by_id[due].rules)
        yield first, "state", first.state, judgement.state
        yield first, "reason", first.failed, judgement.failed
    for before, verdict in zip(row, later, strict=False):
        version = book.by_id.get(verdict.rule_set_id)
        yield verdict, "rule set’s scheme", version and version.scheme_id, verdict.scheme_id
        yield verdict, "rule set’s approval", version is not None and version.approved_at <= verdict.at, True
        yield verdict, "moment after the one before", verdict.at >= before.at, True
        yield verdict, "people", _known(verdict.people), 2


def _first_judgement(entry: Entry, rules: Rules) -> Judgement:
    """What rules make of an entry when it is written: of what was bought elsewhere nothing before it is verified."""
    pending = entry.source is Source.OFFLINE
    return Judgement(VerdictState.PENDING) if pending else judge(entry.facts, rules)


def _known(people: set[int | None]) -> int:
    """How many people these are; only the few verdicts that are not the rules' own are asked about."""
    asked = select(Person.id).where(Person.id.in_([person for person in people if person is not None]))
    return len(db.session.execute(asked).all())
