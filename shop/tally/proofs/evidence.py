"""Order balances, the register of invoices and entries → how far each purchase is proved → the total of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.ordering.models import Order, OrderLine
from shop.payments.queries.matched import matched_altogether, matched_of
from shop.tally.evidence import EvidenceKind
from shop.tally.models import Entry, EntryGrade, Evidence, OfflinePurchase, TotalByEvidence, Verdict
from shop.tally.models.evidence import EVIDENCE_KEY
from shop.tally.proofs.reading import named, pages
from shop.tally.queries.evidence import chains, verdicts_on
from shop.tally.queries.evidence_offline import offline_chains
from shop.tally.services.evidence import AnyChain, keys_of, paid_of_each
from shop.tally.words import Source

Sums = dict[tuple[Any, ...], tuple[int, int]]
Ids = Select[int] | Sequence[int]
Steps = dict[int, dict[EvidenceKind, Money]]
NOTHING = Money(0)


class Due(NamedTuple):
    """How far a purchase is proved by what proves it."""

    paid: Money
    invoiced: Money


def evidence() -> Iterator[Difference]:
    """Each purchase is as far paid as its order is and invoiced as the register says; every total is their sum.

    What was bought elsewhere is as far invoiced as it rests on the register, and never paid.
    """
    sums: Sums = {}
    matched, on_invoices = 0, NOTHING
    for rows in pages(select(Order.id), Order.id, lambda row: int(row[0])):
        of_these = OrderLine.order_id.between(rows[0][0], rows[-1][0])
        found, ids = chains(of_these), _purchases(of_these)
        verdicts = verdicts_on(Verdict.entry_id.in_(ids))
        kept, steps, invoiced_of = _kept(ids), _steps(ids), matched_of(of_these)
        matched += len(kept)
        for chain, paid_due in paid_of_each(found):
            due = Due(paid_due, invoiced_of.get(chain.consignment_line_id, NOTHING))
            on_invoices += due.invoiced
            yield from _of_purchase(chain, kept.get(chain.entry_id), steps.get(chain.entry_id, {}), due)
            for key in keys_of(chain, verdicts):
                invoiced, paid = sums.get(key, (0, 0))
                sums[key] = (invoiced + (chain.invoiced or NOTHING).fen, paid + due.paid.fen)
    for rows in pages(select(OfflinePurchase.id), OfflinePurchase.id, lambda row: int(row[0])):
        elsewhere = offline_chains(OfflinePurchase.id.between(rows[0][0], rows[-1][0]))
        of_them = [chain.entry_id for chain in elsewhere]
        verdicts, kept, steps = verdicts_on(Verdict.entry_id.in_(of_them)), _kept(of_them), _steps(of_them)
        matched += len(kept)
        for one in elsewhere:
            due = Due(NOTHING, one.resting)
            yield from _of_purchase(one, kept.get(one.entry_id), steps.get(one.entry_id, {}), due)
            for key in keys_of(one, verdicts):
                invoiced, paid = sums.get(key, (0, 0))
                sums[key] = (invoiced + due.invoiced.fen, paid)
    yield from _nothing_beside(matched)
    if (altogether := matched_altogether()) != on_invoices:
        yield Difference("Parts of checked invoices", altogether, on_invoices)
    yield from _totals(sums)


def _purchases(of_these: ColumnElement[bool]) -> Select[int]:
    lines = select(AcceptanceLine.id).join(OrderLine, OrderLine.id == AcceptanceLine.order_line_id).where(of_these)
    return select(Entry.id).where(
        Entry.source == Source.ACCEPTANCE, Entry.source_id.in_(lines), Entry.corrects_id.is_(None)
    )


def _kept(ids: Ids) -> dict[int, EntryGrade]:
    rows = db.session.execute(select(EntryGrade).where(EntryGrade.entry_id.in_(ids))).scalars()
    return {row.entry_id: row for row in rows}


def _steps(ids: Ids) -> Steps:
    """What was written of each purchase, by kind."""
    statement = select(Evidence.entry_id, Evidence.kind, func.sum(Evidence.amount)).where(Evidence.entry_id.in_(ids))
    found: Steps = {}
    for entry_id, kind, amount in db.session.execute(statement.group_by(Evidence.entry_id, Evidence.kind)):
        found.setdefault(entry_id, {})[kind] = amount
    return found


def _of_purchase(
    chain: AnyChain, kept: EntryGrade | None, steps: dict[EvidenceKind, Money], due: Due
) -> Iterator[Difference]:
    where = f"Evidence of entry {chain.entry_id}"
    if kept is None:
        yield Difference(where, "none", chain.worth)
        return
    own = (kept.cluster_id, kept.unit_id, kept.counts_on)
    for name, found, expected in (
        ("its purchase", own, (chain.cluster_id, chain.unit_id, chain.counts_on)),
        ("accepted", kept.worth, chain.worth),
        ("paid, by its order", kept.paid, due.paid),
        ("paid, step by step", steps.get(EvidenceKind.PAID, NOTHING), kept.paid),
        ("invoiced, step by step", steps.get(EvidenceKind.INVOICED, NOTHING), kept.invoiced),
        ("invoiced, by the register", kept.invoiced, due.invoiced),
    ):
        if found != expected:
            yield Difference(f"{where}, {name}", found, expected)


def _nothing_beside(matched: int) -> Iterator[Difference]:
    """No correction, and nothing that was not accepted, has evidence of its own."""
    kept = db.session.execute(select(func.count()).select_from(EntryGrade)).scalar_one()
    if kept != matched:
        yield Difference("Purchases whose evidence is kept", kept, matched)
    beside = (
        select(func.min(Evidence.entry_id))
        .join(Entry, Entry.id == Evidence.entry_id)
        .where(Entry.corrects_id.is_not(None))
    )
    entry_id = db.session.execute(beside).scalar_one()
    if entry_id is not None:
        yield Difference(f"Evidence of entry {entry_id}", "its own", "that of the purchase it corrects")


def _totals(sums: Sums) -> Iterator[Difference]:
    for row in db.session.execute(select(TotalByEvidence)).scalars():
        key = tuple(getattr(row, name) for name in EVIDENCE_KEY)
        due, found = sums.pop(key, (0, 0)), (row.invoiced.fen, row.paid.fen)
        if found != due:
            yield Difference(f"Total by evidence {named(key)}", _figures(found), _figures(due))
    for key, due in sums.items():
        if any(due):
            yield Difference(f"Total by evidence {named(key)}", "none", _figures(due))


def _figures(figures: tuple[int, int]) -> str:
    return f"{Money(figures[0])} yuan invoiced, {Money(figures[1])} yuan paid"
