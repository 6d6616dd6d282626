"""The packs of many products written together, with their prices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from shop.catalogue.lifecycle import SHOWN
from shop.catalogue.listing import Packing
from shop.catalogue.models import Pack, PriceTier
from shop.catalogue.sheets.plans import PackPlan, ProductPlan
from shop.extensions import db
from shop.kernel.batches import batches

BATCH = 500
_pack, _tier = Pack.__table__, PriceTier.__table__


def update_alike(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Rows of a table by their ids, all with the same columns, some at a time."""
    for batch in batches(rows, BATCH):
        names = sorted(batch[0].keys() - {"id"})
        values = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in names}
        statement = update(table).where(table.c.id == bindparam("key")).values(values)
        given = [{"key": row["id"]} | {f"new_{name}": row[name] for name in names} for row in batch]
        db.session.connection().execute(statement, given)


def add_packs(plans: Sequence[ProductPlan], ids: Mapping[int, int]) -> dict[int, int]:
    """New packs of new and of old products; one whose price has to be looked at is not sold before. Their ids."""
    wanted = [(ids[id(plan)], pack) for plan in plans for pack in plan.packs if pack.standing is None]
    rows = (
        {"product_id": product_id, "position": pack.position, "active": pack.active and pack.finding is None}
        | _said(pack.packing)
        for product_id, pack in wanted
    )
    for batch in batches(rows, BATCH):
        db.session.execute(insert(_pack), batch)
    known: dict[tuple[int, int], int] = {}
    for product_ids in batches(sorted({product_id for product_id, _pack_plan in wanted}), BATCH):
        asked = select(_pack.c.product_id, _pack.c.position, _pack.c.id).where(_pack.c.product_id.in_(product_ids))
        known |= {(product_id, position): pack_id for product_id, position, pack_id in db.session.execute(asked)}
    return {id(pack): known[product_id, pack.position] for product_id, pack in wanted}


def change_packs(plans: Sequence[ProductPlan]) -> None:
    frozen = (
        {"id": pack.id, "approved": pack.packing}
        for plan in plans
        if plan.standing is not None and plan.packs and plan.standing.status in SHOWN
        if all(pack.approved is None for pack in plan.standing.packs)
        for pack in plan.standing.packs
        if pack.active
    )
    update_alike(_pack, frozen)
    update_alike(
        _pack,
        (
            {"id": pack.standing.id, "active": pack.active} | _said(pack.packing)
            for pack in changing(plans)
            if pack.standing is not None
        ),
    )


def write_tiers(plans: Sequence[ProductPlan], ids: Mapping[int, int], pack_ids: Mapping[int, int]) -> None:
    repriced = [
        (pack.standing.id, pack.packing)
        for pack in changing(plans)
        if pack.standing is not None and pack.standing.packing.tiers != pack.packing.tiers
    ]
    for batch in batches([pack_id for pack_id, _packing in repriced], BATCH):
        db.session.execute(delete(_tier).where(_tier.c.pack_id.in_(batch)))
    new = [
        (pack_ids[id(pack)], pack.packing)
        for plan in plans
        for pack in plan.packs
        if pack.standing is None and pack.finding is None
    ]
    rows = (
        {"pack_id": pack_id, "from_packs": start, "unit_price": price}
        for pack_id, packing in (*repriced, *new)
        for start, price in sorted(packing.tiers.items())
    )
    for tiers in batches(rows, BATCH * 4):
        db.session.execute(insert(_tier), tiers)


def changing(plans: Sequence[ProductPlan]) -> Iterator[PackPlan]:
    """Packs that stand and change at once."""
    return (pack for plan in plans for pack in plan.packs if pack.standing is not None and pack.finding is None)


def _said(packing: Packing) -> dict[str, Any]:
    names = ("name", "name_english", "content", "weighed", "minimum", "multiple")
    return {name: getattr(packing, name) for name in names}
