"""What a month of the book has brought: summed when it is locked, sealed by a digest, and proved from there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import extract, func, select
from sqlalchemy.orm import aliased

from shop.extensions import db
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.tally.models import Entry, LockedTotal, PeriodStep, Verdict
from shop.tally.periods import Month, PeriodAction
from shop.tally.words import VerdictState


class Key(NamedTuple):
    """What a figure of a locked month is of; ``year`` and ``month`` are those that it counts in."""

    scheme_id: int
    year: int
    month: int
    unit_id: int
    purpose: Purpose
    verdict: VerdictState


Brought = dict[Key, tuple[int, int]]
"""Signed fen and a signed number of entries, by what they are of."""


def brought_in(cluster_id: int, month: Month) -> Brought:
    """What was written in a month: entries under their verdicts, and what a later verdict took from one to another."""
    return moved(Verdict.cluster_id == cluster_id, Verdict.at >= month.begins_at, Verdict.at < month.ends_at)


def moved(*those: Any) -> Brought:
    """What some verdicts have moved: each adds its entry to its own state and takes it from that of the one before."""
    before = aliased(Verdict)
    names = (Verdict.scheme_id, Entry.counts_year, extract("month", Entry.counts_on), Entry.unit_id, Entry.purpose)
    asked = (
        select(*names, Verdict.state, before.state, func.sum(Entry.amount), func.count())
        .select_from(Verdict)
        .join(Entry, Entry.id == Verdict.entry_id)
        .outerjoin(
            before,
            (before.entry_id == Verdict.entry_id)
            & (before.scheme_id == Verdict.scheme_id)
            & (before.n == Verdict.n - 1),
        )
        .where(*those)
        .group_by(*names, Verdict.state, before.state)
    )
    found: Brought = {}
    for scheme_id, year, month, unit_id, purpose, state, old, amount, entries in db.session.execute(asked):
        for verdict, sign in ((state, 1), (old, -1)):
            if verdict is not None:
                key = Key(scheme_id, year, int(month), unit_id, purpose, verdict)
                fen, number = found.get(key, (0, 0))
                found[key] = (fen + sign * amount.fen, number + sign * int(entries))
    return {key: figures for key, figures in found.items() if figures != (0, 0)}


def seal(step: PeriodStep) -> None:
    """A month is locked: what it has brought is written down beside the step, under a digest."""
    brought = brought_in(step.cluster_id, step.of)
    step.digest = digest_of(step.of, brought, digest_before(step.cluster_id, step.of))
    db.session.add(step)
    db.session.flush()
    db.session.add_all(
        LockedTotal(step_id=step.id, cluster_id=step.cluster_id, amount=Money(fen), entries=entries, **key._asdict())
        for key, (fen, entries) in sorted(brought.items())
    )


def digest_of(month: Month, brought: Mapping[Key, tuple[int, int]], before: str) -> str:
    """The digest of a month's figures, chained to that of the month before."""
    lines = [month.code, before, *_lines(brought.items())]
    return sha256("\n".join(lines).encode()).hexdigest()


def _lines(brought: Iterable[tuple[Key, tuple[int, int]]]) -> Iterable[str]:
    return ("|".join(str(part) for part in (*key, *figures)) for key, figures in sorted(brought))


def digest_before(cluster_id: int, month: Month) -> str:
    """The digest of the lock that stands before a month; nothing before the first."""
    asked = (
        select(PeriodStep.digest)
        .where(PeriodStep.cluster_id == cluster_id, PeriodStep.action == PeriodAction.APPROVE_LOCK)
        .where(PeriodStep.year == month.before.year, PeriodStep.month == month.before.month)
        .order_by(PeriodStep.id.desc())
        .limit(1)
    )
    return db.session.execute(asked).scalar() or ""
