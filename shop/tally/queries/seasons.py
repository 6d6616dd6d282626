"""Months of two years beside each other: what counts towards a target, of a scope and of each node in it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.models import TotalByPurpose
from shop.tally.queries.scopes import Scope
from shop.tally.queries.standings import of_scheme
from shop.tally.words import VerdictState

Months = list[Money]
"""Twelve amounts."""


class TwoYears(NamedTuple):
    """The same units' months in a year and in another one."""

    year: Months
    other: Months


def of_units(
    scope: Scope, other: int, purposes: Collection[Purpose] = (), scheme_id: int | None = None
) -> dict[int, TwoYears]:
    """What of a scope's units counts for the purposes (or for any), in its year and in another, by unit. One query.

    Only of those that bought anything; like is compared with like, wherever a unit stood then.
    """
    asked = (
        select(TotalByPurpose.unit_id, TotalByPurpose.year, TotalByPurpose.month, func.sum(TotalByPurpose.amount))
        .where(TotalByPurpose.year.in_((scope.year, other)), of_scheme(TotalByPurpose.scheme_id, scheme_id))
        .where(TotalByPurpose.verdict == VerdictState.COUNTED, scope.covers(TotalByPurpose.unit_id))
        .group_by(TotalByPurpose.unit_id, TotalByPurpose.year, TotalByPurpose.month)
    )
    if purposes:
        asked = asked.where(TotalByPurpose.purpose.in_(sorted(purposes)))
    found: dict[int, TwoYears] = {}
    for unit_id, year, month, amount in db.session.execute(asked):
        two = found.setdefault(unit_id, TwoYears([Money(0)] * 12, [Money(0)] * 12))
        (two.year if year == scope.year else two.other)[month - 1] += amount
    return found


def of_node(scope: Scope, node_id: int, by_unit: Mapping[int, TwoYears]) -> TwoYears:
    """What is below a node, summed."""
    return summed(by_unit[unit] for unit in scope.branch.below(node_id) if unit in by_unit)


def summed(parts: Iterable[TwoYears]) -> TwoYears:
    """Month by month."""
    whole = TwoYears([Money(0)] * 12, [Money(0)] * 12)
    for part in parts:
        for mine, theirs in zip(whole, part, strict=True):
            for month in range(12):
                mine[month] += theirs[month]
    return whole
