"""Where goods are: what was sent of an order, and what became of a lot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from shop.kernel.quantity import NOTHING, Quantity


@dataclass(frozen=True, slots=True)
class ConsignmentsOf:
    """Which consignments carry parts of an order? Answered by one ``ConsignmentAnswer`` each, the oldest first.

    What is packed and has not left yet is the supplier's business alone: it is left out unless ``with_packed``.
    """

    order_id: int
    with_packed: bool = False


@dataclass(frozen=True, slots=True)
class ConsignmentAnswer:
    """A consignment as an order's page names it: ``status`` a labelled word, ``notes`` its acceptances' numbers."""

    number: str
    status: Any
    packed_at: datetime
    shipped_at: datetime | None
    expected_on: date | None
    arrived_at: datetime | None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WhoAteOf:
    """What became of these lots? Answered by lists of ``Eaten``, by lot id; the oldest orders first."""

    lot_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Eaten:
    """Part of a lot with a unit: reserved for an order line, packed or on the road to it, or accepted by it.

    ``reserved`` is held and has not left. Of what has left, ``shipped`` is its real quantity, ``consignment`` the
    truck's number with its labelled state; of what was decided, ``note`` is the acceptance in force, with what it
    accepted and refused.
    """

    lot_id: int
    order_line_id: int
    order: str
    unit_id: int
    unit: str
    unit_english: str
    reserved: Quantity = NOTHING
    shipped: Quantity = NOTHING
    consignment: str = ""
    state: Any = None
    shipped_at: datetime | None = None
    note: str = ""
    accepted: Quantity = NOTHING
    refused: Quantity = NOTHING
    accepted_at: datetime | None = None
    acceptance_line_id: int | None = None

    def unit_named(self, language: str) -> str:
        return self.unit if language == "zh" else self.unit_english


@dataclass(frozen=True, slots=True)
class NumbersOfLines:
    """Of which orders are these lines? Answered by the orders' numbers, by line id."""

    order_line_ids: frozenset[int]
