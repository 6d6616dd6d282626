"""Two years of the same units beside each other, as far as the full months of the running year go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from shop.kernel.money import Money
from shop.tally.queries.scopes import Scope
from shop.tally.queries.seasons import Months, TwoYears, of_node, summed
from shop.tally.queries.trees import Node
from shop.tally.standing import share
from shop.web.filters import month_name, wan


@dataclass(frozen=True, slots=True)
class Pair:
    """What counts in a year and in the other one, over the same months and over the whole year."""

    year: Money
    other: Money
    whole_year: Money
    whole_other: Money

    @property
    def difference(self) -> Money:
        return self.year - self.other

    @property
    def change(self) -> Decimal | None:
        """By what part the year lies above the other; nothing where nothing was bought then."""
        return share(self.difference, self.other)


@dataclass(frozen=True, slots=True)
class Compared:
    """The months and nodes of a scope in two years; ``months`` is how many full months are compared."""

    months: int
    whole: Pair
    nodes: list[tuple[Node, Pair]]
    by_month: list[tuple[int, str, Money, Money]]
    drawing: dict[str, Any]


def compared(scope: Scope, by_unit: Mapping[int, TwoYears], today: date) -> Compared:
    """A year that is over is compared whole; of the running one the months that are over."""
    months = 12 if today.year > scope.year else today.month - 1 if today.year == scope.year else 0
    whole = summed(by_unit.values())
    return Compared(
        months,
        _pair(whole, months),
        [(scope.branch.nodes[node], _pair(of_node(scope, node, by_unit), months)) for node in scope.rows],
        [(n, month_name(n), *both) for n, both in enumerate(zip(*whole, strict=True), 1)],
        _drawing(whole, scope.year, today),
    )


def _pair(two: TwoYears, months: int) -> Pair:
    return Pair(*(_sum(year[:months]) for year in two), *(_sum(year) for year in two))


def _sum(months: Months) -> Money:
    return Money(sum(month.fen for month in months))


def _drawing(two: TwoYears, year: int, today: date) -> dict[str, Any]:
    """Both years cumulated: the one as points, the other as the line beside it."""
    points: list[tuple[str, float | None, str]] = []
    beside: list[tuple[float, str]] = []
    for month in range(1, 13):
        so_far, then = (_sum(months[:month]) for months in two)
        begun = date(year, month, 1) <= today
        points.append((month_name(month), float(so_far.in_yuan) if begun else None, wan(so_far)))
        beside.append((float(then.in_yuan), wan(then)))
    return {"points": points, "pace": beside}
