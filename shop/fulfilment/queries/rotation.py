"""First expired, first out: which lot was passed over where another one was packed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import or_, select

from shop.catalogue.models import Lot
from shop.extensions import db
from shop.fulfilment.queries.packing import held_by
from shop.kernel import clock
from shop.kernel.quantity import NOTHING, Quantity


def sooner_lots(packings: Iterable[tuple[int, int, Quantity]]) -> dict[tuple[int, int], int]:
    """Of lines packed from lots (line, lot, content of a pack), the lot that spoils sooner and has a whole pack.

    A lot has one for a line if one is free in it, or held for the line itself. Packings from the first lot that has are
    left out. Two queries.
    """
    wanted = list(packings)
    lots = select(Lot.product_id).where(Lot.id.in_(sorted({lot_id for _line, lot_id, _content in wanted})))
    today = clock.today()
    there = select(Lot).where(
        Lot.product_id.in_(lots),
        Lot.held.is_(False),
        Lot.awaited.is_(False),
        Lot.harvest_from <= today,
        or_(Lot.best_before.is_(None), Lot.best_before >= today),
    )
    rows = sorted(db.session.execute(there).scalars(), key=_urgency)
    by_id = {lot.id: lot for lot in rows}
    held = held_by({line_id for line_id, _lot, _content in wanted})
    used = {(line_id, lot_id) for line_id, lot_id, _content in wanted}
    found: dict[tuple[int, int], int] = {}
    for line_id, lot_id, content in wanted:
        chosen = by_id.get(lot_id)
        if chosen is None:
            continue
        for lot in rows:
            if _urgency(lot)[:2] >= _urgency(chosen)[:2]:
                break
            mine = held.get(line_id, {}).get(lot.id, NOTHING)
            if (
                (line_id, lot.id) not in used
                and lot.product_id == chosen.product_id
                and lot.available + mine >= content
            ):
                found[line_id, lot_id] = lot.id
                break
    return found


def _urgency(lot: Lot) -> tuple[date, date, int]:
    return (lot.best_before or date.max, lot.harvest_from, lot.id)
