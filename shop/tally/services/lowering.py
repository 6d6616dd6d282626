"""An agreed lower invoice lowers the count: a correction of the purchase, in the purchase's own year."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING
from shop.payments.events import InvoiceAgreedLower, LoweredLine
from shop.tally.models import Entry
from shop.tally.queries.evidence import is_first_of
from shop.tally.services.ledger import give_verdicts, later_verdicts, move_totals, rule_sets_of
from shop.tally.services.periods import hold_open_book
from shop.tally.words import EntryKind, Source


def lower_count(agreed: InvoiceAgreedLower) -> None:
    """Both sides agree that less was invoiced than accepted (or take that back): the book gets the difference, once.

    It names the first entry of the line, counts on its day and is judged as it was. Goods do not move: the quantity
    that was accepted stands.
    """
    written = _written([line.reduction_id for line in agreed.lines])
    lines = [line for line in agreed.lines if line.lowered and line.reduction_id not in written]
    if not lines:
        return
    firsts = _first_entries([line.consignment_line_id for line in lines])
    for cluster_id in sorted({first.cluster_id for first in firsts.values()}):
        hold_open_book(cluster_id, agreed.at)
    entries = [_entry(firsts[line.consignment_line_id], line, agreed.at) for line in lines]
    db.session.add_all(entries)
    db.session.flush()
    ids = [first.id for first in firsts.values()]
    judged_by, later, rows = rule_sets_of(ids), later_verdicts(ids), []
    for line, entry in zip(lines, entries, strict=True):
        first_id = firsts[line.consignment_line_id].id
        rows += give_verdicts(entry, judged_by.get(first_id, {}), later.get(first_id, {}))
    move_totals(rows)


def _entry(first: Entry, line: LoweredLine, at: datetime) -> Entry:
    return Entry(
        cluster_id=first.cluster_id,
        counts_year=first.counts_year,
        counts_on=first.counts_on,
        written_at=at,
        kind=EntryKind.CORRECTION,
        channel=first.channel,
        source=Source.INVOICE,
        source_id=line.reduction_id,
        n=1,
        corrects_id=first.id,
        unit_id=first.unit_id,
        supplier_id=first.supplier_id,
        supplier_county=first.supplier_county,
        origin_county=first.origin_county,
        category_id=first.category_id,
        purpose=first.purpose,
        amount=Money(0) - line.lowered,
        quantity=NOTHING,
        measure=first.measure,
        facts=first.facts,
    )


def _written(reduction_ids: Sequence[int]) -> set[int]:
    asked = select(Entry.source_id).where(Entry.source == Source.INVOICE, Entry.source_id.in_(reduction_ids))
    return set(db.session.execute(asked).scalars())


def _first_entries(consignment_line_ids: Sequence[int]) -> dict[int, Entry]:
    """The purchases of chains of acceptances, by the consignment's line."""
    asked = (
        select(AcceptanceLine.consignment_line_id, Entry)
        .join(Entry, is_first_of(AcceptanceLine.id))
        .where(AcceptanceLine.consignment_line_id.in_(consignment_line_ids))
    )
    return dict(db.session.execute(asked).all())
