"""Writing a target's lines and revisions, however they come about: filed, by a base figure, by a split."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.notices.services import tell
from shop.tally.models import TargetLine, TargetPurpose, TargetRevision


@dataclass(frozen=True, slots=True)
class Figures:
    """What a line is to come to, and from which month on; ``base`` and ``rate`` as in `TargetRevision`."""

    amount: Money
    holds_from: date
    reason: str
    base: int | None = None
    rate: int | None = None
    split_id: int | None = None
    base_filing_id: int | None = None


def revise(line: TargetLine, figures: Figures, *, author_id: int, by: Actor) -> TargetRevision:
    """A line, which the caller holds locked, gets its next figure; ``by`` approves it, and the unit is told.

    The first figure of a line holds from 1 January.
    """
    newest = select(func.max(TargetRevision.n)).where(TargetRevision.target_line_id == line.id)
    n = (db.session.execute(newest).scalar() or 0) + 1
    revision = TargetRevision(
        cluster_id=line.cluster_id,
        target_line_id=line.id,
        n=n,
        base=figures.base,
        rate=figures.rate,
        amount=figures.amount,
        reason=figures.reason,
        at=clock.now(),
        author_id=author_id,
        approved_by_id=by.person_id,
        holds_from=date(line.year, 1, 1) if n == 1 else figures.holds_from,
        split_id=figures.split_id,
        base_filing_id=figures.base_filing_id,
    )
    db.session.add(revision)
    db.session.flush()
    particulars = {"n": revision.n, "amount": revision.amount.fen}
    record(by, "target.revised", "target", line.id, cluster_id=line.cluster_id, **particulars)
    subject = ("target", str(line.year))
    tell(line.unit_id, "target_revised", subject=subject, number=str(line.year), amount=revision.amount.fen)
    return revision


def add_line(line: TargetLine, purposes: Iterable[Purpose]) -> TargetLine:
    """A unit's year gets another line; raises ``IntegrityError`` where another line names one of its purposes."""
    key = {"scheme_id": line.scheme_id, "year": line.year, "unit_id": line.unit_id}
    mine = select(func.count()).select_from(TargetLine).filter_by(**key)
    line.n = db.session.execute(mine).scalar_one() + 1
    db.session.add(line)
    db.session.flush()
    db.session.add_all(TargetPurpose(purpose=purpose, target_line_id=line.id, **key) for purpose in sorted(purposes))
    db.session.flush()
    return line
