"""What of an order is missing (少交), why, and what it comes to: derived from quantities, never stored. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from shop.catalogue.words import Measure
from shop.kernel import money, quantity
from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine

NATURAL = Decimal("0.02")
"""Goods sold by weight may weigh this share less than their packs usually do without being short."""


@dataclass(frozen=True, slots=True)
class Shortage:
    """What is missing of a line beside what was ordered, whatever the reason.

    ``unpromised`` the supplier never promised; ``unshipped`` has not left, and never will where the order is closed;
    ``light`` is what whole packs weighed less than usual; ``lost`` came and was refused, or was missing at the scale.
    """

    line: OrderLine
    unpromised: Quantity
    unshipped: Quantity
    light: Quantity
    lost: Quantity

    @property
    def missing(self) -> Quantity:
        return self.unpromised + self.unshipped + self.light + self.lost

    @property
    def amount(self) -> Money:
        """What the missing part would have cost at the line's price."""
        return self.line.amount(self.missing)


@dataclass(frozen=True, slots=True)
class Shortages:
    """All that is missing of one order; ``can_ship`` while the supplier may still send it."""

    order: Order
    rows: tuple[Shortage, ...]
    can_ship: bool

    def __bool__(self) -> bool:
        return bool(self.rows)

    @property
    def amount(self) -> Money:
        return money.total(row.amount for row in self.rows)

    @property
    def measure(self) -> Measure | None:
        """The measure that all of it is told in; nothing where kilograms and pieces would be added."""
        measures = {row.line.measure for row in self.rows}
        return measures.pop() if len(measures) == 1 else None

    @property
    def missing(self) -> Quantity:
        """The whole of it, of one ``measure``."""
        return quantity.total(row.missing for row in self.rows)


def shortages_of(order: Order) -> Shortages:
    """What is missing once a delivery has begun, or the order is closed; before that nothing is late or short."""
    begun = order.status is Status.CONFIRMED and any(line.packs_shipped for line in order.lines)
    if not begun and order.status is not Status.CLOSED:
        return Shortages(order, (), can_ship=False)
    rows = tuple(_short(order.lines))
    can_ship = order.status is Status.CONFIRMED and any(row.unshipped for row in rows)
    return Shortages(order, rows, can_ship)


def _short(lines: Iterable[OrderLine]) -> Iterable[Shortage]:
    for line in lines:
        row = Shortage(
            line,
            unpromised=line.content * line.packs_short,
            unshipped=line.content * line.packs_open,
            light=line.content * line.packs_shipped - line.shipped,
            lost=line.decided - line.accepted,
        )
        if row.missing > _tolerated(line):
            yield row


def _tolerated(line: OrderLine) -> Quantity:
    return Quantity(int(line.ordered.thousandths * NATURAL)) if line.weighed else NOTHING
