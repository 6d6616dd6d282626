"""Finding what looks like the same purchase registered twice: here and elsewhere, or elsewhere two times."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.payments.invoicing import InvoiceStatus
from shop.payments.models import Invoice, InvoiceAllocation
from shop.payments.readings import plain_name
from shop.tally.models import Entry, OfflinePurchase, OfflineTwin, OfflineVersion
from shop.tally.offline.words import OVER, TwinBy
from shop.tally.queries.evidence import is_first_of
from shop.tally.words import Source

WITHIN = timedelta(days=3)
MOST = 8
"""So many twins are kept of a version: whoever looks at eight has seen enough."""


class Twin(NamedTuple):
    """Something that a purchase may be already: a first entry of the book, or another registered purchase."""

    found_by: TwinBy
    entry_id: int | None
    other_id: int | None
    amount: Money

    @property
    def key(self) -> tuple[int | None, int | None]:
        return self.entry_id, self.other_id


def twins_of(purchase: OfflinePurchase, version: OfflineVersion) -> list[Twin]:
    """What it looks like among accepted purchases and offline purchases of the cluster. At most four queries."""
    found = [*_of_the_register(purchase, version), *_by_amount(version), *_by_invoice(version)]
    first: dict[tuple[int | None, int | None], Twin] = {}
    for twin in found:
        first.setdefault(twin.key, twin)
    return list(first.values())[:MOST]


def note_twins(purchase: OfflinePurchase, version: OfflineVersion) -> bool:
    """Keep what was not seen beside this version before; whether there is any."""
    asked = select(OfflineTwin.entry_id, OfflineTwin.other_id).where(
        OfflineTwin.purchase_id == purchase.id, OfflineTwin.version == version.n
    )
    known = {(entry_id, other_id) for entry_id, other_id in db.session.execute(asked)}
    fresh = [twin for twin in twins_of(purchase, version) if twin.key not in known]
    for n, twin in enumerate(fresh, start=len(known) + 1):
        db.session.add(
            OfflineTwin(
                cluster_id=purchase.cluster_id,
                purchase_id=purchase.id,
                version=version.n,
                n=n,
                found_by=twin.found_by,
                entry_id=twin.entry_id,
                other_id=twin.other_id,
                amount=twin.amount,
            )
        )
    db.session.flush()
    return bool(fresh)


def _days(version: OfflineVersion) -> tuple[object, object]:
    return version.day - WITHIN, version.day + WITHIN


def _of_the_register(purchase: OfflinePurchase, version: OfflineVersion) -> list[Twin]:
    """Another offline purchase of the same seller and amount about then, or with the same invoice number."""
    alike = and_(OfflineVersion.amount == version.amount, OfflineVersion.day.between(*_days(version)))
    numbered = and_(OfflineVersion.invoice_number == version.invoice_number, OfflineVersion.invoice_number != "")
    asked = (
        select(OfflinePurchase.id, OfflineVersion)
        .join(
            OfflinePurchase,
            (OfflinePurchase.id == OfflineVersion.purchase_id) & (OfflinePurchase.version == OfflineVersion.n),
        )
        .where(
            OfflineVersion.cluster_id == purchase.cluster_id,
            OfflinePurchase.id != purchase.id,
            OfflinePurchase.state.not_in(sorted(OVER)),
            or_(alike, numbered),
        )
        .order_by(OfflinePurchase.id)
    )
    found = [(other_id, other, _why(version, other)) for other_id, other in db.session.execute(asked)]
    return [Twin(why, None, other_id, other.amount) for other_id, other, why in found if why is not None][:MOST]


def _why(version: OfflineVersion, other: OfflineVersion) -> TwinBy | None:
    """By what two of about the same day or with the same number are alike; the width of signs makes no other seller."""
    if other.invoice_number and other.invoice_number == version.invoice_number:
        return TwinBy.INVOICE
    same_seller = (
        plain_name(other.seller_name) == plain_name(version.seller_name)
        or (version.supplier_id is not None and other.supplier_id == version.supplier_id)
        or (version.seller_code != "" and other.seller_code == version.seller_code)
    )
    return TwinBy.AMOUNT if same_seller else None


def _by_amount(version: OfflineVersion) -> list[Twin]:
    """Goods accepted here of the same seller about then: a line, or all of an acceptance, of the same amount."""
    if version.supplier_id is None:
        return []
    near = and_(
        Entry.cluster_id == version.cluster_id,
        Entry.supplier_id == version.supplier_id,
        Entry.counts_on.between(*_days(version)),
        Entry.source == Source.ACCEPTANCE,
        Entry.corrects_id.is_(None),
    )
    lines = select(Entry.id, Entry.amount).where(near, Entry.amount == version.amount).order_by(Entry.id).limit(MOST)
    found = [Twin(TwinBy.AMOUNT, entry_id, None, amount) for entry_id, amount in db.session.execute(lines)]
    whole = func.sum(Entry.amount, type_=MoneyColumn())
    notes = (
        select(func.min(Entry.id), whole)
        .join(AcceptanceLine, AcceptanceLine.id == Entry.source_id)
        .where(near)
        .group_by(AcceptanceLine.acceptance_id)
        .having(and_(whole == version.amount, func.count() > 1))
        .order_by(func.min(Entry.id))
        .limit(MOST)
    )
    return found + [Twin(TwinBy.AMOUNT, entry_id, None, amount) for entry_id, amount in db.session.execute(notes)]


def _by_invoice(version: OfflineVersion) -> list[Twin]:
    """Goods accepted here that stand on an invoice of the same number."""
    if not version.invoice_number:
        return []
    other = AcceptanceLine.__table__.alias()
    asked = (
        select(Entry.id, Entry.amount)
        .select_from(Invoice)
        .join(InvoiceAllocation, InvoiceAllocation.invoice_id == Invoice.id)
        .join(other, other.c.consignment_line_id == InvoiceAllocation.consignment_line_id)
        .join(Entry, is_first_of(other.c.id))
        .where(
            Invoice.cluster_id == version.cluster_id,
            Invoice.official_number == version.invoice_number,
            Invoice.status != InvoiceStatus.WITHDRAWN,
        )
        .distinct()
        .order_by(Entry.id)
        .limit(MOST)
    )
    return [Twin(TwinBy.INVOICE, entry_id, None, amount) for entry_id, amount in db.session.execute(asked)]
