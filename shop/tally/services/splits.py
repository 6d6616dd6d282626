"""Splitting a parent's target: proposed by one official of the parent, in force by another's approval (DOMAIN rule 10).

The approval locks the parent's and all children's lines in the order of their ids, and revises each child's amount.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor, Role
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import Unit
from shop.organisations.queries import unit_path
from shop.tally.filing import LONGEST_REASON, Step
from shop.tally.models import Scheme, SplitRow, TargetLine, TargetRevision, TargetSplit
from shop.tally.policies import may_split_target
from shop.tally.queries.splits import (
    OwnLine,
    Whole,
    amount_line,
    own_lines,
    purposes_of,
    waiting_split,
    weighed,
    whole_of,
)
from shop.tally.queries.trees import Branch, branch_for
from shop.tally.services.filings import filed, take
from shop.tally.services.revising import Figures, add_line, revise
from shop.tally.splitting import by_formula, checked, rest_of
from shop.tally.targets import earliest_month, month_from
from shop.tally.words import FORMULAS, SplitMethod, TargetForm

CHANGED = _l(
    "The targets have changed since this split was proposed: return it or withdraw it, and make the split again."
)


@dataclass(frozen=True, slots=True)
class Wish:
    """How a target is to be split: what each child is to have, from which month on, and why."""

    method: SplitMethod
    amounts: Mapping[int, Money]
    reason: str
    holds_from: date | None = None


def propose_split(
    scheme: Scheme, parent_id: int, year: int, wish: Wish, *, follows: TargetSplit | None = None, by: Actor
) -> TargetSplit:
    """An official of the parent says how its target is split; a second one approves it.

    What the children have is noted as it stands, so that nothing else is approved than what was looked at.
    """
    if not may_split_target(by, unit_path(parent_id, year)):
        raise NotYours
    reason = wish.reason.strip()
    if not reason:
        raise Refused(_l("Please say why the target is split like this."), field="reason")
    if len(reason) > LONGEST_REASON:
        raise Refused(_l("This is too long: at most %(number)d characters.", number=LONGEST_REASON), field="reason")
    month = month_from(year, wish.holds_from, clock.today())
    # Two who propose at once wait here; the second hears of the first.
    db.session.execute(locked(select(Unit.__table__.c.id).where(Unit.__table__.c.id == parent_id)))
    if waiting_split(parent_id, year, scheme.id) is not None:
        raise Refused(_l("Another split of this target awaits approval. It has to be decided or withdrawn first."))
    branch = branch_for([parent_id], year)
    whole, _lines = standing_whole(scheme.id, parent_id, branch)
    if whole.amount is None:
        raise Refused(_l("There is no target to split: it has to be filed and approved first."))
    after = checked(whole.children, wish.amounts)
    method = _really(wish.method, branch, whole, after, scheme.id)
    numbers = select(func.max(TargetSplit.n)).filter_by(scheme_id=scheme.id, year=year, unit_id=parent_id)
    split = TargetSplit(
        cluster_id=scheme.cluster_id,
        scheme_id=scheme.id,
        year=year,
        unit_id=parent_id,
        n=(db.session.execute(numbers).scalar() or 0) + 1,
        method=method,
        amount=whole.amount,
        rest=rest_of(whole.amount, after),
        reason=reason,
        holds_from=month,
        at=clock.now(),
        author_id=by.person_id,
    )
    filed(split, follows, by=by)
    db.session.add_all(
        SplitRow(
            split_id=split.id,
            child_id=child.id,
            position=position,
            before=child.before,
            after=after[child.id],
            fixed=child.stays,
            keeps=child.keeps,
        )
        for position, child in enumerate(whole.children, start=1)
    )
    db.session.flush()
    _record(split, "proposed", by)
    return split


def approve_split(split: TargetSplit, *, by: Actor) -> list[TargetRevision]:
    """A second official of the parent approves: in this transaction each child's amount becomes what the split says."""
    take(split, Step.APPROVE, by=by)
    month = max(split.holds_from, earliest_month(split.year, clock.today()))
    units = [split.unit_id, *(row.child_id for row in split.rows)]
    mine = (TargetLine.unit_id.in_(units), TargetLine.year == split.year, TargetLine.scheme_id == split.scheme_id)
    held = db.session.execute(locked(select(TargetLine).where(*mine).order_by(TargetLine.id))).scalars().all()
    by_id = {line.id: line for line in held}
    whole, lines = standing_whole(split.scheme_id, split.unit_id, branch_for([split.unit_id], split.year))
    if not _as_proposed(split, whole):
        raise Refused(CHANGED)
    revisions = []
    for row in split.rows:
        if row.after == row.before:
            continue
        changed = amount_line(lines, row.child_id)
        line = by_id[changed.id] if changed else _first_line(split, row)
        figures = Figures(row.after - row.fixed, month, split.reason, split_id=split.id)
        revisions.append(revise(line, figures, author_id=split.author_id, by=by))
    _record(split, "approved", by)
    subject = ("filing", f"split-{split.id}")
    name = db.session.get_one(Unit, split.unit_id).name
    tell(split.unit_id, "split_approved", subject=subject, role=Role.OFFICIAL, unit=name, year=str(split.year))
    return revisions


def standing_whole(scheme_id: int, parent_id: int, branch: Branch) -> tuple[Whole, list[OwnLine]]:
    """A parent's target and its children's as they stand, with their lines. One query."""
    children = list(branch.children(parent_id))
    lines = own_lines([parent_id, *children], branch.year, scheme_id)
    return whole_of(parent_id, children, lines), lines


def _as_proposed(split: TargetSplit, whole: Whole) -> bool:
    found = {child.id: (child.before, child.stays, child.keeps) for child in whole.children}
    return whole.amount == split.amount and found == {
        row.child_id: (row.before, row.fixed, row.keeps) for row in split.rows
    }


def _really(
    method: SplitMethod, branch: Branch, whole: Whole, after: Mapping[int, Money], scheme_id: int
) -> SplitMethod:
    """A formula only if its own figures were left as they are: whoever changed one of them split by hand."""
    if method not in FORMULAS or whole.amount is None:
        return method
    children = weighed(branch, whole, method, scheme_id).children
    try:
        reckoned = by_formula(whole.amount, children, rest_of(whole.amount, after))
    except Refused:
        return SplitMethod.HAND
    return method if reckoned == after else SplitMethod.HAND


def _first_line(split: TargetSplit, row: SplitRow) -> TargetLine:
    """A child without a target gets one for the purposes of its parent's."""
    purposes: Sequence[str] = sorted(purposes_of(split.unit_id, split.year, split.scheme_id))
    line = TargetLine(
        cluster_id=split.cluster_id,
        scheme_id=split.scheme_id,
        year=split.year,
        unit_id=row.child_id,
        form=TargetForm.AMOUNT,
    )
    try:
        return add_line(line, purposes)  # type: ignore[arg-type]  # they are purposes, in the order of their words
    except IntegrityError as error:
        raise Refused(CHANGED) from error


def _record(split: TargetSplit, what: str, by: Actor) -> None:
    said = {"year": split.year, "amount": split.amount.fen, "n": split.n}
    record(by, f"unit.split_{what}", "unit", split.unit_id, cluster_id=split.cluster_id, **said)
