"""Freight → postings: it is owed once anything of its order is accepted, by the order's own unit."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.kernel.quantity import NOTHING
from shop.ordering.models import ChargeLine, Order
from shop.payments.books import PostingSource
from shop.payments.models import Posting
from shop.payments.services.books import charges_as_posted

PAGE = 2_000


def charges_against_orders() -> Iterator[Difference]:
    """Each charge is posted as what it comes to, and no posting is of another's order or of no charge."""
    last = 0
    while True:
        statement = charges_as_posted(ChargeLine.id > last).limit(PAGE)
        page = db.session.execute(statement).all()
        if not page:
            break
        last = page[-1].id
        for row in page:
            should = row.amount if row.accepted and row.accepted > NOTHING else Money(0)
            if Money(int(row.posted or 0)) != should:
                yield Difference(f"Freight {row.id} of order {row.order_id}", Money(int(row.posted or 0)), should)
    mixed = (
        select(Posting.id, Posting.unit_id, Posting.supplier_id, Order.unit_id, Order.supplier_id)
        .join(Order, Order.id == Posting.order_id)
        .where((Posting.unit_id != Order.unit_id) | (Posting.supplier_id != Order.supplier_id))
    )
    for posting_id, *owners in db.session.execute(mixed):
        yield Difference(f"Posting {posting_id}, whose", tuple(owners[:2]), tuple(owners[2:]))
    missing = select(Posting.id).outerjoin(ChargeLine, ChargeLine.id == Posting.source_id)
    missing = missing.where(Posting.source == PostingSource.CHARGE_LINE, ChargeLine.id.is_(None))
    for (posting_id,) in db.session.execute(missing):
        yield Difference(f"Posting {posting_id} of a charge", "no such charge", "a charge of an order")
