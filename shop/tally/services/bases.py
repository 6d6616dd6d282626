"""Base figures: filed by the unit with their evidence, approved by its superior; the actual ones at the year's end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from shop.audit.services import record
from shop.documents.files import Checked, keep_checked
from shop.extensions import db
from shop.kernel import clock
from shop.kernel.actor import Actor
from shop.kernel.dialects import locked
from shop.kernel.refusals import NotYours, Refused
from shop.notices.services import tell
from shop.organisations.models import Unit
from shop.organisations.queries import unit_path
from shop.organisations.words import UnitLevel
from shop.tally.bases import refuse_early_actual
from shop.tally.filing import LONGEST_REASON, FilingKind, Step
from shop.tally.models import BaseFiling, FilingStep, TargetLine, TargetRevision
from shop.tally.policies import may_file_target
from shop.tally.services.canteens import refuse_without_canteen
from shop.tally.services.filings import filed, take
from shop.tally.services.revising import Figures, revise
from shop.tally.targets import amount_of_target, earliest_month, month_from
from shop.tally.words import BASES, BaseFigure, BaseKind


@dataclass(frozen=True, slots=True)
class Stated:
    """What a unit states: fen of yearly spend, or heads; ``holds_from`` is nothing for an actual figure."""

    figure: BaseFigure
    kind: BaseKind
    value: int | None
    reason: str
    holds_from: date | None = None


def file_base(
    unit_id: int,
    year: int,
    stated: Stated,
    file: Checked | None = None,
    *,
    follows: BaseFiling | None = None,
    by: Actor,
) -> BaseFiling:
    """A unit's base figure of a year is filed, with its evidence; it holds once a superior has approved it."""
    if not may_file_target(by, unit_path(unit_id, year)):
        raise NotYours
    unit = db.session.get_one(Unit, unit_id)
    _check(unit, year, stated)
    if follows is not None and (follows.figure, follows.kind) != (stated.figure, stated.kind):
        raise NotYours
    # Two who file the same figure at once wait here; the second hears of the first.
    db.session.execute(locked(select(Unit.__table__.c.id).where(Unit.__table__.c.id == unit_id)))
    if _waiting(unit_id, year, stated):
        raise Refused(
            _l("This figure has been filed already and awaits approval. Withdraw that filing first."), field="figure"
        )
    stored = keep_checked(file, purpose="base_figure", by=by) if file is not None else None
    month = date(year, 1, 1)
    if stated.kind is BaseKind.FILED:
        month = month_from(year, stated.holds_from, clock.today())
    filing = BaseFiling(
        cluster_id=unit.cluster_id,
        unit_id=unit_id,
        year=year,
        figure=stated.figure,
        kind=stated.kind,
        value=stated.value,
        holds_from=month,
        reason=stated.reason.strip(),
        file_id=stored.id if stored is not None else follows.file_id if follows is not None else None,
        at=clock.now(),
        author_id=by.person_id,
    )
    filed(filing, follows, by=by)
    _record(filing, "filed", by)
    return filing


def approve_base(filing: BaseFiling, *, by: Actor) -> list[TargetRevision]:
    """A superior approves a base figure: the unit's lines that stand on it follow it, each by a revision.

    The actual figure of a year is put beside what was filed, and changes no target.
    """
    take(filing, Step.APPROVE, by=by)
    _record(filing, "approved", by)
    name, subject = db.session.get_one(Unit, filing.unit_id).name, ("filing", f"base-{filing.id}")
    tell(filing.unit_id, "base_approved", subject=subject, unit=name, year=str(filing.year))
    if filing.kind is BaseKind.ACTUAL:
        return []
    month = max(filing.holds_from, earliest_month(filing.year, clock.today()))
    forms = [form for form, figure in BASES.items() if figure is filing.figure]
    standing = (
        TargetLine.unit_id == filing.unit_id,
        TargetLine.year == filing.year,
        TargetLine.form.in_([form.value for form in forms]),
    )
    lines = db.session.execute(locked(select(TargetLine).where(*standing).order_by(TargetLine.id))).scalars().all()
    revisions = []
    for line in lines:
        newest = _newest(line)
        if newest is None or newest.base == filing.value:
            continue
        amount = amount_of_target(line.form, base=filing.value, rate=newest.rate, amount=None)
        figures = Figures(
            amount,
            month,
            filing.reason,
            base=filing.value,
            rate=newest.rate,
            base_filing_id=filing.id,
        )
        revisions.append(revise(line, figures, author_id=filing.author_id, by=by))
    return revisions


def _record(filing: BaseFiling, what: str, by: Actor) -> None:
    in_heads = filing.figure is BaseFigure.HEADS
    said = {"heads": filing.value} if in_heads else {"amount": filing.value}
    action = f"unit.{'heads' if in_heads else 'base'}_{what}"
    record(by, action, "unit", filing.unit_id, cluster_id=filing.cluster_id, year=filing.year, **said)


def _newest(line: TargetLine) -> TargetRevision | None:
    asked = select(TargetRevision).where(TargetRevision.target_line_id == line.id)
    return db.session.execute(asked.order_by(TargetRevision.n.desc()).limit(1)).scalars().first()


def _check(unit: Unit, year: int, stated: Stated) -> None:
    if unit.level is not UnitLevel.LEAF:
        raise Refused(_l("Only units that buy have base figures; a parent’s target is an amount."), field="figure")
    refuse_without_canteen(unit.id, stated.figure)
    if stated.value is None or stated.value < 0:
        raise Refused(_l("Please enter the base figure."), field="value")
    if not stated.reason.strip():
        raise Refused(_l("Please say where the figure comes from."), field="reason")
    if len(stated.reason.strip()) > LONGEST_REASON:
        raise Refused(_l("This is too long: at most %(number)d characters.", number=LONGEST_REASON), field="reason")
    if stated.kind is BaseKind.ACTUAL:
        refuse_early_actual(year, clock.today())


def _waiting(unit_id: int, year: int, stated: Stated) -> bool:
    mine = (
        BaseFiling.unit_id == unit_id,
        BaseFiling.year == year,
        BaseFiling.figure == stated.figure,
        BaseFiling.kind == stated.kind,
    )
    decided = select(FilingStep.subject_id).where(FilingStep.kind == FilingKind.BASE, FilingStep.n > 1)
    asked = select(BaseFiling.id).where(*mine, BaseFiling.id.not_in(decided)).limit(1)
    return db.session.execute(asked).first() is not None
