"""Writing the book: entries, their verdicts, and the totals, all in the transaction of what caused them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from shop.catalogue.words import Measure
from shop.extensions import db
from shop.fulfilment.events import AcceptedLine, GoodsAccepted
from shop.fulfilment.models import AcceptanceLine
from shop.kernel import clock
from shop.kernel.dialects import add_up
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.ordering.events import ExpectationsMoved
from shop.tally.models import TOTALS, Entry, OnItsWay, RuleSet, Verdict
from shop.tally.models.totals import KEY
from shop.tally.rules import Judgement, judge
from shop.tally.services.in_force import COLUMNS, Approved, rule_sets_on
from shop.tally.services.periods import hold_open_book
from shop.tally.words import Channel, EntryKind, Source, VerdictState

NONE_LATER: Mapping[int, Verdict] = MappingProxyType({})
WRITTEN = select(Entry.source_id).where(
    Entry.source == Source.ACCEPTANCE, Entry.source_id.in_(bindparam("line_ids", expanding=True))
)


def count_purchase(accepted: GoodsAccepted) -> None:
    """Goods were accepted, so they are in the book, once however often it is told.

    They count in the year of the Shanghai day on which the first acceptance was recorded, corrections included, and are
    judged by the rules that were approved when they were accepted: later ones leave them alone.
    """
    written = _written(accepted.lines)
    lines = [line for line in accepted.lines if line.acceptance_line_id not in written]
    if not lines:
        return
    hold_open_book(accepted.cluster_id, accepted.accepted_at)
    counts_on = clock.shanghai_day(accepted.first_accepted_at)
    firsts = _first_entries(lines)
    entries = [_entry(accepted, line, counts_on, firsts) for line in lines]
    db.session.add_all(entries)
    db.session.flush()
    in_force = {
        scheme_id: rules
        for (scheme_id, _day), rules in rule_sets_on(
            accepted.cluster_id, [counts_on], as_of=accepted.accepted_at, hold_still=True
        ).items()
    }
    corrected = [entry.corrects_id for entry in entries if entry.corrects_id is not None]
    judged_by, later = rule_sets_of(corrected), later_verdicts(corrected)
    rows = []
    for entry in entries:
        if entry.corrects_id is None:
            rows += give_verdicts(entry, in_force)
        else:
            rows += give_verdicts(entry, judged_by.get(entry.corrects_id, {}), later.get(entry.corrects_id, {}))
    move_totals(rows)


def give_verdicts(
    entry: Entry, rule_sets: Mapping[int, Approved], later: Mapping[int, Verdict] = NONE_LATER
) -> list[tuple[int, Entry, VerdictState]]:
    """The first verdict on an entry under each scheme, and where it counts for now: (scheme, entry, state).

    A correction follows its purchase: if two people have judged that one anew (``later``), so is the correction.
    """
    rows = []
    for scheme_id, rule_set in rule_sets.items():
        judgement = judge(entry.facts, rule_set.rules)
        db.session.add(first_verdict(entry, scheme_id, rule_set, judgement))
        followed = later.get(scheme_id)
        if followed is not None:
            db.session.add(
                Verdict(
                    cluster_id=entry.cluster_id,
                    entry_id=entry.id,
                    scheme_id=scheme_id,
                    n=2,
                    at=entry.written_at,
                    **{name: getattr(followed, name) for name in FOLLOWED},
                )
            )
        rows.append((scheme_id, entry, followed.state if followed is not None else judgement.state))
    return rows


FOLLOWED = ("state", "failed", "rule_set_id", "by_id", "seconded_by_id", "remark")
"""What a correction takes over from the newest verdict on its purchase."""


def later_verdicts(entry_ids: Sequence[int]) -> dict[int, dict[int, Verdict]]:
    """The verdicts in force that two people gave on entries, by entry and scheme; none where the rules' own is."""
    if not entry_ids:
        return {}
    asked = select(Verdict).where(Verdict.entry_id.in_(sorted(set(entry_ids))), Verdict.n > 1).order_by(Verdict.n)
    found: dict[int, dict[int, Verdict]] = {}
    for verdict in db.session.execute(asked).scalars():
        found.setdefault(verdict.entry_id, {})[verdict.scheme_id] = verdict
    return found


def rule_sets_of(entry_ids: Sequence[int]) -> dict[int, dict[int, Approved]]:
    """By which rules these entries were judged, by entry and scheme.

    A correction is judged as the purchase was: rules or schemes that came since must not count the one without the
    other.
    """
    if not entry_ids:
        return {}
    statement = (
        select(Verdict.entry_id, *COLUMNS)
        .join(RuleSet, RuleSet.id == Verdict.rule_set_id)
        .where(Verdict.entry_id.in_(sorted(set(entry_ids))), Verdict.n == 1)
    )
    found: dict[int, dict[int, Approved]] = {}
    for entry_id, *row in db.session.execute(statement):
        rule_set = Approved(*row)
        found.setdefault(entry_id, {})[rule_set.scheme_id] = rule_set
    return found


def _written(lines: Sequence[AcceptedLine]) -> set[int]:
    """The acceptance lines that are in the book already."""
    ids = [line.acceptance_line_id for line in lines]
    with db.session.no_autoflush:  # entries are written as soon as they are made
        return set(db.session.execute(WRITTEN, {"line_ids": ids}).scalars()) if ids else set()


def _first_entries(lines: Sequence[AcceptedLine]) -> Mapping[int, int]:
    """The first entry of each chain that is corrected: the first note's line id → entry id.

    The first note's own line has none if everything was refused; then the first correction that took goods in has it.
    """
    root_ids = {line.root_line_id for line in lines if line.root_line_id is not None}
    if not root_ids:
        return {}
    root, later = aliased(AcceptanceLine), aliased(AcceptanceLine)
    statement = (
        select(root.id, func.min(Entry.id))
        .join(later, later.consignment_line_id == root.consignment_line_id)
        .join(Entry, (Entry.source == Source.ACCEPTANCE) & (Entry.source_id == later.id))
        .where(root.id.in_(root_ids))
        .group_by(root.id)
    )
    return dict(db.session.execute(statement).all())


def _entry(accepted: GoodsAccepted, line: AcceptedLine, counts_on: date, firsts: Mapping[int, int]) -> Entry:
    corrects_id = firsts.get(line.root_line_id) if line.root_line_id is not None else None
    return Entry(
        cluster_id=accepted.cluster_id,
        counts_year=counts_on.year,
        counts_on=counts_on,
        written_at=accepted.accepted_at,
        kind=EntryKind.PURCHASE if corrects_id is None else EntryKind.CORRECTION,
        channel=Channel.PLATFORM,
        source=Source.ACCEPTANCE,
        source_id=line.acceptance_line_id,
        n=1,
        corrects_id=corrects_id,
        unit_id=accepted.unit_id,
        supplier_id=accepted.supplier_id,
        supplier_county=line.facts.supplier_county,
        origin_county=line.facts.origin_county,
        category_id=line.category_id,
        purpose=line.facts.purpose,
        amount=line.amount,
        quantity=line.quantity,
        measure=line.measure,
        facts=line.facts,
    )


def first_verdict(entry: Entry, scheme_id: int, rule_set: Approved, judgement: Judgement) -> Verdict:
    """What the rules themselves make of an entry when it is written."""
    return Verdict(
        cluster_id=entry.cluster_id,
        entry_id=entry.id,
        scheme_id=scheme_id,
        n=1,
        state=judgement.state,
        failed=judgement.failed,
        rule_set_id=rule_set.id,
        at=entry.written_at,
    )


def weight_of(entry: Entry) -> Quantity:
    """What the entry weighs: pieces weigh nothing in the totals."""
    return entry.quantity if entry.measure is Measure.KILOGRAM else NOTHING


def move_totals(rows: Sequence[tuple[int, Entry, VerdictState]], *, away: bool = False) -> None:
    """Add entries to the four totals under (scheme, entry, verdict), or take them ``away`` from there."""
    sign = -1 if away else 1
    for table, own_keys, attributes in TOTALS:
        names = (*KEY, *own_keys)
        sums: dict[tuple[Any, ...], tuple[int, int, int]] = {}
        for scheme_id, entry, state in rows:
            own = (getattr(entry, attribute) for attribute in attributes)
            month = entry.counts_on.month
            key = (scheme_id, entry.counts_year, entry.unit_id, month, entry.kind, entry.channel, state, *own)
            fen, grams, entries = sums.get(key, (0, 0, 0))
            sums[key] = (fen + entry.amount.fen, grams + weight_of(entry).thousandths, entries + 1)
        moved = [
            dict(zip(names, key, strict=True))
            | {"amount": Money(sign * fen), "weight": Quantity(sign * grams), "entries": sign * entries}
            for key, (fen, grams, entries) in sums.items()
        ]
        add_up(db.session(), table.__table__, names, moved)


def move_expectations(moved: ExpectationsMoved) -> None:
    """What is on its way has changed; it is kept under the verdict it would get on its delivery day."""
    if not moved.moves:
        return
    sums: dict[tuple[Any, ...], int] = {}
    days = {move.deliver_on for move in moved.moves}
    in_force = rule_sets_on(moved.moves[0].cluster_id, days, hold_still=True)
    for move in moved.moves:
        for (scheme_id, day), rule_set in in_force.items():
            if day != move.deliver_on:
                continue
            state = judge(move.facts, rule_set.rules).state
            key = (scheme_id, day.year, move.unit_id, move.facts.purpose, move.facts.origin_county, state)
            sums[key] = sums.get(key, 0) + move.difference.fen
    add_expectations(sums)


EXPECTED = ("scheme_id", "year", "unit_id", "purpose", "county_code", "verdict")


def add_expectations(sums: Mapping[tuple[Any, ...], int]) -> None:
    """Add fen to what is on its way, by (scheme, year, unit, purpose, county, verdict)."""
    rows = [dict(zip(EXPECTED, key, strict=True)) | {"amount": Money(fen)} for key, fen in sums.items() if fen]
    add_up(db.session(), OnItsWay.__table__, EXPECTED, rows)
