"""What an offline purchase may be already, beside it: what its newest version was held for."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import Acceptance, AcceptanceLine
from shop.kernel.money import Money
from shop.organisations.models import Organisation
from shop.tally.models import Entry, OfflinePurchase, OfflineTwin, OfflineVersion
from shop.tally.offline.words import TwinBy
from shop.tally.words import Channel, Source


class TwinRow(NamedTuple):
    """What a purchase may be already, beside it: an accepted purchase of the marketplace, or another registered one."""

    found_by: TwinBy
    amount: Money
    entry_id: int | None
    acceptance: str | None
    other: str | None
    channel: Channel | None
    day: date
    goods: str | None
    seller: str | None
    unit_id: int
    unit: str
    unit_english: str

    def unit_named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english


def twins_of(purchase: OfflinePurchase) -> list[TwinRow]:
    """What the newest version was held for, beside it. One query."""
    other, said = aliased(OfflinePurchase), aliased(OfflineVersion)
    unit, seller = Organisation.__table__.alias(), Organisation.__table__.alias()
    asked: Any = (
        select(
            OfflineTwin.found_by,
            OfflineTwin.amount,
            OfflineTwin.entry_id,
            Acceptance.number,
            other.number,
            func.coalesce(other.channel, Entry.channel, type_=OfflinePurchase.channel.type),
            func.coalesce(said.day, Entry.counts_on),
            said.goods,
            func.coalesce(said.seller_name, seller.c.name),
            unit.c.id,
            unit.c.name,
            unit.c.name_english,
        )
        .outerjoin(Entry, Entry.id == OfflineTwin.entry_id)
        .outerjoin(AcceptanceLine, (Entry.source == Source.ACCEPTANCE) & (AcceptanceLine.id == Entry.source_id))
        .outerjoin(Acceptance, Acceptance.id == AcceptanceLine.acceptance_id)
        .outerjoin(other, other.id == OfflineTwin.other_id)
        .outerjoin(said, (said.purchase_id == other.id) & (said.n == other.version))
        .outerjoin(seller, seller.c.id == Entry.supplier_id)
        .join(unit, unit.c.id == func.coalesce(other.unit_id, Entry.unit_id))
        .where(OfflineTwin.purchase_id == purchase.id, OfflineTwin.version == purchase.version)
        .order_by(OfflineTwin.n)
    )
    return [TwinRow(*row) for row in db.session.execute(asked)]
