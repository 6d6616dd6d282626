"""Target lines with all their revisions: what was set, on which base, by whom and why."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select

from shop.accounts.models import Person
from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.models import TargetLine, TargetPurpose, TargetRevision
from shop.tally.queries.standings import of_scheme
from shop.tally.standing import LineFigures
from shop.tally.words import TargetForm


@dataclass(frozen=True, slots=True)
class Revision:
    """An approved figure of a line, with the names of who filed and who approved it; figures as in the table."""

    n: int
    base: int | None
    rate: int | None
    amount: Money
    reason: str
    at: datetime
    author: str
    approved_by: str
    holds_from: date
    split_id: int | None = None


@dataclass(slots=True)
class Line:
    """A target line with its purposes and its revisions, the first approved one first."""

    id: int
    unit_id: int
    n: int
    form: TargetForm
    purposes: set[Purpose] = field(default_factory=set)
    revisions: list[Revision] = field(default_factory=list)

    @property
    def first(self) -> Revision:
        return self.revisions[0]

    @property
    def current(self) -> Revision:
        return self.revisions[-1]

    @property
    def figures(self) -> LineFigures:
        """The line as standings are reckoned from it."""
        held = tuple((one.holds_from.month, one.amount) for one in self.revisions)
        return LineFigures(self.unit_id, frozenset(self.purposes), self.first.amount, self.current.amount, held)

    @property
    def ordered_purposes(self) -> list[Purpose]:
        return [purpose for purpose in Purpose if purpose in self.purposes]


def lines_of(unit_ids: Collection[int], year: int, scheme_id: int | None = None) -> Mapping[int, list[Line]]:
    """The target lines of nodes in a year by node, each with all its revisions. One query: lines have few of either."""
    author, approver = Person.__table__.alias(), Person.__table__.alias()
    told = [getattr(TargetRevision, name) for name in ("n", "base", "rate", "amount", "reason", "at")]
    asked = (
        select(TargetLine.id, TargetLine.unit_id, TargetLine.n, TargetLine.form, TargetPurpose.purpose, *told)
        .add_columns(author.c.name, approver.c.name, TargetRevision.holds_from, TargetRevision.split_id)
        .join(TargetPurpose, TargetPurpose.target_line_id == TargetLine.id)
        .join(TargetRevision, TargetRevision.target_line_id == TargetLine.id)
        .join(author, author.c.id == TargetRevision.author_id)
        .join(approver, approver.c.id == TargetRevision.approved_by_id)
        .where(TargetLine.unit_id.in_(unit_ids), TargetLine.year == year, of_scheme(TargetLine.scheme_id, scheme_id))
        .order_by(TargetLine.n, TargetLine.id, TargetRevision.n)
    )
    found: dict[int, Line] = {}
    for line_id, unit_id, n, form, purpose, *revision in db.session.execute(asked):
        line = found.setdefault(line_id, Line(line_id, unit_id, n, form))
        line.purposes.add(purpose)
        if not line.revisions or line.current.n < revision[0]:
            line.revisions.append(Revision(*revision))
    by_unit: dict[int, list[Line]] = {}
    for line in found.values():
        by_unit.setdefault(line.unit_id, []).append(line)
    return by_unit
