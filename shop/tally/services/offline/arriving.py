"""What happens here after a purchase made elsewhere was verified: its twin is accepted, its invoice is disputed."""

from __future__ import annotations

from sqlalchemy import Select, func, select

from shop.extensions import db
from shop.fulfilment.events import GoodsAccepted
from shop.kernel import clock, money
from shop.kernel.money import Money
from shop.payments.events import InvoiceStands
from shop.payments.models import InvoiceAllocation
from shop.tally.models import OfflinePurchase, OfflineVersion
from shop.tally.offline.words import OfflineKind, OfflineState
from shop.tally.queries.offline_lists import NEWEST
from shop.tally.services.evidence import prove_offline
from shop.tally.services.offline.telling import tell_superior
from shop.tally.services.offline.twins import WITHIN

STANDS = (OfflineState.VERIFIED, OfflineState.DISPUTED)


def tell_of_late_twins(accepted: GoodsAccepted) -> None:
    """Those who verified a likely twin look at it again: nothing can hold it any more, and two people strike it out.

    What is not verified yet is looked through when it is. A corrected acceptance is no new purchase. One query.
    """
    fresh = [line.amount for line in accepted.lines if line.root_line_id is None and line.amount]
    if not fresh:
        return
    day = clock.shanghai_day(accepted.first_accepted_at)
    asked = (
        select(OfflinePurchase, OfflineVersion)
        .join(OfflineVersion, NEWEST)
        .where(
            OfflineVersion.cluster_id == accepted.cluster_id,
            OfflineVersion.amount.in_({*fresh, money.total(fresh)}),
            OfflineVersion.day.between(day - WITHIN, day + WITHIN),
            OfflineVersion.supplier_id == accepted.supplier_id,
            OfflinePurchase.kind == OfflineKind.PURCHASE,
            OfflinePurchase.state.in_(STANDS),
        )
        .order_by(OfflinePurchase.id)
    )
    for purchase, version in db.session.execute(asked).all():
        tell_superior("offline_late_twin", purchase, version, day=day.isoformat())


def follow_invoice(invoice: InvoiceStands) -> None:
    """What rests on a disputed invoice is not proved by it, and those who verified it hear of it; nothing counts less
    by that before two people say so. One query where nothing rests on it.
    """
    asked = (
        select(OfflinePurchase, OfflineVersion)
        .join(OfflineVersion, NEWEST)
        .where(OfflinePurchase.id.in_(_resting_on(invoice.invoice_id)), OfflinePurchase.state.in_(STANDS))
        .order_by(OfflinePurchase.id)
    )
    for purchase, version in db.session.execute(asked).all():
        prove_offline(purchase.id)
        if invoice.disputed:
            tell_superior("offline_invoice_disputed", purchase, version)


def _resting_on(invoice_id: int) -> Select[int | None]:
    of_it = select(InvoiceAllocation.offline_purchase_id).where(
        InvoiceAllocation.invoice_id == invoice_id, InvoiceAllocation.offline_purchase_id.is_not(None)
    )
    return of_it.group_by(InvoiceAllocation.offline_purchase_id).having(func.sum(InvoiceAllocation.amount) > Money(0))
