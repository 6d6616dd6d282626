"""`shop bulletins verify`: every bulletin proved from the book, and its life from its steps.

What a snapshot says was counted is added up anew from the entries and verdicts that had been written when it was
frozen; its sum, its signature and the chain of an issuer's signatures are computed again; numbers have no gaps.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.proofs import Difference
from shop.reports.bulletins.life import MOVES, PUBLISHED, BulletinAction
from shop.reports.bulletins.sealing import sealed
from shop.reports.bulletins.snapshots import digest_of, number_of
from shop.reports.bulletins.spans import Span
from shop.reports.bulletins.words import BulletinState
from shop.reports.models import Bulletin, BulletinSnapshot, BulletinStep
from shop.tally.models import Entry, Verdict
from shop.tally.words import VerdictState

Book = dict[tuple[int, int, str], tuple[int, int]]
"""By unit, month and purpose: fen, and how many entries."""

NEWER = aliased(Verdict)


@dataclass
class Proved:
    """How many were looked at."""

    bulletins: int = 0
    snapshots: int = 0


def differences(counts: Proved) -> Iterator[Difference]:
    """Every place where a bulletin is not what its sources say."""
    signed: dict[int, list[Bulletin]] = defaultdict(list)
    for bulletin in db.session.execute(select(Bulletin).order_by(Bulletin.id)).scalars().all():
        counts.bulletins += 1
        where = f"Bulletin {bulletin.number}"
        steps = _steps(bulletin.id)
        snapshots = {one.id: one for one in _snapshots(bulletin.id)}
        counts.snapshots += len(snapshots)
        yield from _of_life(where, bulletin, steps)
        for snapshot in snapshots.values():
            yield from _of_snapshot(f"{where}, snapshot {snapshot.n}", bulletin, snapshot)
        if bulletin.state in PUBLISHED:
            signed[bulletin.issuer_id].append(bulletin)
    for issuer_id, theirs in signed.items():
        yield from _of_signatures(issuer_id, theirs)


def _steps(bulletin_id: int) -> Sequence[BulletinStep]:
    asked = select(BulletinStep).where(BulletinStep.bulletin_id == bulletin_id).order_by(BulletinStep.n)
    return db.session.execute(asked).scalars().all()


def _snapshots(bulletin_id: int) -> Sequence[BulletinSnapshot]:
    asked = select(BulletinSnapshot).where(BulletinSnapshot.bulletin_id == bulletin_id).order_by(BulletinSnapshot.n)
    return db.session.execute(asked).scalars().all()


def _of_life(where: str, bulletin: Bulletin, steps: Sequence[BulletinStep]) -> Iterator[Difference]:
    """The steps follow the table of moves, each by whom it may be taken, and lead to how the bulletin stands."""
    state = BulletinState.DRAFT
    before: BulletinStep | None = None
    for n, step in enumerate(steps, 1):
        move, here = MOVES[step.action], f"{where}, step {step.n}"
        if step.n != n:
            yield Difference(f"{here}, number", step.n, n)
        if (state, step.state) != (move.start, move.end):
            yield Difference(here, f"{state.value} → {step.state.value}", f"{move.start.value} → {move.end.value}")
        proposed_by = before.by_id if before is not None and move.by_proposer is False else None
        if step.proposed_by_id != proposed_by or step.by_id == proposed_by:
            yield Difference(f"{here}, two people", step.proposed_by_id, proposed_by)
        if before is not None and step.at < before.at:
            yield Difference(f"{here}, moment", step.at, f"not before {before.at}")
        frozen_before = before is not None and step.action not in (BulletinAction.PROPOSE, BulletinAction.DISCARD)
        if before is not None and frozen_before and step.snapshot_id != before.snapshot_id:
            yield Difference(f"{here}, snapshot", step.snapshot_id, before.snapshot_id)
        state, before = step.state, step
    if bulletin.state is not state:
        yield Difference(f"{where}, state", bulletin.state.value, state.value)
    stands_on = before.snapshot_id if before is not None and state is not BulletinState.DRAFT else None
    if state is not BulletinState.DISCARDED and bulletin.snapshot_id != stands_on:
        yield Difference(f"{where}, snapshot", bulletin.snapshot_id, stands_on)


def _of_snapshot(where: str, bulletin: Bulletin, snapshot: BulletinSnapshot) -> Iterator[Difference]:
    digest = digest_of(snapshot.content)
    if digest != snapshot.digest:
        yield Difference(f"{where}, digest", digest, snapshot.digest)
    content = snapshot.content
    told = {(unit, month, purpose): (fen, count) for unit, month, purpose, fen, count in content["figures"]["book"]}
    stood = _book(content, snapshot)
    for key in sorted(told.keys() | stood.keys()):
        found, due = told.get(key, (0, 0)), stood.get(key, (0, 0))
        if found != due:
            name = " / ".join(str(part) for part in key)
            yield Difference(
                f"{where}, {name}", f"{found[0]} fen, {found[1]} entries", f"{due[0]} fen, {due[1]} entries"
            )
    yield from _sums(where, content, told)


def _book(content: dict[str, Any], snapshot: BulletinSnapshot) -> Book:
    """What counted of its units in its year up to its last month, as the book stood when it was frozen."""
    units = [one["id"] for one in content["figures"]["units"]]
    last = Span(content["year"], content["first"], content["last"]).last_day
    newest = (
        select(func.max(NEWER.n))
        .where(NEWER.entry_id == Verdict.entry_id, NEWER.scheme_id == Verdict.scheme_id)
        .where(NEWER.id <= snapshot.verdict_mark)
        .correlate(Verdict)
        .scalar_subquery()
    )
    asked = (
        select(Entry.unit_id, Entry.counts_on, Entry.purpose, func.sum(Entry.amount), func.count())
        .join(Verdict, Verdict.entry_id == Entry.id)
        .where(Verdict.scheme_id == content["scheme"]["id"], Verdict.id <= snapshot.verdict_mark, Verdict.n == newest)
        .where(Verdict.state == VerdictState.COUNTED, Entry.id <= snapshot.entry_mark)
        .where(Entry.counts_year == content["year"], Entry.counts_on <= last, Entry.unit_id.in_(units))
        .group_by(Entry.unit_id, Entry.counts_on, Entry.purpose)
    )
    found: dict[tuple[int, int, str], list[int]] = defaultdict(lambda: [0, 0])
    for unit_id, day, purpose, amount, count in db.session.execute(asked):
        sums = found[unit_id, day.month, purpose.value]
        sums[0] += amount.fen
        sums[1] += count
    return {key: (fen, count) for key, (fen, count) in found.items() if fen or count}


def _sums(where: str, content: dict[str, Any], told: Book) -> Iterator[Difference]:
    """The figures at its head, of its units and of its months are sums of what it says was counted."""
    months = range(content["first"], content["last"] + 1)
    figures = content["figures"]
    due = {
        "in the period": sum(fen for (_unit, month, _purpose), (fen, _count) in told.items() if month in months),
        "counted": sum(fen for fen, _count in told.values()),
    }
    for name, key in (("in the period", "in_period"), ("counted", "counted")):
        if figures["head"][key]["fen"] != due[name]:
            yield Difference(f"{where}, {name}", figures["head"][key]["fen"], due[name])
    for row in figures["months"]:
        of_month = sum(fen for (_unit, month, _purpose), (fen, _count) in told.items() if month == row["month"])
        if row["counted"]["fen"] != of_month:
            yield Difference(f"{where}, month {row['month']}", row["counted"]["fen"], of_month)
    for row in figures["units"]:
        own = sum(fen for (unit, _month, _purpose), (fen, _count) in told.items() if unit == row["id"])
        if row["leaf"] and row["counted"]["fen"] != own:
            yield Difference(f"{where}, unit {row['id']}", row["counted"]["fen"], own)
    yield from _ratios(where, figures)
    for part in ("counties", "categories", "purposes"):
        sum_of_parts = sum(row["counted"]["fen"] for row in figures[part])
        if sum_of_parts != due["in the period"]:
            yield Difference(f"{where}, {part}", sum_of_parts, due["in the period"])


def _ratios(where: str, figures: dict[str, Any]) -> Iterator[Difference]:
    """What its figures say of each other: the months lead to the head, shares are of their targets, sums are sums."""
    head, months = figures["head"], figures["months"]
    if months and months[-1]["cumulated"]["fen"] != head["towards"]["fen"]:
        yield Difference(f"{where}, towards the target", head["towards"]["fen"], months[-1]["cumulated"]["fen"])
    suppliers = figures["suppliers"]
    bought = sum(row["counted"]["fen"] for row in suppliers["largest"]) + suppliers["others_counted"]["fen"]
    if bought != head["in_period"]["fen"]:
        yield Difference(f"{where}, suppliers", bought, head["in_period"]["fen"])
    units = {row["id"]: row for row in figures["units"]}
    rows = [*units.values(), *figures["behind"], *(one for size in figures["ranking"] for one in size["places"])]
    for name, row in [("the whole", head), *((f"unit {row['id']}", row) for row in rows)]:
        if row["target"] is not None and row["completion"] is not None:
            due = Decimal(row["towards"]["fen"]) / row["target"]["fen"]
            if Decimal(row["completion"]["ratio"]) != due:
                yield Difference(f"{where}, {name}, completion", row["completion"]["ratio"], due)
        own = units.get(row.get("id"), row)
        if (row["towards"], row["target"]) != (own["towards"], own["target"]):
            yield Difference(f"{where}, {name}, towards the target", row["towards"], own["towards"])


def _of_signatures(issuer_id: int, bulletins: Sequence[Bulletin]) -> Iterator[Difference]:
    """Numbers follow each other in each year, and every signature holds on to the one before."""
    before, serials = "", defaultdict[int, int](int)
    signed = [
        (step, bulletin) for bulletin in bulletins for step in _steps(bulletin.id) if step.action is BulletinAction.SIGN
    ]
    for step, bulletin in sorted(signed, key=lambda one: one[0].id):
        where = f"Bulletin {bulletin.number}, signature"
        year = clock.shanghai_day(step.at).year
        serials[year] += 1
        if (bulletin.serial_year, bulletin.serial) != (year, serials[year]):
            yield Difference(f"{where}, number", f"{bulletin.serial_year}/{bulletin.serial}", f"{year}/{serials[year]}")
        if bulletin.signed_as != step.signed_as or not step.signed_as.endswith(number_of("", year, serials[year])):
            yield Difference(f"{where}, signed as", bulletin.signed_as, step.signed_as)
        snapshot = db.session.get(BulletinSnapshot, step.snapshot_id)
        digest = snapshot.digest if snapshot else ""
        seal = sealed(digest, step.signed_as, step.proposed_by_id or 0, step.by_id, step.at, before)
        if seal != step.seal:
            yield Difference(f"{where}, seal", step.seal, seal)
        before = step.seal
