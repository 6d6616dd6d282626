"""From 1 December on each unit is asked once for the actual base figures that its target stands on (DOMAIN rule 6)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import Select, exists, func, select

from shop.extensions import db
from shop.kernel import clock
from shop.kernel.dialects import locked
from shop.notices.models import Notice
from shop.notices.services import tell
from shop.organisations.models import Unit
from shop.tally.bases import ASKED_FROM
from shop.tally.filing import FilingKind, FilingState
from shop.tally.models import BaseFiling, FilingStep, TargetLine
from shop.tally.words import BASES, BaseKind

UNIT = Unit.__table__.c
MOST_ASKED = 100
ASKED = "actual_base_asked"


def ask_for_actual_bases() -> int:
    """Units whose targets stand on base figures, and that have filed no actual one, are asked; a batch at a time.

    Until the end of January it is last year's that are asked for. Returns how many units were asked.
    """
    year = year_asked(clock.today())
    if year is None:
        return 0
    candidates = db.session.execute(_to_ask(year).limit(MOST_ASKED)).scalars().all()
    # Another worker who asks the same units waits here, and finds them asked.
    held = locked(select(UNIT.id).where(UNIT.id.in_(candidates)).order_by(UNIT.id))
    units = db.session.execute(_to_ask(year).where(TargetLine.unit_id.in_(db.session.execute(held).scalars().all())))
    asked = units.scalars().all()
    for unit_id in asked:
        tell(unit_id, ASKED, subject=("target", str(year)), year=str(year))
    return len(asked)


def year_asked(today: date) -> int | None:
    """The year whose actual figures are asked for on a day: from December on, and in January last year's."""
    return today.year if (today.month, today.day) >= ASKED_FROM else today.year - 1 if today.month == 1 else None


def unfiled_bases(units: Collection[int], year: int) -> int:
    """How many of these units are to file the actual figures of a year and have not. One query."""
    asked = select(func.count()).select_from(_unfiled(year).where(TargetLine.unit_id.in_(units)).subquery())
    return int(db.session.execute(asked).scalar_one())


def _to_ask(year: int) -> Select[int]:
    begun = clock.at_shanghai(date(year, *ASKED_FROM))
    told = exists().where(Notice.organisation_id == TargetLine.unit_id, Notice.at >= begun, Notice.kind == ASKED)
    return _unfiled(year).where(~told).order_by(TargetLine.unit_id)


def _unfiled(year: int) -> Select[int]:
    """The units whose targets stand on base figures and that have no actual one of a year."""
    given_up = exists().where(
        FilingStep.kind == FilingKind.BASE,
        FilingStep.subject_id == BaseFiling.id,
        FilingStep.state.in_([FilingState.RETURNED, FilingState.WITHDRAWN]),
    )
    filed = exists().where(
        BaseFiling.unit_id == TargetLine.unit_id,
        BaseFiling.year == year,
        BaseFiling.kind == BaseKind.ACTUAL,
        ~given_up,
    )
    forms = [form.value for form in BASES]
    standing = select(TargetLine.unit_id).where(TargetLine.year == year, TargetLine.form.in_(forms))
    return standing.where(~filed).distinct()
