"""Approved re-evaluations → the verdicts that they gave; every later verdict comes from one, and chains stay whole."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.proofs import Difference
from shop.tally.models import Entry, OfflineMotion, Reevaluation, ReevaluationLine, RuleSet, Verdict
from shop.tally.proofs.reading import paged
from shop.tally.reevaluating import AIMS, Outcome
from shop.tally.rules import Judgement, judge
from shop.tally.services.offline.motions import AGREED
from shop.tally.words import Source


def reevaluations() -> Iterator[Difference]:
    """What two people approved is what the verdicts say, of a purchase and all that corrects it; and nothing else."""
    yield from _approved()
    yield from _from_nothing()
    yield from _torn()


def _approved() -> Iterator[Difference]:
    before, given = aliased(Verdict), aliased(Verdict)
    asked = (
        select(ReevaluationLine, Reevaluation, RuleSet.rules, before, given)
        .select_from(ReevaluationLine)
        .join(Reevaluation, Reevaluation.id == ReevaluationLine.reevaluation_id)
        .join(RuleSet, RuleSet.id == ReevaluationLine.rule_set_id)
        .join(before, before.id == ReevaluationLine.before_id)
        .outerjoin(
            given,
            (given.entry_id == ReevaluationLine.entry_id)
            & (given.scheme_id == Reevaluation.scheme_id)
            & (given.n == before.n + 1),
        )
        .where(Reevaluation.outcome == Outcome.APPROVED)
    )
    for line, whole, rules, old, new in paged(asked, ReevaluationLine.id, lambda row: int(row[0].id)):
        where = f"Re-evaluation {whole.number}, entry {line.entry_id}"
        aim = AIMS[whole.aim]
        if old.state not in aim.start:
            yield Difference(f"{where}, verdict before", old.state, " or ".join(sorted(aim.start)))
        due = Judgement(aim.end) if aim.end else judge(line.facts, rules) if line.facts else None
        if due != (line.state, line.failed):
            yield Difference(f"{where}, what was proposed", line.state, due.state if due else "judged on facts")
        if new is None:
            yield Difference(f"{where}, verdict", "none", line.state)
            continue
        for name, found, expected in (
            ("state", new.state, line.state),
            ("reason", new.failed, line.failed),
            ("rule set", new.rule_set_id, line.rule_set_id),
            ("moment", new.at, whole.decided_at),
            ("who proposed it", new.by_id, whole.proposed_by_id),
            ("who approved it", new.seconded_by_id, whole.decided_by_id),
        ):
            if found != expected:
                yield Difference(f"Verdict {new.id} of {where[0].lower()}{where[1:]}, {name}", found, expected)


def _from_nothing() -> Iterator[Difference]:
    """A later verdict on a purchase that nobody has approved; corrections follow (`_torn`).

    What was bought elsewhere has its second verdict from whoever verified it, and others by what two people agreed to.
    """
    approved = (
        select(ReevaluationLine.id)
        .join(Reevaluation, Reevaluation.id == ReevaluationLine.reevaluation_id)
        .where(Reevaluation.outcome == Outcome.APPROVED, ReevaluationLine.entry_id == Verdict.entry_id)
        .where(Reevaluation.scheme_id == Verdict.scheme_id, Reevaluation.decided_at == Verdict.at)
    )
    agreed = select(OfflineMotion.id).where(
        OfflineMotion.purchase_id == Entry.source_id,
        OfflineMotion.by_id == Verdict.by_id,
        OfflineMotion.decided_by_id == Verdict.seconded_by_id,
        OfflineMotion.outcome == AGREED,
    )
    asked = (
        select(Verdict.id, Verdict.entry_id)
        .join(Entry, Entry.id == Verdict.entry_id)
        .where(Verdict.n > case((Entry.source == Source.OFFLINE, 2), else_=1), Entry.corrects_id.is_(None))
        .where(~approved.exists(), (Entry.source != Source.OFFLINE) | ~agreed.exists())
        .order_by(Verdict.id)
    )
    for verdict_id, entry_id in db.session.execute(asked):
        yield Difference(f"Verdict {verdict_id} of entry {entry_id}", "given anew", "approved by two people")


def _torn() -> Iterator[Difference]:
    """What corrects a purchase counts as the purchase does."""
    mine, its = aliased(Verdict), aliased(Verdict)
    asked = (
        select(Entry.id, mine.state, its.state)
        .select_from(Entry)
        .join(mine, mine.entry_id == Entry.id)
        .join(its, (its.entry_id == Entry.corrects_id) & (its.scheme_id == mine.scheme_id))
        .where(_newest(mine), _newest(its), or_(mine.n > 1, its.n > 1), mine.state != its.state)
        .order_by(Entry.id)
    )
    for entry_id, found, expected in db.session.execute(asked):
        yield Difference(f"Entry {entry_id}, verdict beside that of its purchase", found, expected)


def _newest(verdict: type[Verdict]) -> ColumnElement[bool]:
    newer = aliased(Verdict)
    newest = select(func.max(newer.n)).where(newer.entry_id == verdict.entry_id, newer.scheme_id == verdict.scheme_id)
    return verdict.n == newest.scalar_subquery()
