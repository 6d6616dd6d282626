"""A parent's target and its children's, as a split finds them; and by what formulas weigh them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.organisations.models import Unit
from shop.tally.filing import FilingKind
from shop.tally.models import FilingStep, TargetLine, TargetPurpose, TargetRevision, TargetSplit, TotalByPurpose
from shop.tally.queries.bases import newest_bases
from shop.tally.queries.trees import Branch
from shop.tally.splitting import Child
from shop.tally.words import BaseFigure, BaseKind, SplitMethod, TargetForm, VerdictState


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A unit's target line with its newest amount."""

    id: int
    unit_id: int
    form: TargetForm
    amount: Money
    base: int | None


@dataclass(frozen=True, slots=True)
class Whole:
    """A parent's target, which is nothing where it has none, and its children in their order."""

    amount: Money | None
    children: Sequence[Child]


def own_lines(unit_ids: Collection[int], year: int, scheme_id: int) -> list[OwnLine]:
    """The lines of units in a year with their newest amounts, in the order of their numbers. One query."""
    newest = select(TargetRevision.target_line_id, func.max(TargetRevision.n).label("n"))
    newest_of = newest.group_by(TargetRevision.target_line_id).subquery()
    asked = (
        select(TargetLine.id, TargetLine.unit_id, TargetLine.form, TargetRevision.amount, TargetRevision.base)
        .join(newest_of, newest_of.c.target_line_id == TargetLine.id)
        .join(TargetRevision, (TargetRevision.target_line_id == TargetLine.id) & (TargetRevision.n == newest_of.c.n))
        .where(TargetLine.unit_id.in_(unit_ids), TargetLine.year == year, TargetLine.scheme_id == scheme_id)
        .order_by(TargetLine.unit_id, TargetLine.n)
    )
    return [OwnLine(*row) for row in db.session.execute(asked)]


def whole_of(parent_id: int, children: Sequence[int], lines: Sequence[OwnLine]) -> Whole:
    """What a split starts from. The first line of a child that is an amount is the one that it changes."""
    of: dict[int, list[OwnLine]] = {}
    for line in lines:
        of.setdefault(line.unit_id, []).append(line)
    own = of.get(parent_id)
    amount = Money(sum(line.amount.fen for line in own)) if own else None
    return Whole(amount, [_child(child, of.get(child, [])) for child in children])


def amount_line(lines: Sequence[OwnLine], unit_id: int) -> OwnLine | None:
    """The line of a unit that a split changes, if it has one."""
    return next((line for line in lines if line.unit_id == unit_id and line.form is TargetForm.AMOUNT), None)


def _child(unit_id: int, lines: Sequence[OwnLine]) -> Child:
    before = sum(line.amount.fen for line in lines)
    changed = amount_line(lines, unit_id)
    fixed = before - (changed.amount.fen if changed else 0)
    return Child(unit_id, Money(before), Money(fixed), keeps=bool(lines) and changed is None)


def weighed(branch: Branch, whole: Whole, method: SplitMethod, scheme_id: int) -> Whole:
    """The same with the weights of a formula, each child with everything below it. Two queries at the most."""
    units = [unit for child in whole.children for unit in branch.below(child.id)]
    weights = _weights(units, branch.year, method, scheme_id)
    return replace(
        whole,
        children=[
            replace(child, weight=max(sum(weights.get(unit, 0) for unit in branch.below(child.id)), 0))
            for child in whole.children
        ],
    )


def _weights(units: Collection[int], year: int, method: SplitMethod, scheme_id: int) -> Mapping[int, int]:
    if method is SplitMethod.LAST_YEAR:
        table = TotalByPurpose
        counted = (
            select(table.unit_id, func.sum(table.amount))
            .where(table.unit_id.in_(units), table.year == year - 1, table.scheme_id == scheme_id)
            .where(table.verdict == VerdictState.COUNTED)
            .group_by(table.unit_id)
        )
        return {unit: amount.fen for unit, amount in db.session.execute(counted)}
    if method is SplitMethod.HEADS:
        column = Unit.__table__.c
        heads = select(column.id, column.head_count).where(column.id.in_(units), column.head_count.is_not(None))
        return dict(db.session.execute(heads).all())
    reckoned = {
        line.unit_id: line.base
        for line in own_lines(units, year, scheme_id)
        if line.form is TargetForm.CANTEEN_RATE and line.base is not None
    }
    filed = newest_bases(units, [year])
    return reckoned | {
        unit: value
        for (unit, _year, figure, kind), value in filed.items()
        if (figure, kind) == (BaseFigure.CANTEEN, BaseKind.FILED)
    }


def purposes_of(unit_id: int, year: int, scheme_id: int) -> set[Purpose]:
    """What a unit's target covers. One query."""
    mine = (TargetPurpose.unit_id == unit_id, TargetPurpose.year == year, TargetPurpose.scheme_id == scheme_id)
    return set(db.session.execute(select(TargetPurpose.purpose).where(*mine)).scalars())


def waiting_split(unit_id: int, year: int, scheme_id: int) -> int | None:
    """The split of a parent's year that still waits for a second official, if one does. One query."""
    decided = select(FilingStep.subject_id).where(FilingStep.kind == FilingKind.SPLIT, FilingStep.n > 1)
    asked = select(TargetSplit.id).filter_by(scheme_id=scheme_id, unit_id=unit_id, year=year)
    return db.session.execute(asked.where(TargetSplit.id.not_in(decided)).limit(1)).scalar_one_or_none()
