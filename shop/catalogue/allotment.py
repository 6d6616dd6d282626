"""Which lots an order takes from: first expired, first out, in whole packs. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shop.kernel.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Want:
    """So many packs of a product, wanted by an order line."""

    order_line_id: int
    product_id: int
    packs: int
    content: Quantity


@dataclass(frozen=True, slots=True)
class Stock:
    """What a lot has to give."""

    lot_id: int
    product_id: int
    available: Quantity
    best_before: date | None
    harvest_from: date

    @property
    def urgency(self) -> tuple[date, date, int]:
        """Sorts what spoils first to the front; what never spoils goes last."""
        return (self.best_before or date.max, self.harvest_from, self.lot_id)


@dataclass(frozen=True, slots=True)
class Take:
    """So much of a lot for an order line."""

    order_line_id: int
    lot_id: int
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Shortage:
    """A line that the lots cannot fill: how many packs they could give."""

    order_line_id: int
    packs_possible: int


def allot(wants: Sequence[Want], stocks: Iterable[Stock]) -> tuple[list[Take], list[Shortage]]:
    """Fill each want from the lots of its product; a pack never comes out of two lots."""
    shelves: dict[int, list[Stock]] = {}
    for stock in sorted(stocks, key=lambda stock: stock.urgency):
        shelves.setdefault(stock.product_id, []).append(stock)
    left = {stock.lot_id: stock.available.thousandths for lots in shelves.values() for stock in lots}
    takes: list[Take] = []
    shortages: list[Shortage] = []
    for want in wants:
        missing = want.packs
        for stock in shelves.get(want.product_id, ()):
            packs = min(missing, left[stock.lot_id] // want.content.thousandths)
            if packs:
                quantity = want.content * packs
                left[stock.lot_id] -= quantity.thousandths
                takes.append(Take(want.order_line_id, stock.lot_id, quantity))
                missing -= packs
        if missing:
            shortages.append(Shortage(want.order_line_id, want.packs - missing))
    return takes, shortages


def per_lot(takes: Iterable[Take]) -> Mapping[int, Quantity]:
    """What is taken of each lot, in id order."""
    sums: dict[int, int] = {}
    for take in takes:
        sums[take.lot_id] = sums.get(take.lot_id, 0) + take.quantity.thousandths
    return {lot_id: Quantity(sums[lot_id]) for lot_id in sorted(sums)}
