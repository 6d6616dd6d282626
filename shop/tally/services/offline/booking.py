"""Writing what was bought elsewhere into the book: pending first, and judged when it is verified (DOMAIN rule 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import bindparam, select

from shop.extensions import db
from shop.kernel import clock
from shop.tally.models import Entry, EntryGrade, OfflinePurchase, OfflineStep, OfflineVersion, RuleSet, Verdict
from shop.tally.offline.booking import Due, Stated, entries_due
from shop.tally.offline.life import MOVES
from shop.tally.offline.words import OUTSIDE, OVER, OfflineKind
from shop.tally.queries.anew import facts_in_force
from shop.tally.queries.offline_register import steps_of, versions_of
from shop.tally.rules import Judgement, judge
from shop.tally.services.evidence import move_evidence
from shop.tally.services.in_force import rule_sets_on
from shop.tally.services.ledger import first_verdict, move_totals, rule_sets_of
from shop.tally.services.periods import hold_open_book
from shop.tally.words import EntryKind, Source, VerdictState

PENDING = Judgement(VerdictState.PENDING)
GRADE = select(EntryGrade).where(EntryGrade.entry_id == bindparam("entry_id")).execution_options(populate_existing=True)


class TwoPeople(NamedTuple):
    """Who said so, and who said so too."""

    by_id: int
    seconded_by_id: int


def stated_by(purchase: OfflinePurchase, version: OfflineVersion) -> Stated:
    """What a version says for the book."""
    rest = (
        version.day,
        version.supplier_id,
        version.seller_name if version.supplier_id is None else "",
        version.category_id,
        version.measure,
        version.facts,
    )
    lowered = version.seconded_by_id is not None
    return Stated(version.n, version.at, version.amount, version.quantity, rest, lowered)


def due_of(purchase: OfflinePurchase, versions: Sequence[OfflineVersion], steps: Sequence[OfflineStep]) -> list[Due]:
    """The entries that a purchase has to have; of other kinds none."""
    if purchase.kind is not OfflineKind.PURCHASE:
        return []
    ended = [step.at for step in steps if MOVES[step.deed].end in OVER]
    return entries_due([stated_by(purchase, version) for version in versions], ended[-1] if ended else None)


def book(purchase: OfflinePurchase, two: TwoPeople | None = None) -> None:
    """Whatever is missing in the book is written: pending as long as nobody has verified the purchase, else as the
    entry that it corrects, which ``two`` people brought about.
    """
    versions = {version.n: version for version in versions_of(purchase.id)}
    due = due_of(purchase, list(versions.values()), steps_of(purchase.id))
    written = {entry.n: entry for entry in entries_of(purchase.id)}
    missing = [one for one in due if one.n not in written]
    if missing:
        hold_open_book(purchase.cluster_id, max(one.at for one in missing))
    for one in missing:
        first = written[one.corrects] if one.corrects is not None else None
        entry = entry_of(purchase, versions[one.version], one, first)
        db.session.add(entry)
        db.session.flush()
        written[one.n] = entry
        _judge_first(entry, first)
        if first is not None and two is not None:
            _follow(entry, first, two)


def entry_of(purchase: OfflinePurchase, version: OfflineVersion, due: Due, first: Entry | None) -> Entry:
    """An entry as it has to stand; a proof makes the same."""
    return Entry(
        cluster_id=purchase.cluster_id,
        counts_year=version.day.year,
        counts_on=version.day,
        written_at=due.at,
        kind=due.kind,
        channel=purchase.channel,
        source=Source.OFFLINE,
        source_id=purchase.id,
        n=due.n,
        corrects_id=first.id if first is not None else None,
        unit_id=purchase.unit_id,
        supplier_id=version.supplier_id or OUTSIDE,
        supplier_county=version.facts.supplier_county,
        origin_county=version.facts.origin_county,
        category_id=version.category_id,
        purpose=version.facts.purpose,
        amount=due.amount,
        quantity=due.quantity,
        measure=version.measure,
        facts=version.facts,
    )


def entries_of(purchase_id: int) -> Sequence[Entry]:
    """What a purchase has written into the book. One query."""
    asked = select(Entry).where(Entry.source == Source.OFFLINE, Entry.source_id == purchase_id).order_by(Entry.n)
    return db.session.execute(asked).scalars().all()


def judge_chain(purchase: OfflinePurchase, two: TwoPeople, state: VerdictState | None = None, remark: str = "") -> None:
    """Two people give what stands of a purchase its next verdict: this state, or what the rules make of it that held
    when it was entered, or when two people had it judged anew.
    """
    hold_open_book(purchase.cluster_id, clock.now())
    chain = _standing_chain(purchase.id)
    held = _in_force([entry.id for entry in chain])
    rules = _rules({verdict.rule_set_id for verdicts in held.values() for verdict in verdicts.values()})
    for entry in chain:
        for scheme_id, verdict in held.get(entry.id, {}).items():
            first_id = entry.corrects_id or entry.id
            facts = facts_in_force(scheme_id, [first_id]).get(first_id, entry.facts)
            given = judge(facts, rules[verdict.rule_set_id].rules)
            judgement = given if state is None else Judgement(state)
            _give(entry, scheme_id, verdict, judgement, two, remark)


def _judge_first(entry: Entry, first: Entry | None) -> None:
    if first is None:
        in_force = rule_sets_on(entry.cluster_id, [entry.counts_on], as_of=entry.written_at, hold_still=True)
        rule_sets = {scheme_id: rules for (scheme_id, _day), rules in in_force.items()}
    else:
        rule_sets_on(entry.cluster_id, [entry.counts_on], hold_still=True)
        rule_sets = rule_sets_of([first.id]).get(first.id, {})
    for scheme_id, rule_set in rule_sets.items():
        db.session.add(first_verdict(entry, scheme_id, rule_set, PENDING))
    move_totals([(scheme_id, entry, VerdictState.PENDING) for scheme_id in rule_sets])
    db.session.flush()


def _follow(entry: Entry, first: Entry, two: TwoPeople) -> None:
    """A correction has the verdict of what it corrects."""
    held = _in_force([entry.id, first.id])
    for scheme_id, verdict in held.get(entry.id, {}).items():
        of_first = held.get(first.id, {}).get(scheme_id)
        if of_first is not None and of_first.state is not VerdictState.PENDING:
            _give(entry, scheme_id, verdict, Judgement(of_first.state, of_first.failed), two, "")


def _give(entry: Entry, scheme_id: int, before: Verdict, judgement: Judgement, two: TwoPeople, remark: str) -> None:
    if (before.state, before.failed) == judgement:
        return
    db.session.add(
        Verdict(
            cluster_id=entry.cluster_id,
            entry_id=entry.id,
            scheme_id=scheme_id,
            n=before.n + 1,
            state=judgement.state,
            failed=judgement.failed,
            rule_set_id=before.rule_set_id,
            at=clock.now(),
            by_id=two.by_id,
            seconded_by_id=two.seconded_by_id,
            remark=remark,
        )
    )
    move_totals([(scheme_id, entry, before.state)], away=True)
    move_totals([(scheme_id, entry, judgement.state)])
    kept = None if entry.corrects_id is not None else db.session.execute(GRADE, {"entry_id": entry.id}).scalar()
    if kept is not None:
        move_evidence([(scheme_id, kept, entry.origin_county, before.state, judgement.state)])
    db.session.flush()


def _standing_chain(purchase_id: int) -> list[Entry]:
    """The purchase that was written last, with all that corrects it; what was taken back before is left alone."""
    found = entries_of(purchase_id)
    firsts = [entry for entry in found if entry.kind is EntryKind.PURCHASE]
    return [entry for entry in found if firsts and firsts[-1].id in (entry.id, entry.corrects_id)]


def _in_force(entry_ids: Sequence[int]) -> dict[int, dict[int, Verdict]]:
    """The newest verdicts of entries, by entry and scheme."""
    asked = select(Verdict).where(Verdict.entry_id.in_(entry_ids)).order_by(Verdict.n)
    found: dict[int, dict[int, Verdict]] = {}
    for verdict in db.session.execute(asked).scalars():
        found.setdefault(verdict.entry_id, {})[verdict.scheme_id] = verdict
    return found


def _rules(rule_set_ids: set[int]) -> dict[int, RuleSet]:
    rows = db.session.execute(select(RuleSet).where(RuleSet.id.in_(sorted(rule_set_ids)))).scalars()
    return {rule_set.id: rule_set for rule_set in rows}
