"""A year by months: what was counted, cumulated, beside the pace of the calendar."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from shop.kernel import clock
from shop.kernel.money import Money
from shop.tally.queries.breakdowns import Part
from shop.tally.targets import pace
from shop.web.filters import month_name, wan


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the table: its own amounts, and what had been counted and should have been by its end (or today)."""

    part: Part
    towards: Money
    cumulated: Money | None
    due: Money | None

    @property
    def name(self) -> str:
        return month_name(self.part.key)

    @property
    def gap(self) -> Money | None:
        if self.cumulated is None or self.due is None:
            return None
        return self.cumulated - self.due


def months_of(
    parts: Iterable[tuple[Part, Money]], year: int, target: Money | None, monthly: Sequence[Money] = ()
) -> list[Month]:
    """The months with what counts towards the target; those to come have nothing cumulated yet.

    What was due is the pace × the target of that month (``monthly``), which a later revision leaves as it was.
    """
    today, so_far, found = clock.today(), Money(0), []
    for part, amount in parts:
        so_far += amount
        begun = date(year, part.key, 1) <= today
        due = (
            None if target is None else due_by_end(year, part.key, today, monthly[part.key - 1] if monthly else target)
        )
        found.append(Month(part, amount, so_far if begun else None, due))
    return found


def due_by_end(year: int, month: int, today: date, target: Money) -> Money:
    """What a target wants by the end of a month, or by today if it is not over."""
    last = date(year, month, monthrange(year, month)[1])
    day = today if (today.year, today.month) == (year, month) else last
    return Money(int((target.fen * pace(year, day)).quantize(Decimal(1), ROUND_HALF_UP)))


def drawing(months: Sequence[Month], target: Money | None = None, shortfall: Money | None = None) -> dict[str, Any]:
    """The points of the line and of the pace, and where the target is, for the drawing; amounts in yuan.

    ``needed`` is what each month that is not over has to bring for nothing to be short at the year's end.
    """
    return {
        "points": [
            (month.name, None if month.cumulated is None else float(month.cumulated.in_yuan), wan(month.cumulated))
            for month in months
        ],
        "pace": [(float((month.due or Money(0)).in_yuan), wan(month.due)) for month in months],
        "needed": Money(-(-shortfall.fen // (13 - clock.today().month))) if shortfall else None,
        "target": None if target is None else float(target.in_yuan),
    }
