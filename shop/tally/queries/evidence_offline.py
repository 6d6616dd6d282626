"""What of purchases made elsewhere is invoiced: what of each rests on the register of invoices."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, type_coerce

from shop.extensions import db
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation
from shop.tally.models import Entry, EntryGrade, OfflinePurchase, OfflineStep
from shop.tally.offline.life import Action
from shop.tally.words import Source

LATER = Entry.__table__.alias("later")
FIRSTS = Entry.__table__.alias("firsts")


class OfflineChain(NamedTuple):
    """A verified purchase as it stands in the book, with all that corrects it, beside what is kept of it.

    ``kept_worth`` is empty as long as nothing is kept; ``resting`` is what of it rests on registered invoices, as far
    as nobody disputes them.
    """

    entry_id: int
    cluster_id: int
    unit_id: int
    counts_on: date
    county_code: str
    first: Money
    corrected: Money | None
    kept_worth: Money | None
    invoiced: Money | None
    rests: Money | None

    @property
    def worth(self) -> Money:
        return self.first + (self.corrected or Money(0))

    @property
    def resting(self) -> Money:
        return self.rests or Money(0)


def offline_chains(condition: ColumnElement[bool]) -> list[OfflineChain]:
    """The purchases made elsewhere that were verified, whatever became of them since. One query."""
    corrected: Any = select(func.sum(LATER.c.amount)).where(LATER.c.corrects_id == Entry.id).correlate(Entry)
    rests: Any = (
        select(func.sum(InvoiceAllocation.amount))
        .join(Invoice, Invoice.id == InvoiceAllocation.invoice_id)
        .where(InvoiceAllocation.offline_purchase_id == OfflinePurchase.id, Invoice.status != InvoiceStatus.DISPUTED)
        .correlate(OfflinePurchase)
    )
    last = (
        select(func.max(FIRSTS.c.id))
        .where(FIRSTS.c.source == Source.OFFLINE, FIRSTS.c.source_id == OfflinePurchase.id)
        .where(FIRSTS.c.corrects_id.is_(None))
        .correlate(OfflinePurchase)
    )
    verified = select(OfflineStep.id).where(
        OfflineStep.purchase_id == OfflinePurchase.id, OfflineStep.deed == Action.VERIFY
    )
    asked: Select[*tuple[Any, ...]] = (
        select(
            Entry.id,
            Entry.cluster_id,
            Entry.unit_id,
            Entry.counts_on,
            Entry.origin_county,
            Entry.amount,
            type_coerce(corrected.scalar_subquery(), MoneyColumn()),
            EntryGrade.worth,
            EntryGrade.invoiced,
            type_coerce(rests.scalar_subquery(), MoneyColumn()),
        )
        .select_from(OfflinePurchase)
        .join(Entry, Entry.id == last.scalar_subquery())
        .outerjoin(EntryGrade, EntryGrade.entry_id == Entry.id)
        .where(condition, verified.exists())
        .order_by(OfflinePurchase.id)
    )
    return [OfflineChain(*row) for row in db.session.execute(asked)]
