"""Setting and revising targets: every figure a dated revision with author, approver and reason."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import Refused
from shop.notices.services import tell
from shop.tally.models import Scheme, TargetLine, TargetPurpose, TargetRevision
from shop.tally.targets import amount_of_target
from shop.tally.words import TargetForm


def set_target(
    scheme: Scheme,
    unit_id: int,
    year: int,
    form: TargetForm,
    purposes: Iterable[Purpose],
    *,
    author_id: int,
    by: Actor,
    base: int | None = None,
    rate: int | None = None,
    amount: Money | None = None,
    reason: str,
) -> TargetLine:
    """A unit gets a line of its year's target, filed by one person and approved by another (``by``)."""
    covered = sorted(set(purposes))
    if not covered:
        raise Refused(_l("A target line names at least one purpose."), field="purposes")
    taken = select(TargetPurpose.purpose).where(
        TargetPurpose.scheme_id == scheme.id,
        TargetPurpose.year == year,
        TargetPurpose.unit_id == unit_id,
        TargetPurpose.purpose.in_(covered),
    )
    if db.session.execute(taken).first():
        raise Refused(_l("A purpose can stand in one line of a year’s target only."), field="purposes")
    count = select(func.count()).select_from(TargetLine)
    mine = count.where(TargetLine.scheme_id == scheme.id, TargetLine.year == year, TargetLine.unit_id == unit_id)
    line = TargetLine(
        cluster_id=scheme.cluster_id,
        scheme_id=scheme.id,
        year=year,
        unit_id=unit_id,
        n=db.session.execute(mine).scalar_one() + 1,
        form=form,
    )
    db.session.add(line)
    try:
        db.session.flush()
        db.session.add_all(
            TargetPurpose(scheme_id=scheme.id, year=year, unit_id=unit_id, purpose=purpose, target_line_id=line.id)
            for purpose in covered
        )
        db.session.flush()
    except IntegrityError as error:
        raise Refused(_l("A purpose can stand in one line of a year’s target only."), field="purposes") from error
    revise_target(line, author_id=author_id, by=by, base=base, rate=rate, amount=amount, reason=reason)
    return line


def revise_target(
    line: TargetLine,
    *,
    author_id: int,
    by: Actor,
    base: int | None = None,
    rate: int | None = None,
    amount: Money | None = None,
    reason: str,
) -> TargetRevision:
    """A target line gets a new figure; the ones before stay, and the first approved is shown beside the current."""
    if author_id == by.person_id:
        raise Refused(_l("A target is approved by somebody else than who filed it."))
    if not reason.strip():
        raise Refused(_l("Please say why the target is set like that."), field="reason")
    comes_to = amount_of_target(line.form, base=base, rate=rate, amount=amount)
    db.session.execute(locked(select(TargetLine).where(TargetLine.id == line.id)))
    newest = select(func.max(TargetRevision.n)).where(TargetRevision.target_line_id == line.id)
    revision = TargetRevision(
        cluster_id=line.cluster_id,
        target_line_id=line.id,
        n=(db.session.execute(newest).scalar() or 0) + 1,
        base=base,
        rate=rate,
        amount=comes_to,
        reason=reason.strip(),
        at=clock.now(),
        author_id=author_id,
        approved_by_id=by.person_id,
    )
    db.session.add(revision)
    db.session.flush()
    record(by, "target.revised", "target", line.id, cluster_id=line.cluster_id, n=revision.n, amount=comes_to.fen)
    tell(
        line.unit_id,
        "target_revised",
        subject=("target", str(line.year)),
        number=str(line.year),
        amount=comes_to.fen,
    )
    return revision
