"""What a checkout reads before it writes: the unit's papers, and the goods with who sells them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l
from sqlalchemy import bindparam, select
from sqlalchemy.orm import contains_eager, joinedload

from shop.catalogue.dressing import on_sale
from shop.catalogue.facts import Seller
from shop.catalogue.models import Pack, Product
from shop.extensions import db
from shop.kernel.refusals import Refused
from shop.ordering.pricing import FreightTerms, check_packs
from shop.ordering.services.baskets import LinesRefused
from shop.organisations.models import DeliveryAddress, InvoiceProfile, Supplier, Unit
from shop.organisations.words import SupplierStatus

UNIT = Unit.__table__.c
SUPPLIER = Supplier.__table__.c

MERGED_ON = select(UNIT.merged_on).where(UNIT.id == bindparam("unit_id"))
PAPERS = (
    select(UNIT.merged_on, DeliveryAddress, InvoiceProfile)
    .select_from(Unit.__table__)
    .outerjoin(
        DeliveryAddress,
        (DeliveryAddress.id == bindparam("address_id"))
        & (DeliveryAddress.unit_id == UNIT.id)
        & DeliveryAddress.active.is_(True),
    )
    .outerjoin(
        InvoiceProfile,
        (InvoiceProfile.id == bindparam("profile_id"))
        & (InvoiceProfile.unit_id == UNIT.id)
        & InvoiceProfile.active.is_(True),
    )
    .where(UNIT.id == bindparam("unit_id"))
)
PACKS = (
    select(
        Pack,
        SUPPLIER.status,
        SUPPLIER.county_code,
        SUPPLIER.freight,
        SUPPLIER.freight_free_from,
        SUPPLIER.delivered_price,
    )
    .join(Product, Product.id == Pack.product_id)
    .join(Supplier.__table__, SUPPLIER.id == Product.supplier_id)
    .where(Pack.id.in_(bindparam("pack_ids", expanding=True)), Pack.active.is_(True), on_sale())
    .options(joinedload(Pack.tiers), contains_eager(Pack.product))
    .order_by(Product.supplier_id, Pack.id)
)


class Papers(NamedTuple):
    """Where a unit takes goods in, and in whose name their invoice is made out; nothing where it has no such."""

    address: DeliveryAddress | None
    profile: InvoiceProfile | None


class Goods(NamedTuple):
    """Packs on sale with their products, sorted by supplier; and who sells them on which terms, by supplier."""

    packs: list[Pack]
    sellers: dict[int, Seller]
    freight: dict[int, FreightTerms]


def check_unit(unit_id: int) -> None:
    """A unit that was merged into another buys no more; what it ordered before goes on as it was agreed."""
    _refuse_if_merged(db.session.execute(MERGED_ON, {"unit_id": unit_id}).scalar_one_or_none())


def papers_of(unit_id: int, address_id: int, profile_id: int) -> Papers:
    """The unit's papers that were chosen, those in use alone; refuses a unit that buys no more. One query."""
    asked = {"unit_id": unit_id, "address_id": address_id, "profile_id": profile_id}
    found = db.session.execute(PAPERS, asked).one_or_none()
    if found is None:
        return Papers(None, None)
    merged_on, address, profile = found
    _refuse_if_merged(merged_on)
    return Papers(address, profile)


def goods_on_sale(wanted: Mapping[int, int]) -> Goods:
    """The packs of which so many each are wanted (by pack id); refuses what cannot be bought like that. One query."""
    rows = db.session.execute(PACKS, {"pack_ids": sorted(wanted)}).unique().all()
    goods = Goods([], {}, {})
    for pack, status, county_code, *freight in rows:
        goods.packs.append(pack)
        goods.sellers[pack.product.supplier_id] = Seller(status is SupplierStatus.APPROVED, county_code)
        goods.freight[pack.product.supplier_id] = FreightTerms(*freight)
    _check(goods.packs, wanted)
    return goods


def _check(packs: list[Pack], wanted: Mapping[int, int]) -> None:
    known = {pack.id for pack in packs}
    wrong: dict[int, Any] = {
        pack_id: _l("This pack is not on sale any more.") for pack_id in wanted if pack_id not in known
    }
    for pack in packs:
        try:
            check_packs(wanted[pack.id], minimum=pack.minimum, multiple=pack.multiple)
        except Refused as refusal:
            wrong[pack.id] = refusal.message
    if wrong:
        raise LinesRefused(wrong)


def _refuse_if_merged(merged_on: Any) -> None:
    if merged_on is not None:
        raise Refused(
            _l("This unit was merged into another and buys no more: please order for the unit that it became part of.")
        )
