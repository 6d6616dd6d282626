"""All figures of a bulletin, of one moment: from the totals of the book, never from an entry.

What is told is the period itself and the year up to the period's end, which is what a year's target is held against.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.reports.bulletins.spans import Span
from shop.reports.queries.bulletin_papers import jobs, late_papers, paired, reached
from shop.tally.models import RuleSet, Scheme, TotalByEvidence, TotalByPurpose
from shop.tally.months import due_by_end
from shop.tally.offline.words import OfflineKind, OfflineState
from shop.tally.queries import corrected
from shop.tally.queries.breakdowns import Dimension, Part, breakdown
from shop.tally.queries.offline_lists import OPEN, summed, sums_of
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import target_lines
from shop.tally.ranking import ranked
from shop.tally.standing import Booked, LineFigures, Standing, stand, together
from shop.tally.targets import pace
from shop.tally.words import VerdictState

COUNTED = VerdictState.COUNTED
NOTHING = Money(0)
MOST_SUPPLIERS = 20

Figures = dict[str, Any]


class Total(NamedTuple):
    """So much of a unit's month under a purpose and a verdict, in so many entries."""

    unit_id: int
    month: int
    purpose: Purpose
    verdict: VerdictState
    amount: Money
    entries: int


@dataclass(frozen=True, slots=True)
class _Read:
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


def figures_of(scope: Scope, scheme: Scheme, span: Span, today: date) -> Figures:
    """What a bulletin of a scope and a period says, as the book stands. Some twenty queries."""
    read = _read(scope, scheme.id, span, today)
    return {
        "head": _head(read, scheme.id),
        "rules": _rules(scheme.id, read),
        "units": _units(read),
        "ranking": _ranking(read),
        "behind": _behind(read),
        "months": _months(read),
        "counties": _parts(breakdown(Dimension.COUNTY, scope, scheme.id, span.months)),
        "categories": _parts(breakdown(Dimension.CATEGORY, scope, scheme.id, span.months)),
        "purposes": _parts(breakdown(Dimension.PURPOSE, scope, scheme.id, span.months)),
        "suppliers": _largest(_parts(breakdown(Dimension.SUPPLIER, scope, scheme.id, span.months))),
        "evidence": {"counted": read.whole.counted, "invoiced": read.whole.invoiced, "paid": read.whole.paid},
        "locked": _locked(scope, scheme),
        "offline": _offline(scope, span),
        "reach": reached(scope, scheme.id, span),
        "coverage": paired(scheme.cluster_id, read.until),
        "late": late_papers(scope),
        "jobs": jobs(scope, scheme.id, span, read.until),
        "book": [
            [one.unit_id, one.month, one.purpose.value, one.amount.fen, one.entries]
            for one in sorted(read.totals)
            if one.verdict is COUNTED and (one.amount.fen or one.entries)
        ],
    }


def _read(scope: Scope, scheme_id: int, span: Span, today: date) -> _Read:
    units = scope.units
    totals = _totals(units, scheme_id, span)
    lines = [
        line._replace(current=line.in_month(span.last), held=line.held)
        for line in target_lines(units, span.year, scheme_id)
    ]
    booked = [Booked(one.unit_id, one.purpose, one.verdict, one.amount) for one in totals]
    standings = stand(scope.branch, units, lines, [*booked, *_proved(units, scheme_id, span)])
    whole = standings[scope.node.id] if scope.node else together(standings[unit] for unit in scope.rows)
    return _Read(scope, span, today, totals, lines, standings, whole)


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


def _head(read: _Read, scheme_id: int) -> Figures:
    whole, span = read.whole, read.span
    in_span = [one for one in read.totals if one.month in span.months]
    return {
        "until": read.until,
        "target": whole.target,
        "first_target": whole.first_target,
        "in_period": read.counted(months=span.months),
        "last_year": _a_year_before(read.scope, scheme_id, span),
        "counted": whole.counted,
        "towards": whole.towards,
        "apart": whole.apart,
        "completion": whole.completion,
        "pace": read.pace,
        "gap": None if whole.target is None else whole.towards - due(whole.target, read.pace),
        "missing": whole.missing,
        "leaves": whole.leaves,
        "reached": whole.reached,
        "pending": whole.pending,
        "disputed": whole.disputed,
        "not_counted": whole.not_counted,
        "units": sum(node.is_leaf for node in read.scope.branch if node.id in set(read.scope.units)),
        "buying": len({one.unit_id for one in in_span if one.verdict is COUNTED and one.amount.fen > 0}),
        "entries": sum(one.entries for one in in_span if one.verdict is COUNTED),
    }


def due(target: Money, where: Decimal) -> Money:
    """What a target wants where the calendar says a year should be."""
    return Money(int((target.fen * where).quantize(Decimal(1), ROUND_HALF_UP)))


def _a_year_before(scope: Scope, scheme_id: int, span: Span) -> Money:
    table = TotalByPurpose
    asked = (
        select(func.sum(table.amount))
        .where(table.unit_id.in_(scope.units), table.year == span.year - 1, table.scheme_id == scheme_id)
        .where(table.month.in_(list(span.months)), table.verdict == COUNTED)
    )
    return db.session.execute(asked).scalar() or NOTHING


def _rules(scheme_id: int, read: _Read) -> list[Figures]:
    asked = (
        select(RuleSet.version, RuleSet.valid_from, RuleSet.valid_to)
        .where(RuleSet.scheme_id == scheme_id, RuleSet.approved_at.is_not(None), RuleSet.valid_from <= read.until)
        .where(RuleSet.valid_to.is_(None) | (RuleSet.valid_to >= read.span.first_day))
        .order_by(RuleSet.valid_from)
    )
    return [{"version": version, "from": since, "to": until} for version, since, until in db.session.execute(asked)]


def _units(read: _Read) -> list[Figures]:
    branch, found = read.scope.branch, []
    top = branch.depth(read.scope.node.id) + 1 if read.scope.node else 0
    for unit_id in read.scope.units:
        if read.scope.node and unit_id == read.scope.node.id and branch.children(unit_id):
            continue
        node, standing = branch.nodes[unit_id], read.standings[unit_id]
        found.append(
            {
                "id": unit_id,
                "name": node.name,
                "name_english": node.name_english,
                "depth": max(branch.depth(unit_id) - top, 0),
                "leaf": node.is_leaf,
                "target": standing.target,
                "in_period": read.counted(branch.below(unit_id), read.span.months),
                "counted": standing.counted,
                "towards": standing.towards,
                "completion": standing.completion,
                "shortfall": standing.shortfall,
            }
        )
    return found


def _leaves(read: _Read) -> list[tuple[Any, Standing]]:
    nodes = read.scope.branch.nodes
    return [(nodes[unit], read.standings[unit]) for unit in read.scope.units if nodes[unit].is_leaf]


def _ranking(read: _Read) -> list[Figures]:
    return [
        {
            "size": one.size.value,
            "least": one.least,
            "most": one.most,
            "places": [
                {
                    "rank": place.rank,
                    "id": place.node.id,
                    "name": place.node.name,
                    "name_english": place.node.name_english,
                    "target": place.standing.target,
                    "towards": place.standing.towards,
                    "completion": place.completion,
                }
                for place in one.places
            ],
        }
        for one in ranked(_leaves(read))
    ]


def _behind(read: _Read) -> list[Figures]:
    """The units whose completion is below the calendar's pace, whoever lacks most first."""
    found = []
    for node, standing in _leaves(read):
        if standing.target is None or standing.completion is None or standing.completion >= read.pace:
            continue
        parent = read.scope.branch.nodes.get(node.parent_id) if node.parent_id is not None else None
        found.append(
            {
                "id": node.id,
                "name": node.name,
                "name_english": node.name_english,
                "parent": parent.name if parent else "",
                "target": standing.target,
                "towards": standing.towards,
                "completion": standing.completion,
                "lacks": due(standing.target, read.pace) - standing.towards,
            }
        )
    return sorted(found, key=lambda one: -one["lacks"].fen)


def _months(read: _Read) -> list[Figures]:
    purposes, so_far, found = read.whole.purposes, NOTHING, []
    for month in range(1, read.span.last + 1):
        counted = read.counted(months=[month])
        towards = Money(
            sum(
                one.amount.fen
                for one in read.totals
                if one.month == month and one.verdict is COUNTED and (not purposes or one.purpose in purposes)
            )
        )
        so_far += towards
        target = read.whole.monthly[month - 1] if read.whole.monthly else None
        found.append(
            {
                "month": month,
                "counted": counted,
                "towards": towards,
                "cumulated": so_far,
                "due": None if target is None else due_by_end(read.span.year, month, read.until, target),
            }
        )
    return found


def _parts(parts: Iterable[Part]) -> list[Figures]:
    found = []
    for part in parts:
        counted = part.of(COUNTED)
        if not part.of().entries:
            continue
        word = isinstance(part.key, Labelled)
        found.append(
            {
                "key": part.key.value if word else part.key,
                "name": part.name,
                "name_english": part.name_english,
                "counted": counted.amount,
                "entries": counted.entries,
                "not_counted": part.of(VerdictState.NOT_COUNTED).amount,
            }
        )
    return found


def _largest(parts: list[Figures]) -> Figures:
    rest = parts[MOST_SUPPLIERS:]
    return {
        "largest": parts[:MOST_SUPPLIERS],
        "others": len(rest),
        "others_counted": Money(sum(one["counted"].fen for one in rest)),
        "others_not_counted": Money(sum(one["not_counted"].fen for one in rest)),
    }


def _locked(scope: Scope, scheme: Scheme) -> Figures:
    through, found = corrected.compared(scope, scheme.id, scheme.cluster_id)
    whole = corrected.Compared()
    for one in found.values():
        whole.add(one)
    return {
        "through": through.code if through else None,
        "as_locked": whole.as_locked,
        "corrected": whole.corrected,
        "open": whole.open,
        "today": whole.today,
    }


def _offline(scope: Scope, span: Span) -> list[Figures]:
    """The four kinds, each by itself: they are never added to each other."""
    sums = sums_of(scope, span.first_day, span.last_day)
    found = []
    for kind in OfflineKind:
        verified, waiting = summed(sums, kind, [OfflineState.VERIFIED]), summed(sums, kind, OPEN)
        found.append(
            {
                "kind": kind.value,
                "verified": verified.amount,
                "verified_count": verified.count,
                "waiting": waiting.amount,
                "waiting_count": waiting.count,
            }
        )
    return found
