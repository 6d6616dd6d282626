"""A table described once: its columns, its rows as they come, its total, and what is said about it.

Whoever shows a table on a page describes it here for those who take it away; the writers (`table_books`, `table_csv`)
know nothing of what it is about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from shop.kernel import clock
from shop.kernel.money import Money
from shop.kernel.quantity import Quantity


class Cell(StrEnum):
    """What stands in a column; each comes as the kernel's own type, or as nothing."""

    TEXT = "text"
    MONEY = "money"  # Money: yuan with two decimals
    PRICE = "price"  # UnitPrice: yuan with two to four decimals, never added up
    QUANTITY = "quantity"  # Quantity: kilograms or pieces, up to three decimals
    COUNT = "count"  # a whole number that can be added up
    NUMBER = "number"  # a whole number that cannot: a year, a place
    SHARE = "share"  # a ratio of which 1 is the whole
    POINTS = "points"  # a difference of two ratios, written in percentage points
    DAY = "day"  # a day, or a moment of which the day in Shanghai is told
    MOMENT = "moment"  # by Shanghai's clocks


WIDTHS = {
    Cell.TEXT: 24,
    Cell.MONEY: 16,
    Cell.PRICE: 14,
    Cell.QUANTITY: 14,
    Cell.COUNT: 11,
    Cell.NUMBER: 8,
    Cell.SHARE: 11,
    Cell.POINTS: 11,
    Cell.DAY: 12,
    Cell.MOMENT: 17,
}


@dataclass(frozen=True, slots=True)
class Column:
    """``of`` takes the cell out of a row; ``total`` says whether the last row has one, ``width`` is in characters."""

    label: Any
    kind: Cell
    of: Callable[[Any], Any]
    total: bool = False
    width: int | None = None

    @property
    def wide(self) -> int:
        return self.width or max(WIDTHS[self.kind], min(2 * len(str(self.label)) + 4, 24))


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that may be read once, in order, however many. The last row is ``whole`` through the same columns; without
    one the columns with a ``total`` are added up on the way. A table without such columns has no last row.
    """

    title: str
    columns: Sequence[Column]
    rows: Iterable[Any]
    whole: Any = None
    whole_label: str = ""


@dataclass(frozen=True, slots=True)
class Tables:
    """What is taken away: its title, what is said about it (what, and its words), one table or several."""

    title: str
    tables: Sequence[Table]
    about: Sequence[tuple[Any, Any]] = field(default_factory=list)


def plain(kind: Cell, value: Any) -> Any:
    """A cell as plain data: text, a number, a day or a moment without a zone; nothing stays nothing."""
    if value is None:
        return None
    match kind:
        case Cell.TEXT:
            return str(value)
        case Cell.MONEY:
            return Decimal(value.fen).scaleb(-2)
        case Cell.PRICE:
            return Decimal(value.parts).scaleb(-4)
        case Cell.QUANTITY:
            return Decimal(value.thousandths).scaleb(-3)
        case Cell.POINTS:
            return Decimal(str(value)) * 100
        case Cell.SHARE:
            return Decimal(str(value))
        case Cell.MOMENT:
            return clock.in_shanghai(value).replace(tzinfo=None, second=0, microsecond=0)
        case Cell.DAY:
            return clock.shanghai_day(value) if isinstance(value, datetime) else value
        case _:
            return value


class Sums:
    """The last row of a table, added up while its rows go by."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._sums: dict[int, Any] = {}
        self._added = [
            (at, column.of) for at, column in enumerate(table.columns) if column.total and table.whole is None
        ]

    def add(self, row: Any) -> None:
        for at, of in self._added:
            value = of(row)
            if value is not None:
                self._sums[at] = value if at not in self._sums else self._sums[at] + value

    def last_row(self) -> list[Any] | None:
        """The cells of the last row, as the kernel's types; nothing where nothing is added up."""
        columns = self._table.columns
        if not any(column.total for column in columns):
            return None
        whole = self._table.whole
        cells = [
            (self._sums.get(at, NOTHING.get(column.kind)) if whole is None else column.of(whole))
            if column.total
            else None
            for at, column in enumerate(columns)
        ]
        if not columns[0].total:
            cells[0] = self._table.whole_label
        return cells


NOTHING: dict[Cell, Any] = {Cell.MONEY: Money(0), Cell.QUANTITY: Quantity(0), Cell.COUNT: 0}

Plain = str | int | Decimal | date | datetime | None
