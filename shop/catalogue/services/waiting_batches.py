"""Changes of many listings that wait for review, written at once: what one at a time does `waiting.await_review`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from shop.catalogue.listing import packed
from shop.catalogue.models import ListingChange
from shop.catalogue.services.waiting import Item, waits_on_words
from shop.catalogue.sheets.plans import ProductPlan
from shop.catalogue.words import ChangeOutcome
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.batches import batches
from shop.kernel.dialects import locked

BATCH = 500
_change = ListingChange.__table__


def await_reviews(plans: Iterable[ProductPlan], pack_ids: Mapping[int, int], *, by: Actor) -> None:
    """What the plans leave to look at waits from now on, beside what waited before; what holds at once waits no more.

    ``pack_ids`` are the ids of new packs, by the plan's own identity. The products are held by the caller.
    """
    touched = {
        plan.standing.id: (plan, items, about)
        for plan in plans
        if plan.standing is not None
        for items, about in [(_items(plan, pack_ids, by), _about(plan))]
        if items or about & plan.standing.pending.keys()
    }
    waiting = _held(sorted(touched))
    new: list[dict[str, Any]] = []
    joined: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    now = clock.now()
    for product_id, (_plan, items, about) in touched.items():
        before = waiting.get(product_id)
        kept = [item for item in before[1] if (item.get("field") or item["pack"]) not in about] if before else []
        wanted = kept + items
        if before is None and wanted:
            new.append(_row(product_id, wanted, by))
        elif before is not None and wanted:
            joined.append({"key": before[0], "items_": wanted, "person": by.person_id, "moment": now})
        elif before is not None:
            done.append({"key": before[0], "person": by.person_id, "moment": now})
    for batch in batches(new, BATCH):
        db.session.execute(insert(_change), batch)
    _update(joined, {"items": "items_", "proposed_by_id": "person", "proposed_at": "moment"})
    _update(done, {"decided_by_id": "person", "decided_at": "moment"}, outcome=ChangeOutcome.WITHDRAWN)


def _items(plan: ProductPlan, pack_ids: Mapping[int, int], by: Actor) -> list[Item]:
    if plan.standing is None:
        return []
    words = waits_on_words(plan.standing.listing, plan.listing, plan.findings, by)
    packs: list[Item] = [
        {
            "pack": pack.standing.id if pack.standing else pack_ids[id(pack)],
            "old": packed(pack.standing.packing) if pack.standing and pack.standing.active else None,
            "new": packed(pack.packing),
            "reason": pack.finding.reason.value,
            "change": None if pack.finding.change is None else str(pack.finding.change),
            "by": [by.person_id],
        }
        for pack in plan.packs
        if pack.finding is not None
    ]
    return words + packs


def _about(plan: ProductPlan) -> set[str | int]:
    """The fields and packs that the plan decides about."""
    fields: set[str | int] = {*plan.words, *(finding.field for finding in plan.findings if finding.field)}
    return fields | {pack.standing.id for pack in plan.packs if pack.standing is not None}


def _held(product_ids: Sequence[int]) -> dict[int, tuple[int, list[Item]]]:
    found: dict[int, tuple[int, list[Item]]] = {}
    for batch in batches(product_ids, BATCH):
        asked = select(_change.c.product_id, _change.c.id, _change.c["items"]).where(
            _change.c.product_id.in_(batch), _change.c.outcome == ChangeOutcome.WAITING
        )
        found |= {row[0]: (row[1], row[2]) for row in db.session.execute(locked(asked.order_by(_change.c.id)))}
    return found


def _row(product_id: int, items: list[Item], by: Actor) -> dict[str, Any]:
    return {
        "product_id": product_id,
        "items": items,
        "outcome": ChangeOutcome.WAITING,
        "proposed_by_id": by.person_id,
        "proposed_at": clock.now(),
    }


def _update(rows: list[dict[str, Any]], columns: Mapping[str, str], **fixed: Any) -> None:
    if rows:
        values = {name: bindparam(given, type_=_change.c[name].type) for name, given in columns.items()}
        db.session.connection().execute(
            update(_change).where(_change.c.id == bindparam("key")).values({**values, **fixed}), rows
        )
