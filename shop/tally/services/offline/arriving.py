"""Goods that are accepted here after what may be the same purchase was verified as bought elsewhere."""

from __future__ import annotations

from sqlalchemy import select

from shop.extensions import db
from shop.fulfilment.events import GoodsAccepted
from shop.kernel import clock, money
from shop.tally.models import OfflinePurchase, OfflineVersion
from shop.tally.offline.words import OfflineKind, OfflineState
from shop.tally.queries.offline_lists import NEWEST
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
