"""What a bulletin reads once and tells in several ways: sums of the book by unit, month and purpose; standings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.reports.bulletins.spans import Span
from shop.tally.models import TotalByEvidence, TotalByPurpose
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import target_lines
from shop.tally.standing import Booked, LineFigures, Standing, stand, together
from shop.tally.targets import pace
from shop.tally.words import VerdictState

COUNTED = VerdictState.COUNTED
NOTHING = Money(0)


class Total(NamedTuple):
    """So much of a unit's month under a purpose and a verdict, in so many entries."""

    unit_id: int
    month: int
    purpose: Purpose
    verdict: VerdictState
    amount: Money
    entries: int


@dataclass(frozen=True, slots=True)
class Read:
    """What is read once and told in several ways."""

    scope: Scope
    span: Span
    today: date
    totals: Sequence[Total]
    lines: Sequence[LineFigures]
    standings: Mapping[int, Standing]
    whole: Standing

    @property
    def until(self) -> date:
        return self.span.until(self.today)

    @property
    def pace(self) -> Decimal:
        return pace(self.span.year, self.until)

    def counted(self, units: Iterable[int] | None = None, months: Iterable[int] | None = None) -> Money:
        """What counts, of all units and of the year so far unless told otherwise."""
        of = None if units is None else set(units)
        in_ = set(range(1, self.span.last + 1) if months is None else months)
        return Money(
            sum(
                one.amount.fen
                for one in self.totals
                if one.verdict is COUNTED and one.month in in_ and (of is None or one.unit_id in of)
            )
        )

    def towards(self, month: int) -> Money:
        """What of a month counts towards the target; of units that share no node, each towards its own."""
        if self.scope.node is not None:
            rows = [self.scope.node.id]
        else:
            rows = [row for row in self.scope.rows if self.standings[row].target is not None]
        named = {unit: self.standings[row].purposes for row in rows for unit in self.scope.branch.below(row)}
        everything = self.whole.target is None
        return Money(
            sum(
                one.amount.fen
                for one in self.totals
                if one.month == month
                and one.verdict is COUNTED
                and (everything or one.purpose in named.get(one.unit_id, frozenset()))
            )
        )


def read(scope: Scope, scheme_id: int, span: Span, today: date) -> Read:
    """The sums and standings of a scope up to a period's end. Three queries."""
    units = scope.units
    totals = _totals(units, scheme_id, span)
    lines = [
        line._replace(current=line.in_month(span.last), held=line.held)
        for line in target_lines(units, span.year, scheme_id)
    ]
    booked = [Booked(one.unit_id, one.purpose, one.verdict, one.amount) for one in totals]
    standings = stand(scope.branch, units, lines, [*booked, *_proved(units, scheme_id, span)])
    whole = standings[scope.node.id] if scope.node else together(standings[unit] for unit in scope.rows)
    return Read(scope, span, today, totals, lines, standings, whole)


def _totals(units: Sequence[int], scheme_id: int, span: Span) -> list[Total]:
    table = TotalByPurpose
    asked = (
        select(
            table.unit_id, table.month, table.purpose, table.verdict, func.sum(table.amount), func.sum(table.entries)
        )
        .where(table.unit_id.in_(units), table.year == span.year, table.scheme_id == scheme_id)
        .where(table.month <= span.last)
        .group_by(table.unit_id, table.month, table.purpose, table.verdict)
    )
    return [Total(*row[:5], int(row[5])) for row in db.session.execute(asked)]


def _proved(units: Sequence[int], scheme_id: int, span: Span) -> list[Booked]:
    table = TotalByEvidence
    asked = (
        select(table.unit_id, func.sum(table.invoiced), func.sum(table.paid))
        .where(table.unit_id.in_(units), table.year == span.year, table.scheme_id == scheme_id)
        .where(table.verdict == COUNTED, table.month <= span.last)
        .group_by(table.unit_id)
    )
    return [
        Booked(unit_id, None, COUNTED, NOTHING, invoiced=invoiced, paid=paid)
        for unit_id, invoiced, paid in db.session.execute(asked)
    ]


def due(target: Money, where: Decimal) -> Money:
    """What a target wants where the calendar says a year should be."""
    return Money(int((target.fen * where).quantize(Decimal(1), ROUND_HALF_UP)))
