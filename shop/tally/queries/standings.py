"""How nodes of the tree stand in a year: any list of them in three queries, from totals alone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, literal, literal_column, null, select, union_all

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from shop.tally.models import (
    OnItsWay,
    Scheme,
    TargetLine,
    TargetPurpose,
    TargetRevision,
    TotalByEvidence,
    TotalByPurpose,
)
from shop.tally.queries.trees import Branch, branch_for
from shop.tally.standing import Booked, LineFigures, Standing, stand
from shop.tally.words import VerdictState


def standings_for(node_ids: Iterable[int], year: int, scheme_id: int | None = None) -> dict[int, Standing]:
    """The standing of each node by id, under a scheme or else the first one of its cluster. Three queries."""
    wanted = list(node_ids)
    return standings_in(branch_for(wanted, year), wanted, scheme_id)


def standings_in(
    branch: Branch, node_ids: Iterable[int], scheme_id: int | None = None, months: Collection[int] | None = None
) -> dict[int, Standing]:
    """The same for nodes of a branch that is read already: two queries.

    With ``months`` (1–12) of what counts in these alone, and then nothing is on its way, invoiced or paid.
    """
    wanted = list(node_ids)
    units = {unit for node in wanted for unit in branch.below(node)}
    if not units:
        return {}
    lines = target_lines(units, branch.year, scheme_id)
    return stand(branch, wanted, lines, booked(units, branch.year, scheme_id, months))


def of_scheme(column: Any, scheme_id: int | None) -> ColumnElement[bool]:
    """The condition of belonging to a scheme, or to the first one of whichever cluster it is."""
    if scheme_id is not None:
        return column == scheme_id  # type: ignore[no-any-return]
    return column.in_(select(func.min(Scheme.id)).group_by(Scheme.cluster_id))  # type: ignore[no-any-return]


def target_lines(units: Collection[int], year: int, scheme_id: int | None = None) -> list[LineFigures]:
    """The target lines of units in a year, each with its purposes and its amounts from the first approved one on."""
    asked = (
        select(
            TargetLine.id,
            TargetLine.unit_id,
            TargetPurpose.purpose,
            TargetRevision.n,
            TargetRevision.amount,
            TargetRevision.holds_from,
        )
        .join(TargetPurpose, TargetPurpose.target_line_id == TargetLine.id)
        .join(TargetRevision, TargetRevision.target_line_id == TargetLine.id)
        .where(TargetLine.unit_id.in_(units), TargetLine.year == year, of_scheme(TargetLine.scheme_id, scheme_id))
        .order_by(TargetLine.id, TargetRevision.n)
    )
    figures: dict[int, LineFigures] = {}
    held: dict[int, dict[int, tuple[int, Money]]] = {}
    for line_id, unit_id, purpose, n, amount, since in db.session.execute(asked):
        line = figures.get(line_id) or LineFigures(unit_id, frozenset(), amount, amount)
        figures[line_id] = line._replace(purposes=line.purposes | {purpose}, current=amount)
        held.setdefault(line_id, {})[n] = (since.month, amount)
    return [line._replace(held=tuple(held[line_id].values())) for line_id, line in figures.items()]


def booked(
    units: Collection[int], year: int, scheme_id: int | None, months: Collection[int] | None = None
) -> Iterator[Booked]:
    """What is in the totals of units for a year, what is on its way to them, and what of it is proved: one query."""
    nothing = literal(Money(0), MoneyColumn())
    entered: Select[*tuple[Any, ...]] = (
        select(
            TotalByPurpose.unit_id,
            TotalByPurpose.purpose,
            TotalByPurpose.verdict,
            func.sum(TotalByPurpose.amount).label("amount"),
            literal_column("0").label("on_its_way"),
            nothing.label("invoiced"),
            nothing.label("paid"),
        )
        .where(TotalByPurpose.unit_id.in_(units), TotalByPurpose.year == year)
        .where(of_scheme(TotalByPurpose.scheme_id, scheme_id))
        .group_by(TotalByPurpose.unit_id, TotalByPurpose.purpose, TotalByPurpose.verdict)
    )
    expected: Select[*tuple[Any, ...]] = (
        select(
            OnItsWay.unit_id,
            OnItsWay.purpose,
            OnItsWay.verdict,
            func.sum(OnItsWay.amount).label("amount"),
            literal_column("1").label("on_its_way"),
            nothing.label("invoiced"),
            nothing.label("paid"),
        )
        .where(OnItsWay.unit_id.in_(units), is_coming_in(year), OnItsWay.verdict == VerdictState.COUNTED)
        .where(of_scheme(OnItsWay.scheme_id, scheme_id))
        .group_by(OnItsWay.unit_id, OnItsWay.purpose, OnItsWay.verdict)
    )
    proved: Select[*tuple[Any, ...]] = (
        select(
            TotalByEvidence.unit_id,
            null().label("purpose"),
            TotalByEvidence.verdict,
            nothing.label("amount"),
            literal_column("0").label("on_its_way"),
            func.sum(TotalByEvidence.invoiced).label("invoiced"),
            func.sum(TotalByEvidence.paid).label("paid"),
        )
        .where(TotalByEvidence.unit_id.in_(units), TotalByEvidence.year == year)
        .where(TotalByEvidence.verdict == VerdictState.COUNTED, of_scheme(TotalByEvidence.scheme_id, scheme_id))
        .group_by(TotalByEvidence.unit_id, TotalByEvidence.verdict)
    )
    asked = (
        union_all(entered, expected, proved)
        if months is None
        else entered.where(TotalByPurpose.month.in_(sorted(months)))
    )
    for unit_id, purpose, verdict, amount, on_its_way, *of_it in db.session.execute(asked):
        yield Booked(unit_id, purpose, verdict, amount, bool(on_its_way), *of_it)


def is_coming_in(year: int) -> ColumnElement[bool]:
    """What is still on its way and would count in a year.

    Goods count on the day they are accepted, so what was due last year and has not come will count this year; nothing
    can come any more into a year that is over.
    """
    this_year = clock.today().year
    if year < this_year:
        return false()
    return OnItsWay.year <= year if year == this_year else OnItsWay.year == year
