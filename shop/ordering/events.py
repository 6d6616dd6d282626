"""What ordering tells the slices further left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shop.kernel.events import Event
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money


@dataclass(frozen=True, slots=True)
class ExpectationMove:
    """What is on its way to a unit has changed by ``difference`` (fen, signed), for delivery on ``deliver_on``."""

    cluster_id: int
    unit_id: int
    deliver_on: date
    facts: PurchaseFacts
    difference: Money


@dataclass(frozen=True, slots=True)
class OrdersEnded(Event):
    """Orders of which the rest will never come: declined, cancelled, lapsed or closed short."""

    order_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class UnpaidOrderLowered(Event):
    """The buyer wants less of an order that waits for its money."""

    order_id: int


@dataclass(frozen=True, slots=True)
class OrderLessened(Event):
    """Less comes of an order than was agreed: it was confirmed in part, or lowered when it waited for no money."""

    order_id: int


@dataclass(frozen=True, slots=True)
class ExpectationsMoved(Event):
    """Lines were ordered, lowered, confirmed in part, given up, shipped at another weight, or decided."""

    moves: tuple[ExpectationMove, ...]
