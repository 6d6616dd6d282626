"""The stock history of a lot: every movement, and how the five figures stood after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from shop.accounts.models import Person
from shop.catalogue.models import StockMovement
from shop.catalogue.words import MovementKind
from shop.extensions import db
from shop.kernel.columns import QuantityColumn
from shop.kernel.quantity import Quantity

PER_PAGE = 20
FIGURES = ("received", "available", "reserved", "shipped", "written_off")


@dataclass(frozen=True, slots=True)
class Moved:
    """A movement: what it changed of the five figures, and what they came to after it (``stood``)."""

    id: int
    at: datetime
    kind: MovementKind
    order_line_id: int | None
    reason: str
    who: str
    changed: tuple[Quantity, ...]
    stood: tuple[Quantity, ...]

    @property
    def before(self) -> tuple[Quantity, ...]:
        """What the figures came to before it."""
        return tuple(after - change for after, change in zip(self.stood, self.changed, strict=True))

    @property
    def changes(self) -> list[tuple[str, Quantity]]:
        """The figures that it changed, by name."""
        return [(name, change) for name, change in zip(FIGURES, self.changed, strict=True) if change]


def movement_count(lot_id: int) -> int:
    """How many movements a lot has. One query."""
    return db.session.execute(
        select(func.count()).select_from(StockMovement).where(StockMovement.lot_id == lot_id)
    ).scalar_one()


def movements_of(lot_id: int, page: int, *, per_page: int = PER_PAGE) -> list[Moved]:
    """A page of a lot's movements, the oldest first. One query."""
    statement = _statement(lot_id).limit(per_page).offset((page - 1) * per_page)
    return [_moved(row) for row in db.session.execute(statement)]


def _statement(lot_id: int) -> Any:
    figures = [getattr(StockMovement, name) for name in FIGURES]
    running = [func.sum(figure, type_=QuantityColumn()).over(order_by=StockMovement.id) for figure in figures]
    return (
        select(
            StockMovement.id,
            StockMovement.at,
            StockMovement.kind,
            StockMovement.order_line_id,
            StockMovement.reason,
            func.coalesce(Person.name, ""),
            *figures,
            *running,
        )
        .outerjoin(Person, Person.id == StockMovement.person_id)
        .where(StockMovement.lot_id == lot_id)
        .order_by(StockMovement.id)
    )


def _moved(row: Any) -> Moved:
    fields: list[Any] = [*row[:6], tuple(row[6:11]), tuple(row[11:16])]
    return Moved(*fields)
