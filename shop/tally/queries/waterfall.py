"""What was ordered in a year and what became of it, down to what counts: two queries, of lines and of entries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from heapq import nlargest
from typing import Any, NamedTuple

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.fulfilment.models import AcceptanceLine
from shop.kernel.money import Money, UnitPrice, amount_of
from shop.kernel.quantity import ONE, Quantity
from shop.ordering.lifecycle import Status
from shop.ordering.models import Order, OrderLine
from shop.organisations.models import Organisation
from shop.tally.models import Entry, Verdict
from shop.tally.queries.entries import in_force
from shop.tally.queries.entry_filters import placed_in
from shop.tally.queries.scopes import Scope
from shop.tally.waterfall import Ordered, Step, Written
from shop.tally.words import Source, VerdictState

AT_ONCE = 2_000
MOST_LINES = 30


class Line(NamedTuple):
    """An order line as far as its amounts go."""

    order_line_id: int
    content: Quantity
    weighed: bool
    unit_price: UnitPrice
    packs_ordered: int
    packs_shipped: int
    shipped: Quantity
    decided: Quantity
    accepted_amount: Money
    expected: Money

    def amount(self, quantity: Quantity) -> int:
        return amount_of(quantity, self.unit_price, ONE if self.weighed else self.content).fen

    @property
    def became(self) -> Ordered:
        """What became of the line, in fen."""
        shipped = self.amount(self.shipped)
        return Ordered(
            estimate=self.amount(self.content * self.packs_ordered),
            expected=self.expected.fen,
            weighed=shipped - self.amount(self.content * self.packs_shipped),
            decided=self.amount(self.decided),
            accepted=self.accepted_amount.fen,
        )


LOST: dict[Step, Any] = {
    Step.GIVEN_UP: lambda one: one.decided - one.estimate + one.expected - one.weighed,
    Step.TO_COME: lambda one: -one.expected,
    Step.WEIGHED: lambda one: one.weighed,
    Step.REFUSED: lambda one: one.accepted - one.decided,
}
"""By how much a line's part of a step leads to the next one; the same sums as those of the whole."""


@dataclass(frozen=True, slots=True)
class Behind:
    """An order line behind a step, with what it adds to it."""

    order_line_id: int
    amount: Money
    number: str = ""
    status: Status | None = None
    deliver_on: date | None = None
    unit: str = ""
    unit_english: str = ""
    product: str = ""
    product_english: str = ""
    reason: str = ""

    def words(self, what: str, language: str) -> str:
        return str(getattr(self, what if language == "zh" else f"{what}_english"))


def ordered_in(scope: Scope, step: Step | None = None) -> tuple[Ordered, list[tuple[int, int]]]:
    """What became of the goods ordered in a scope's year, and the lines that most of a step is of (id, signed fen).

    One query, read in pages: its memory does not grow with the year.
    """
    whole = Ordered()

    def lines() -> Iterator[tuple[int, int]]:
        for line in _lines(scope):
            became = line.became
            whole.add(became)
            if step in LOST and (lost := LOST[step](became)):
                yield line.order_line_id, lost

    return whole, nlargest(MOST_LINES, lines(), key=lambda one: (abs(one[1]), one[0]))


def behind(found: list[tuple[int, int]]) -> list[Behind]:
    """Those lines with their names, in the same order. One query or none."""
    if not found:
        return []
    unit = Organisation.__table__
    asked = (
        select(
            OrderLine.id,
            Order.number,
            Order.status,
            Order.deliver_on,
            unit.c.name,
            unit.c.name_english,
            OrderLine.product_name,
            OrderLine.product_name_english,
            func.coalesce(func.nullif(OrderLine.reason, ""), Order.end_reason),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(unit, unit.c.id == Order.unit_id)
        .where(OrderLine.id.in_([line_id for line_id, _fen in found]))
    )
    named = {row[0]: row[1:] for row in db.session.execute(asked)}
    return [Behind(line_id, Money(fen), *named[line_id]) for line_id, fen in found]


def written_of(scope: Scope, scheme_id: int | None = None) -> Written:
    """What the book says of the goods ordered in a scope's year, and of all that counts in it. One query."""
    first = aliased(Entry)
    in_the_year = Entry.counts_year == scope.year
    # By their names: PostgreSQL takes an expression with values for another one when it is said again.
    of_the_year = case((placed_in(scope.year), 1), else_=0).label("of_the_year")
    counts_in_it = case((in_the_year, 1), else_=0).label("counts_in_it")
    asked = (
        select(of_the_year, counts_in_it, first.source, Verdict.state, Verdict.failed)
        .add_columns(func.sum(Entry.amount))
        .select_from(Entry)
        .join(first, first.id == func.coalesce(Entry.corrects_id, Entry.id))
        .outerjoin(AcceptanceLine, and_(first.source == Source.ACCEPTANCE, AcceptanceLine.id == first.source_id))
        .outerjoin(OrderLine, OrderLine.id == AcceptanceLine.order_line_id)
        .outerjoin(Order, Order.id == OrderLine.order_id)
        .outerjoin(Verdict, in_force(scheme_id))
        .where(scope.covers(Entry.unit_id), Entry.counts_year >= scope.year)
        .where(or_(in_the_year, placed_in(scope.year)))
        .group_by("of_the_year", "counts_in_it", first.source, Verdict.state, Verdict.failed)
    )
    written = Written()
    for of_year, in_year, source, state, failed, amount in db.session.execute(asked):
        if of_year:
            written.of_orders += amount.fen
            if in_year:
                written.in_year[state, failed] = written.in_year.get((state, failed), 0) + amount.fen
        elif state is VerdictState.COUNTED and source is Source.OFFLINE:
            written.offline += amount.fen
        elif state is VerdictState.COUNTED:
            written.earlier += amount.fen
    return written


def _lines(scope: Scope) -> Iterator[Line]:
    columns = [getattr(OrderLine, name) for name in Line._fields[1:]]
    asked = (
        select(OrderLine.id, *columns)
        .join(Order, Order.id == OrderLine.order_id)
        .where(placed_in(scope.year), scope.covers(Order.unit_id), Order.status != Status.AWAITING_APPROVAL)
        .execution_options(yield_per=AT_ONCE)
    )
    for row in db.session.execute(asked):
        yield Line(*row)
