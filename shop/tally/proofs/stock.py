"""Stock movements and holds → lots, in statements that bring back only what is off."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, literal, or_, select

from shop.catalogue.models import Lot, Reservation, StockMovement
from shop.extensions import db
from shop.kernel.columns import QuantityColumn
from shop.kernel.proofs import Difference
from shop.kernel.quantity import NOTHING
from shop.tally.proofs.reading import Verified

FIGURES = ("received", "available", "reserved", "shipped", "written_off")


def lots_against_movements(counts: Verified) -> Iterator[Difference]:
    """Each of a lot's five figures is the sum of its movements; they add up; and what is reserved is held by lines."""
    counts.lots = db.session.execute(select(func.count()).select_from(Lot)).scalar_one()
    moved = (
        select(StockMovement.lot_id, *(_sum(getattr(StockMovement, name)).label(name) for name in FIGURES))
        .group_by(StockMovement.lot_id)
        .subquery()
    )
    held = select(Reservation.lot_id, _sum(Reservation.quantity).label("held")).group_by(Reservation.lot_id).subquery()
    figures = [getattr(Lot, name) for name in FIGURES]
    due = [_or_nothing(getattr(moved.c, name)) for name in FIGURES]
    holds = _or_nothing(held.c.held)
    off = [figure != sum_ for figure, sum_ in zip(figures, due, strict=True)]
    adds_up = Lot.received == Lot.available + Lot.reserved + Lot.shipped + Lot.written_off
    statement = (
        select(Lot.code, *figures, *due, holds)
        .outerjoin(moved, moved.c.lot_id == Lot.id)
        .outerjoin(held, held.c.lot_id == Lot.id)
        .where(or_(*off, Lot.reserved != holds, ~adds_up))
        .order_by(Lot.id)
    )
    for code, *found in db.session.execute(statement):
        stands, sums, (lines,) = found[:5], found[5:10], found[10:]
        for name, figure, expected in zip(FIGURES, stands, sums, strict=True):
            if figure != expected:
                yield Difference(f"Lot {code}, {name} by its movements", figure, expected)
        if stands[2] != lines:
            yield Difference(f"Lot {code}, reserved by its holds", stands[2], lines)
        yield Difference(f"Lot {code}, all together", stands[0], sum(stands[1:], NOTHING))


def _sum(column: Any) -> Any:
    return func.sum(column, type_=QuantityColumn())


def _or_nothing(column: Any) -> Any:
    return func.coalesce(column, literal(NOTHING, QuantityColumn()), type_=QuantityColumn())
