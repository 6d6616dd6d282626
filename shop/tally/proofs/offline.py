"""What was registered as bought elsewhere → its state by its steps → its entries → what its verdicts must be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation
from shop.tally.models import (
    Entry,
    OfflineMotion,
    OfflinePurchase,
    OfflineStep,
    OfflineTwin,
    OfflineVersion,
    RuleSet,
    Verdict,
)
from shop.tally.offline.life import MOVES, Action
from shop.tally.offline.words import OVER, OfflineKind, OfflineState
from shop.tally.proofs.reading import Verified, pages
from shop.tally.rules import judge
from shop.tally.services.offline.booking import due_of, entry_of
from shop.tally.words import Channel, EntryKind, Source, VerdictState

PROVED = (
    "cluster_id counts_year counts_on written_at kind channel corrects_id unit_id supplier_id supplier_county "
    "origin_county category_id purpose amount quantity measure facts"
).split()
RESTS = frozenset({OfflineState.VERIFIED, OfflineState.DISPUTED})
Checks = Iterator[tuple[str, object, object]]


@dataclass
class Kept:
    """All that stands of one purchase."""

    versions: list[OfflineVersion] = field(default_factory=list)
    steps: list[OfflineStep] = field(default_factory=list)
    entries: dict[int, Entry] = field(default_factory=dict)
    motions: list[OfflineMotion] = field(default_factory=list)
    twins: set[int] = field(default_factory=set)
    parts: list[tuple[int, bool, Money]] = field(default_factory=list)
    verdicts: dict[int, dict[int, list[tuple[Verdict, RuleSet]]]] = field(default_factory=dict)


def entries_against_offline_purchases(counts: Verified) -> Iterator[Difference]:
    """Each purchase stands where its steps lead, and what it says is in the book once, and judged as it must be."""
    matched = 0
    for rows in pages(select(OfflinePurchase), OfflinePurchase.id, lambda row: int(row[0].id)):
        purchases = [purchase for (purchase,) in rows]
        kept = _kept(purchases[0].id, purchases[-1].id)
        for purchase in purchases:
            counts.offline += 1
            mine = kept.get(purchase.id, Kept())
            matched += len(mine.entries)
            yield from _of_purchase(purchase, mine)
    asked = select(func.count()).select_from(Entry).where(Entry.source == Source.OFFLINE)
    if (stand := db.session.execute(asked).scalar_one()) != matched:
        yield Difference("Entries written from offline purchases", stand, matched)
    known = select(OfflinePurchase.id)
    strays = (
        select(func.count())
        .select_from(InvoiceAllocation)
        .where(InvoiceAllocation.offline_purchase_id.is_not(None), InvoiceAllocation.offline_purchase_id.not_in(known))
    )
    if astray := db.session.execute(strays).scalar_one():
        yield Difference("Parts of invoices for offline purchases that there are not", astray, 0)


def _kept(first: int, last: int) -> dict[int, Kept]:
    found: dict[int, Kept] = {}

    def of(table: Any, column: Any, *order: Any) -> Iterator[tuple[Kept, Any]]:
        rows = db.session.execute(select(table).where(column.between(first, last)).order_by(*order)).scalars()
        for row in rows:
            yield found.setdefault(getattr(row, column.key), Kept()), row

    for mine, row in of(OfflineVersion, OfflineVersion.purchase_id, OfflineVersion.n):
        mine.versions.append(row)
    for mine, row in of(OfflineStep, OfflineStep.purchase_id, OfflineStep.n):
        mine.steps.append(row)
    for mine, row in of(OfflineMotion, OfflineMotion.purchase_id, OfflineMotion.id):
        mine.motions.append(row)
    for mine, row in of(OfflineTwin, OfflineTwin.purchase_id, OfflineTwin.id):
        mine.twins.add(row.version)
    _keep_entries(found, first, last)
    _keep_parts(found, first, last)
    return found


def _keep_entries(found: dict[int, Kept], first: int, last: int) -> None:
    entries = select(Entry).where(Entry.source == Source.OFFLINE, Entry.source_id.between(first, last))
    for entry in db.session.execute(entries).scalars():
        found.setdefault(entry.source_id, Kept()).entries[entry.n] = entry
    given = (
        select(Entry.source_id, Verdict, RuleSet)
        .join(Verdict, Verdict.entry_id == Entry.id)
        .join(RuleSet, RuleSet.id == Verdict.rule_set_id)
        .where(Entry.source == Source.OFFLINE, Entry.source_id.between(first, last))
        .order_by(Verdict.entry_id, Verdict.scheme_id, Verdict.n)
    )
    for source_id, verdict, rule_set in db.session.execute(given):
        of_entry = found[source_id].verdicts.setdefault(verdict.entry_id, {})
        of_entry.setdefault(verdict.scheme_id, []).append((verdict, rule_set))


def _keep_parts(found: dict[int, Kept], first: int, last: int) -> None:
    amount = func.sum(InvoiceAllocation.amount, type_=MoneyColumn())
    parts = (
        select(InvoiceAllocation.offline_purchase_id, Invoice.unit_id, Invoice.status, amount)
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(InvoiceAllocation.offline_purchase_id.between(first, last))
        .group_by(InvoiceAllocation.offline_purchase_id, Invoice.id, Invoice.unit_id, Invoice.status)
    )
    for purchase_id, unit_id, status, part in db.session.execute(parts):
        if part and purchase_id is not None:
            holds = status is not InvoiceStatus.WITHDRAWN
            found.setdefault(purchase_id, Kept()).parts.append((unit_id, holds, part))


def _of_purchase(purchase: OfflinePurchase, kept: Kept) -> Iterator[Difference]:
    where = f"Offline purchase {purchase.number}"
    if not kept.versions:
        yield Difference(f"{where}, what is stated", "nothing", "one version")
        return
    for name, found, expected in (*_of_life(purchase, kept), *_of_versions(purchase, kept), *_of_parts(purchase, kept)):
        if found != expected:
            yield Difference(f"{where}, {name}", found, expected)
    versions = {version.n: version for version in kept.versions}
    due = {one.n: one for one in due_of(purchase, kept.versions, kept.steps)}
    for n in sorted({*due, *kept.entries}):
        entry = kept.entries.get(n)
        if entry is None or n not in due:
            yield Difference(
                f"{where}, entry {n}", "none" if entry is None else entry.amount, n in due and due[n].amount
            )
            continue
        corrects = due[n].corrects
        should = entry_of(purchase, versions[due[n].version], due[n], kept.entries.get(corrects) if corrects else None)
        for name in PROVED:
            found, expected = getattr(entry, name), getattr(should, name)
            if found != expected:
                yield Difference(f"Entry {entry.id} of {where.lower()}, {name.replace('_', ' ')}", found, expected)
    for name, found, expected in _of_verdicts(kept):
        if found != expected:
            yield Difference(f"{where}, {name}", found, expected)


def _of_life(purchase: OfflinePurchase, kept: Kept) -> Checks:
    """The state that the steps lead to, each by whom it may be."""
    state = OfflineState.ENTERED
    agreed = [
        (motion.deed, motion.by_id, motion.decided_by_id) for motion in kept.motions if motion.outcome == "agreed"
    ]
    authors = {version.by_id for version in kept.versions if version.seconded_by_id is None}
    for n, step in enumerate(kept.steps, start=1):
        move = MOVES[step.deed]
        held = state is OfflineState.ENTERED and OfflineState.HELD in move.start and bool(kept.twins)
        yield f"step {n}, number", step.n, n
        yield f"step {n}, from where", state in move.start or held, True
        if move.two:
            yield f"step {n}, two people", (step.deed, step.seconded_by_id, step.by_id) in agreed, True
        if move.another:
            yield f"step {n}, somebody else", step.by_id in authors, False
        state = move.end
    is_held = state is OfflineState.ENTERED and kept.versions[-1].n in kept.twins
    if not (is_held and purchase.state is OfflineState.HELD):
        yield "state", purchase.state, state


def _of_versions(purchase: OfflinePurchase, kept: Kept) -> Checks:
    """Versions follow each other, and say of the facts what they say themselves."""
    yield "version", purchase.version, kept.versions[-1].n
    yield "versions", [version.n for version in kept.versions], list(range(1, len(kept.versions) + 1))
    lowered = sum(version.seconded_by_id is not None for version in kept.versions)
    yield "corrections of the amount", lowered, sum(step.deed is Action.LOWER for step in kept.steps)
    sent = sum(step.deed is Action.SEND for step in kept.steps)
    yield "times it was sent", len(kept.versions) - lowered, 1 + sent
    for version in kept.versions:
        facts, n = version.facts, f"version {version.n}"
        yield f"{n}, unit", facts.unit_path[-1], purchase.unit_id
        yield f"{n}, purpose", facts.purpose, version.purpose
        yield f"{n}, origin county", facts.origin_county, version.origin_county
        yield f"{n}, seller’s county", facts.supplier_county, version.seller_county
        if version.supplier_id is None:
            yield f"{n}, seller approved", facts.supplier_approved, purchase.channel is Channel.NATIONAL_832


def _of_parts(purchase: OfflinePurchase, kept: Kept) -> Checks:
    """A direct purchase rests on one invoice of its own unit, whole from when it is verified, never beyond it."""
    amount = kept.versions[-1].amount
    yield "invoices of other units", [unit for unit, _holds, _part in kept.parts if unit != purchase.unit_id], []
    yield "invoices that were withdrawn", [part for _unit, holds, part in kept.parts if not holds], []
    parts = [part for _unit, _holds, part in kept.parts]
    if purchase.kind is not OfflineKind.PURCHASE or purchase.state in OVER:
        yield "parts of invoices", parts, []
    elif purchase.state in RESTS:
        yield "parts of invoices", parts, [amount]
    else:
        yield "parts of invoices at most", all(part <= amount for part in parts) and len(parts) <= 1, True


def _of_verdicts(kept: Kept) -> Checks:
    """What nobody verified is pending; what was, has its second verdict by the rules, of who entered and verified."""
    entries = [entry for _n, entry in sorted(kept.entries.items())]
    firsts = [entry for entry in entries if entry.kind is EntryKind.PURCHASE]
    verified = [step for step in kept.steps if step.deed is Action.VERIFY]
    for entry in entries:
        of_last = bool(firsts) and firsts[-1].id in (entry.id, entry.corrects_id)
        for verdicts in kept.verdicts.get(entry.id, {}).values():
            name = f"verdicts on entry {entry.id}"
            if not (verified and of_last):
                yield name, [verdict.state for verdict, _rules in verdicts], [VerdictState.PENDING]
            elif entry is firsts[-1] and len(verdicts) > 1:
                second, rule_set = verdicts[1]
                author = [version for version in kept.versions if version.seconded_by_id is None][-1].by_id
                yield f"{name}, judged", (second.state, second.failed), tuple(judge(entry.facts, rule_set.rules))
                yield f"{name}, people", (second.by_id, second.seconded_by_id), (author, verified[-1].by_id)
            else:
                yield name, len(verdicts) > 1, True
