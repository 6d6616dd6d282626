"""What stands on the shelf, and what the trail and the notices say of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from shop.audit.models import TrailEntry
from shop.catalogue.dressing import shop_window
from shop.catalogue.models import Pack, Product
from shop.extensions import db
from shop.kernel.money import UnitPrice
from shop.notices.models import Notice
from shop.organisations.models import Supplier


def supplier_of(product: Product) -> Any:
    return db.session.get_one(Supplier, product.supplier_id)


def priced(pack: Pack, **tiers: str) -> Any:
    return replace(
        pack.packing,
        tiers={int(start.removeprefix("from_")): UnitPrice.yuan(price) for start, price in tiers.items()},
    )


def on_shelf(product: Product) -> Any:
    db.session.commit()
    return shop_window().by_id[product.id]


def shown_price(product: Product) -> str:
    return str(on_shelf(product).packs[0].tiers[0][1])


def notices(kind: str) -> list[Notice]:
    db.session.flush()
    return list(db.session.execute(select(Notice).where(Notice.kind == kind)).scalars())


def told(action: str) -> list[TrailEntry]:
    db.session.flush()
    return list(db.session.execute(select(TrailEntry).where(TrailEntry.action == action)).scalars())
