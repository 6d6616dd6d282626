"""Filings as they were approved → revisions of targets; splits → what each unit below got of a parent's target."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.proofs import Difference
from shop.kernel.refusals import Refused
from shop.tally.filing import FilingKind, FilingState
from shop.tally.models import FilingStep, SplitRow, TargetLine, TargetProposal, TargetRevision, TargetSplit
from shop.tally.targets import amount_of_target

People = dict[tuple[FilingKind, int], tuple[int | None, int | None]]
"""Who filed and who approved, by what is filed."""


def targets() -> Iterator[Difference]:
    """Every revision comes to its amount, and was filed and approved by those whom it names; every split adds up."""
    people = _people()
    filed = dict(db.session.execute(select(TargetProposal.revision_id, TargetProposal.id)).all())
    asked = select(TargetRevision, TargetLine.form).join(TargetLine, TargetLine.id == TargetRevision.target_line_id)
    for revision, form in db.session.execute(asked.order_by(TargetRevision.id)):
        where = f"Revision {revision.n} of target line {revision.target_line_id}"
        if revision.base is not None and (due := _reckoned(form, revision)) != revision.amount:
            yield Difference(f"{where}, amount", revision.amount, due)
        source = _source(revision, filed.get(revision.id))
        found, two = (revision.author_id, revision.approved_by_id), people.get(source) if source else None
        if found != two:
            yield Difference(f"{where}, two people", found, two or "a filing that was approved")
    yield from _splits()


def _people() -> People:
    found: People = {}
    asked = select(FilingStep.kind, FilingStep.subject_id, FilingStep.state, FilingStep.by_id).order_by(FilingStep.id)
    for kind, subject_id, state, by_id in db.session.execute(asked):
        filed_by, approved_by = found.get((kind, subject_id), (None, None))
        if state is FilingState.FILED:
            filed_by = by_id
        elif state is FilingState.APPROVED:
            approved_by = by_id
        found[kind, subject_id] = filed_by, approved_by
    return found


def _source(revision: TargetRevision, proposal_id: int | None) -> tuple[FilingKind, int] | None:
    """What made the revision: one filing of one kind, and no more."""
    sources = [
        (kind, number)
        for kind, number in (
            (FilingKind.TARGET, proposal_id),
            (FilingKind.BASE, revision.base_filing_id),
            (FilingKind.SPLIT, revision.split_id),
        )
        if number is not None
    ]
    return sources[0] if len(sources) == 1 else None


def _reckoned(form: Any, revision: TargetRevision) -> Money | str:
    try:
        return amount_of_target(form, base=revision.base, rate=revision.rate, amount=revision.amount)
    except Refused:
        return "what its form reckons"


def _splits() -> Iterator[Difference]:
    made: dict[tuple[int, int], Money] = {}
    revised = select(TargetRevision.split_id, TargetLine.unit_id, TargetRevision.amount)
    revised = revised.join(TargetLine, TargetLine.id == TargetRevision.target_line_id)
    for split_id, unit_id, amount in db.session.execute(revised.where(TargetRevision.split_id.is_not(None))):
        if split_id is not None:
            made[split_id, unit_id] = amount
    approved = select(FilingStep.subject_id).where(
        FilingStep.kind == FilingKind.SPLIT, FilingStep.state == FilingState.APPROVED
    )
    in_force = set(db.session.execute(approved).scalars())
    given: dict[int, int] = {}
    for row in db.session.execute(select(SplitRow).order_by(SplitRow.id)).scalars():
        given[row.split_id] = given.get(row.split_id, 0) + row.after.fen
        moves = row.split_id in in_force and row.after != row.before
        due, found = (row.after - row.fixed) if moves else None, made.pop((row.split_id, row.child_id), None)
        if found != due:
            yield Difference(f"Split {row.split_id}, unit {row.child_id}", found or "nothing", due or "nothing")
    for split in db.session.execute(select(TargetSplit).order_by(TargetSplit.id)).scalars():
        found_rest, due_rest = split.rest, Money(split.amount.fen - given.get(split.id, 0))
        if found_rest != due_rest:
            yield Difference(f"Split {split.id}, rest", found_rest, due_rest)
    for (split_id, unit_id), amount in made.items():
        yield Difference(f"Split {split_id}, unit {unit_id}", amount, "nothing")
