"""Raising and lowering how far purchases are proved, in the transaction of what does it. Nothing counts by it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from sqlalchemy import func, insert, select

from shop.extensions import db
from shop.fulfilment.events import GoodsAccepted
from shop.kernel import clock
from shop.kernel.dialects import add_up
from shop.kernel.money import Money
from shop.payments.events import InvoiceAgreedLower, InvoiceMatched, OrdersPaid
from shop.tally.evidence import EvidenceKind, spread
from shop.tally.models import Entry, EntryGrade, Evidence, OfflinePurchase, TotalByEvidence, Verdict
from shop.tally.models.evidence import EVIDENCE_KEY
from shop.tally.queries.evidence import Chain, chains, of_orders, purchases_of, verdicts_on
from shop.tally.queries.evidence_offline import OfflineChain, offline_chains
from shop.tally.services.in_force import hold_rules
from shop.tally.words import VerdictState

AnyChain = Chain | OfflineChain
NOTHING = Money(0)
OWN = ("cluster_id", "unit_id", "counts_on")


def prove_accepted(accepted: GoodsAccepted) -> None:
    """Goods are in the book: how far they are proved is kept from now on, and what was paid before is put to them.

    A correction moves what they have come to, and so what of the payment is theirs. Heard after the goods are counted
    and charged.
    """
    _prove_paid({line.order_id for line in accepted.lines})


def prove_paid(paid: OrdersPaid) -> None:
    """What is paid of orders has changed: it is spread over their purchases anew."""
    _prove_paid({share.order_id for share in paid.shares})


def prove_lowered(agreed: InvoiceAgreedLower) -> None:
    """Less counts than was accepted, as both sides agreed: what is paid is put to what is left."""
    _prove_paid({line.order_id for line in agreed.lines})


def prove_invoiced(matched: InvoiceMatched) -> None:
    """An invoice was matched to what was accepted, or taken back from it."""
    purchases = purchases_of([part.acceptance_line_id for part in matched.parts])
    moved: dict[int, Money] = {}
    for part in matched.parts:
        entry_id = purchases[part.acceptance_line_id]
        moved[entry_id] = moved.get(entry_id, NOTHING) + part.amount
    found = {chain.entry_id: chain for chain in chains(Entry.id.in_(sorted(moved)))}
    _move(EvidenceKind.INVOICED, [(found[entry_id], amount) for entry_id, amount in moved.items()])


def prove_offline(purchase_id: int) -> None:
    """A purchase made elsewhere was verified, or has changed since: what of it rests on its invoice is invoiced.

    Nobody here knows whether it was paid, so nothing of it ever is. Heard once it stands in the book as it is to stand.
    """
    for chain in offline_chains(OfflinePurchase.id == purchase_id):
        grown = chain.worth - (chain.kept_worth or NOTHING)
        if grown or chain.kept_worth is None:
            _keep([_kept(chain, worth=grown)])
        _move(EvidenceKind.INVOICED, [(chain, chain.resting - (chain.invoiced or NOTHING))])


def _prove_paid(order_ids: Iterable[int]) -> None:
    """Only what differs from what is kept is written, so that it may be told twice.

    The balance of the order is locked by whoever has just moved it, so nobody spreads the same payment beside us.
    """
    wanted = sorted(set(order_ids))
    if not wanted:
        return
    found = chains(of_orders(wanted))
    grown = [(chain, chain.worth - (chain.kept_worth or NOTHING)) for chain in found]
    _keep([_kept(chain, worth=amount) for chain, amount in grown if amount or chain.kept_worth is None])
    _move(EvidenceKind.PAID, [(chain, due - (chain.paid or NOTHING)) for chain, due in paid_of_each(found)])


def paid_of_each(found: Iterable[Chain]) -> Iterator[tuple[Chain, Money]]:
    """What of the payments of orders is for which of their purchases."""
    for _order_id, of_one_order in groupby(found, key=lambda chain: chain.order_id):
        mine = list(of_one_order)
        shares = spread(mine[0].order_paid or NOTHING, [chain.worth for chain in mine])
        yield from zip(mine, shares, strict=True)


def _move(kind: EvidenceKind, moves: Iterable[tuple[AnyChain, Money]]) -> None:
    moved = [(chain, amount) for chain, amount in moves if amount]
    if not moved:
        return
    for cluster_id in sorted({chain.cluster_id for chain, _amount in moved}):
        hold_rules(cluster_id)  # nobody judges these purchases anew meanwhile, which would move the same totals
    ids, now = sorted(chain.entry_id for chain, _amount in moved), clock.now()
    last = dict(
        db.session.execute(
            select(Evidence.entry_id, func.max(Evidence.n))
            .where(Evidence.entry_id.in_(ids), Evidence.kind == kind)
            .group_by(Evidence.entry_id)
        ).all()
    )
    rows = [
        {
            "cluster_id": chain.cluster_id,
            "entry_id": chain.entry_id,
            "kind": kind,
            "n": last.get(chain.entry_id, 0) + 1,
            "amount": amount,
            "at": now,
        }
        for chain, amount in moved
    ]
    db.session.execute(insert(Evidence.__table__), rows)
    _keep([_kept(chain, **{kind.value: amount}) for chain, amount in moved])
    _move_totals(kind, moved, ids)


def _kept(chain: AnyChain, **moved: Money) -> dict[str, Any]:
    own = {name: getattr(chain, name) for name in ("entry_id", *OWN)}
    return own | {"worth": NOTHING, "invoiced": NOTHING, "paid": NOTHING} | moved


def _keep(rows: list[dict[str, Any]]) -> None:
    add_up(db.session(), EntryGrade.__table__, ["entry_id"], rows, kept=OWN)


def _move_totals(kind: EvidenceKind, moved: Iterable[tuple[AnyChain, Money]], ids: list[int]) -> None:
    from_verdicts = verdicts_on(Verdict.entry_id.in_(ids))
    sums: dict[tuple[Any, ...], int] = {}
    for chain, amount in moved:
        for key in keys_of(chain, from_verdicts):
            sums[key] = sums.get(key, 0) + amount.fen
    nothing: Mapping[str, Money] = {"invoiced": NOTHING, "paid": NOTHING}
    rows = [
        dict(zip(EVIDENCE_KEY, key, strict=True)) | {**nothing, kind.value: Money(fen)} for key, fen in sums.items()
    ]
    add_up(db.session(), TotalByEvidence.__table__, EVIDENCE_KEY, rows)


def move_evidence(rows: Iterable[tuple[int, EntryGrade, str, VerdictState, VerdictState]]) -> None:
    """What is invoiced and paid of purchases goes from one verdict to another: (scheme, kept, county, from, to)."""
    sums: dict[tuple[Any, ...], tuple[int, int]] = {}
    for scheme_id, kept, county_code, before, after in rows:
        for state, sign in ((before, -1), (after, 1)):
            key = (scheme_id, kept.counts_on.year, kept.unit_id, kept.counts_on.month, county_code, state)
            invoiced, paid = sums.get(key, (0, 0))
            sums[key] = (invoiced + sign * kept.invoiced.fen, paid + sign * kept.paid.fen)
    moved = [
        dict(zip(EVIDENCE_KEY, key, strict=True)) | {"invoiced": Money(invoiced), "paid": Money(paid)}
        for key, (invoiced, paid) in sums.items()
    ]
    add_up(db.session(), TotalByEvidence.__table__, EVIDENCE_KEY, moved)


def keys_of(chain: AnyChain, verdicts: Mapping[int, list[tuple[int, Any]]]) -> Iterator[tuple[Any, ...]]:
    """The rows of the total that a purchase belongs to: one under each scheme, by its verdict in force."""
    day = chain.counts_on
    for scheme_id, state in verdicts.get(chain.entry_id, ()):
        yield (scheme_id, day.year, chain.unit_id, day.month, chain.county_code, state)
