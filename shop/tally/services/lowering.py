"""An agreed lower invoice lowers the count: a correction of the purchase, in the purchase's own year."""

from __future__ import annotations

from sqlalchemy import func, select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING
from shop.payments.events import InvoiceAgreedLower
from shop.tally.models import Entry
from shop.tally.rules import judge
from shop.tally.services.ledger import first_verdict, move_totals, rule_sets_of
from shop.tally.words import EntryKind, Source


def lower_count(agreed: InvoiceAgreedLower) -> None:
    """Both sides agree that less was invoiced than accepted (or take that back): the book gets the difference, once.

    It names the first entry of the line, counts on its day and is judged as it was. Goods do not move: the quantity
    that was accepted stands.
    """
    if not agreed.lowered or _is_written(agreed.reduction_id):
        return
    first = db.session.get_one(Entry, _first_entry(agreed.consignment_line_id))
    entry = Entry(
        cluster_id=first.cluster_id,
        counts_year=first.counts_year,
        counts_on=first.counts_on,
        written_at=agreed.at,
        kind=EntryKind.CORRECTION,
        channel=first.channel,
        source=Source.INVOICE,
        source_id=agreed.reduction_id,
        n=1,
        corrects_id=first.id,
        unit_id=first.unit_id,
        supplier_id=first.supplier_id,
        supplier_county=first.supplier_county,
        origin_county=first.origin_county,
        category_id=first.category_id,
        purpose=first.purpose,
        amount=Money(0) - agreed.lowered,
        quantity=NOTHING,
        measure=first.measure,
        facts=first.facts,
    )
    db.session.add(entry)
    db.session.flush()
    rows = []
    for scheme_id, rule_set in rule_sets_of([first.id]).get(first.id, {}).items():
        judgement = judge(entry.facts, rule_set.rules)
        db.session.add(first_verdict(entry, scheme_id, rule_set, judgement))
        rows.append((scheme_id, entry, judgement.state))
    move_totals(rows)


def _is_written(reduction_id: int) -> bool:
    asked = select(Entry.id).where(Entry.source == Source.INVOICE, Entry.source_id == reduction_id)
    return db.session.execute(asked).first() is not None


def _first_entry(consignment_line_id: int) -> int:
    asked = (
        select(func.min(Entry.id))
        .join(AcceptanceLine, (Entry.source == Source.ACCEPTANCE) & (AcceptanceLine.id == Entry.source_id))
        .where(AcceptanceLine.consignment_line_id == consignment_line_id)
    )
    return db.session.execute(asked).scalar_one()
