"""Filing and approving targets: every figure a dated revision with author, approver and reason (DOMAIN rule 6)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from shop.audit.services import record
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose
from shop.kernel.refusals import NotYours, Refused
from shop.organisations.queries import unit_path
from shop.tally.filing import LONGEST_REASON, Step
from shop.tally.models import Scheme, TargetLine, TargetProposal, TargetPurpose, TargetRevision
from shop.tally.policies import may_file_target
from shop.tally.services.canteens import refuse_without_canteen
from shop.tally.services.filings import filed, take
from shop.tally.services.revising import Figures, add_line, revise
from shop.tally.targets import amount_of_target, earliest_month, month_from
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
    follows: TargetProposal | None = None,
    by: Actor,
) -> TargetProposal:
    """Somebody files a line of a unit's target for a year; it holds once a superior has approved it."""
    covered = frozenset(purposes)
    if not covered:
        raise Refused(_l("A target line must cover at least one purpose."), field="purposes")
    _refuse_taken(scheme.id, year, unit_id, covered)
    proposal = TargetProposal(
        cluster_id=scheme.cluster_id,
        scheme_id=scheme.id,
        year=year,
        unit_id=unit_id,
        form=form,
        purposes=covered,
        holds_from=date(year, 1, 1),
    )
    return _filed(proposal, Given(base, rate, amount), reason, follows, by)


def file_revision(
    line: TargetLine,
    *,
    base: int | None = None,
    rate: int | None = None,
    amount: Money | None = None,
    reason: str,
    holds_from: date | None = None,
    follows: TargetProposal | None = None,
    by: Actor,
) -> TargetProposal:
    """Somebody files a new figure of a target line; until it is approved the one before stands.

    It is to hold from the first day of a month, this one or a later one; the months before keep what they were due.
    """
    proposal = TargetProposal(
        cluster_id=line.cluster_id,
        scheme_id=line.scheme_id,
        year=line.year,
        unit_id=line.unit_id,
        target_line_id=line.id,
        form=line.form,
        purposes=frozenset(covered.purpose for covered in line.purposes),
        holds_from=month_from(line.year, holds_from, clock.today()),
    )
    return _filed(proposal, Given(base, rate, amount), reason, follows, by)


def approve_target(proposal: TargetProposal, *, by: Actor) -> TargetRevision:
    """Somebody one level above approves what was filed; figures before it stay, the first beside the current.

    What waited beyond its month holds from the month in which it is approved; what waited beyond its year is refused.
    """
    take(proposal, Step.APPROVE, by=by)
    if clock.shanghai_day(proposal.at).year <= proposal.year:
        earliest_month(proposal.year, clock.today())
    line = _new_line(proposal) if proposal.target_line_id is None else _locked_line(proposal.target_line_id)
    month = proposal.holds_from
    if proposal.target_line_id is not None:
        month = max(month, earliest_month(proposal.year, clock.today()))
    figures = Figures(proposal.amount, base=proposal.base, rate=proposal.rate, holds_from=month, reason=proposal.reason)
    revision = revise(line, figures, author_id=proposal.author_id, by=by)
    proposal.revision_id = revision.id
    db.session.flush()
    return revision


@dataclass(frozen=True, slots=True)
class Given:
    """The figures as they were filed, in the terms of `amount_of_target`."""

    base: int | None
    rate: int | None
    amount: Money | None


def _filed(
    proposal: TargetProposal, given: Given, reason: str, follows: TargetProposal | None, by: Actor
) -> TargetProposal:
    if not may_file_target(by, unit_path(proposal.unit_id, proposal.year)):
        raise NotYours
    if not reason.strip():
        raise Refused(_l("Please say why the target is set at this amount."), field="reason")
    if len(reason.strip()) > LONGEST_REASON:
        raise Refused(_l("This is too long: at most %(number)d characters.", number=LONGEST_REASON), field="reason")
    if proposal.target_line_id is None:  # a line that is there can still be changed, to nothing if need be
        refuse_without_canteen(proposal.unit_id, proposal.form)
    proposal.amount = amount_of_target(proposal.form, base=given.base, rate=given.rate, amount=given.amount)
    proposal.base, proposal.rate, proposal.reason = given.base, given.rate, reason.strip()
    proposal.at, proposal.author_id = clock.now(), by.person_id
    filed(proposal, follows, by=by)
    particulars = {"year": proposal.year, "amount": proposal.amount.fen}
    record(by, "unit.target_filed", "unit", proposal.unit_id, cluster_id=proposal.cluster_id, **particulars)
    return proposal


def _locked_line(line_id: int) -> TargetLine:
    return db.session.execute(locked(select(TargetLine).where(TargetLine.id == line_id))).scalar_one()


def _new_line(proposal: TargetProposal) -> TargetLine:
    """The line with its purposes; two that name the same purpose may be approved at once, and the key tells."""
    _refuse_taken(proposal.scheme_id, proposal.year, proposal.unit_id, proposal.purposes)
    try:
        return add_line(
            TargetLine(
                cluster_id=proposal.cluster_id,
                scheme_id=proposal.scheme_id,
                year=proposal.year,
                unit_id=proposal.unit_id,
                form=proposal.form,
            ),
            proposal.purposes,
        )
    except IntegrityError as error:
        raise Refused(TWICE, field="purposes") from error


def _refuse_taken(scheme_id: int, year: int, unit_id: int, purposes: Iterable[Purpose]) -> None:
    taken = select(TargetPurpose.purpose).where(
        TargetPurpose.scheme_id == scheme_id,
        TargetPurpose.year == year,
        TargetPurpose.unit_id == unit_id,
        TargetPurpose.purpose.in_(sorted(purposes)),
    )
    if db.session.execute(taken).first():
        raise Refused(TWICE, field="purposes")
