"""All figures of a bulletin, of one moment: from the totals of the book, never from an entry.

What is told is the period itself and the year up to the period's end, which is what a year's target is held against.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.enums import Labelled
from shop.kernel.money import Money
from shop.reports.bulletins.spans import Span
from shop.reports.queries.bulletin_papers import jobs, late_papers, paired, reached
from shop.reports.queries.bulletin_reading import COUNTED, NOTHING, Read, due, read
from shop.reports.queries.bulletin_units import behind_told, ranking_told, units_told
from shop.tally.models import RuleSet, Scheme, TotalByPurpose
from shop.tally.months import due_by_end
from shop.tally.offline.words import OfflineKind, OfflineState
from shop.tally.queries import corrected
from shop.tally.queries.breakdowns import Dimension, Part, breakdown
from shop.tally.queries.offline_lists import OPEN, summed, sums_of
from shop.tally.queries.scopes import Scope
from shop.tally.words import VerdictState

MOST_SUPPLIERS = 20

Figures = dict[str, Any]


def figures_of(scope: Scope, scheme: Scheme, span: Span, today: date) -> Figures:
    """What a bulletin of a scope and a period says, as the book stands. Some twenty queries."""
    found = read(scope, scheme.id, span, today)
    return {
        "head": _head(found, scheme.id),
        "rules": _rules(scheme.id, found),
        "units": units_told(found),
        "ranking": ranking_told(found),
        "behind": behind_told(found),
        "months": _months(found),
        "counties": _parts(breakdown(Dimension.COUNTY, scope, scheme.id, span.months)),
        "categories": _parts(breakdown(Dimension.CATEGORY, scope, scheme.id, span.months)),
        "purposes": _parts(breakdown(Dimension.PURPOSE, scope, scheme.id, span.months)),
        "suppliers": _largest(_parts(breakdown(Dimension.SUPPLIER, scope, scheme.id, span.months))),
        "evidence": {"counted": found.whole.counted, "invoiced": found.whole.invoiced, "paid": found.whole.paid},
        "locked": _locked(scope, scheme),
        "offline": _offline(scope, span),
        "reach": reached(scope, scheme.id, span),
        "coverage": paired(scheme.cluster_id, found.until),
        "late": late_papers(scope),
        "jobs": jobs(scope, scheme.id, span, found.until),
        "book": [
            [one.unit_id, one.month, one.purpose.value, one.amount.fen, one.entries]
            for one in sorted(found.totals)
            if one.verdict is COUNTED and (one.amount.fen or one.entries)
        ],
    }


def _head(read: Read, scheme_id: int) -> Figures:
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


def _a_year_before(scope: Scope, scheme_id: int, span: Span) -> Money:
    table = TotalByPurpose
    asked = (
        select(func.sum(table.amount))
        .where(table.unit_id.in_(scope.units), table.year == span.year - 1, table.scheme_id == scheme_id)
        .where(table.month.in_(list(span.months)), table.verdict == COUNTED)
    )
    return db.session.execute(asked).scalar() or NOTHING


def _rules(scheme_id: int, read: Read) -> list[Figures]:
    asked = (
        select(RuleSet.version, RuleSet.valid_from, RuleSet.valid_to)
        .where(RuleSet.scheme_id == scheme_id, RuleSet.approved_at.is_not(None), RuleSet.valid_from <= read.until)
        .where(RuleSet.valid_to.is_(None) | (RuleSet.valid_to >= read.span.first_day))
        .order_by(RuleSet.valid_from)
    )
    return [{"version": version, "from": since, "to": until} for version, since, until in db.session.execute(asked)]


def _months(read: Read) -> list[Figures]:
    so_far, found = NOTHING, []
    for month in range(1, read.span.last + 1):
        counted = read.counted(months=[month])
        towards = read.towards(month)
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
