"""Filing and approving targets: every figure a dated revision with author, approver and reason (DOMAIN rule 6)."""

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
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.queries import unit_path
from shop.tally.models import Scheme, TargetLine, TargetProposal, TargetPurpose, TargetRevision
from shop.tally.policies import may_approve_target, may_file_target
from shop.tally.targets import amount_of_target
from shop.tally.words import TargetForm

TWICE = _l("A purpose can be covered by only one line of a year’s target.")


def file_target(
    scheme: Scheme,
    unit_id: int,
    year: int,
    form: TargetForm,
    purposes: Iterable[Purpose],
    *,
    base: int | None = None,
    rate: int | None = None,
    amount: Money | None = None,
    reason: str,
    by: Actor,
) -> TargetProposal:
    """Somebody files a line of a unit's target for a year; it holds once a superior has approved it."""
    covered = frozenset(purposes)
    if not covered:
        raise Refused(_l("A target line must cover at least one purpose."), field="purposes")
    _refuse_taken(scheme.id, year, unit_id, covered)
    proposal = TargetProposal(
        cluster_id=scheme.cluster_id, scheme_id=scheme.id, year=year, unit_id=unit_id, form=form, purposes=covered
    )
    return _filed(proposal, base, rate, amount, reason, by)


def file_revision(
    line: TargetLine,
    *,
    base: int | None = None,
    rate: int | None = None,
    amount: Money | None = None,
    reason: str,
    by: Actor,
) -> TargetProposal:
    """Somebody files a new figure of a target line; until it is approved the one before stands."""
    proposal = TargetProposal(
        cluster_id=line.cluster_id,
        scheme_id=line.scheme_id,
        year=line.year,
        unit_id=line.unit_id,
        target_line_id=line.id,
        form=line.form,
        purposes=frozenset(covered.purpose for covered in line.purposes),
    )
    return _filed(proposal, base, rate, amount, reason, by)


def approve_target(proposal: TargetProposal, *, by: Actor) -> TargetRevision:
    """Somebody one level above approves what was filed; figures before it stay, the first beside the current."""
    if not may_approve_target(by, unit_path(proposal.unit_id, proposal.year)):
        raise NotYours
    db.session.execute(locked(select(TargetProposal).where(TargetProposal.id == proposal.id)))
    if proposal.revision_id is not None:
        raise Refused(_l("This target has already been approved."))
    if proposal.author_id == by.person_id:
        raise Refused(_l("A target must be approved by somebody other than the person who filed it."))
    line = _new_line(proposal) if proposal.target_line_id is None else _locked_line(proposal.target_line_id)
    newest = select(func.max(TargetRevision.n)).where(TargetRevision.target_line_id == line.id)
    revision = TargetRevision(
        cluster_id=line.cluster_id,
        target_line_id=line.id,
        n=(db.session.execute(newest).scalar() or 0) + 1,
        base=proposal.base,
        rate=proposal.rate,
        amount=proposal.amount,
        reason=proposal.reason,
        at=clock.now(),
        author_id=proposal.author_id,
        approved_by_id=by.person_id,
    )
    db.session.add(revision)
    db.session.flush()
    proposal.revision_id = revision.id
    db.session.flush()
    particulars = {"n": revision.n, "amount": revision.amount.fen}
    record(by, "target.revised", "target", line.id, cluster_id=line.cluster_id, **particulars)
    tell(
        line.unit_id,
        "target_revised",
        subject=("target", str(line.year)),
        number=str(line.year),
        amount=revision.amount.fen,
    )
    return revision


def _filed(
    proposal: TargetProposal, base: int | None, rate: int | None, amount: Money | None, reason: str, by: Actor
) -> TargetProposal:
    if not may_file_target(by, unit_path(proposal.unit_id, proposal.year)):
        raise NotYours
    if not reason.strip():
        raise Refused(_l("Please say why the target is set at this amount."), field="reason")
    proposal.amount = amount_of_target(proposal.form, base=base, rate=rate, amount=amount)
    proposal.base, proposal.rate, proposal.reason = base, rate, reason.strip()
    proposal.at, proposal.author_id = clock.now(), by.person_id
    db.session.add(proposal)
    db.session.flush()
    particulars = {"year": proposal.year, "amount": proposal.amount.fen}
    record(by, "unit.target_filed", "unit", proposal.unit_id, cluster_id=proposal.cluster_id, **particulars)
    return proposal


def _locked_line(line_id: int) -> TargetLine:
    return db.session.execute(locked(select(TargetLine).where(TargetLine.id == line_id))).scalar_one()


def _new_line(proposal: TargetProposal) -> TargetLine:
    """The line with its purposes; two that name the same purpose may be approved at once, and the key tells."""
    key = {"scheme_id": proposal.scheme_id, "year": proposal.year, "unit_id": proposal.unit_id}
    _refuse_taken(proposal.scheme_id, proposal.year, proposal.unit_id, proposal.purposes)
    mine = select(func.count()).select_from(TargetLine).filter_by(**key)
    line = TargetLine(
        cluster_id=proposal.cluster_id, n=db.session.execute(mine).scalar_one() + 1, form=proposal.form, **key
    )
    db.session.add(line)
    try:
        db.session.flush()
        db.session.add_all(
            TargetPurpose(purpose=purpose, target_line_id=line.id, **key) for purpose in sorted(proposal.purposes)
        )
        db.session.flush()
    except IntegrityError as error:
        raise Refused(TWICE, field="purposes") from error
    return line


def _refuse_taken(scheme_id: int, year: int, unit_id: int, purposes: Iterable[Purpose]) -> None:
    taken = select(TargetPurpose.purpose).where(
        TargetPurpose.scheme_id == scheme_id,
        TargetPurpose.year == year,
        TargetPurpose.unit_id == unit_id,
        TargetPurpose.purpose.in_(sorted(purposes)),
    )
    if db.session.execute(taken).first():
        raise Refused(TWICE, field="purposes")
