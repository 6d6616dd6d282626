"""Base figures that are approved: the newest of each unit, year, figure and kind."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import select

from shop.extensions import db
from shop.tally.filing import FilingKind, FilingState
from shop.tally.models import BaseFiling, FilingStep
from shop.tally.words import BaseFigure, BaseKind

Key = tuple[int, int, BaseFigure, BaseKind]
"""Unit, year, figure, kind."""


def newest_bases(unit_ids: Collection[int], years: Collection[int]) -> Mapping[Key, int]:
    """What is approved of units in years: fen of yearly spend, or heads. One query."""
    asked = (
        select(BaseFiling.unit_id, BaseFiling.year, BaseFiling.figure, BaseFiling.kind, BaseFiling.value)
        .join(FilingStep, (FilingStep.kind == FilingKind.BASE) & (FilingStep.subject_id == BaseFiling.id))
        .where(BaseFiling.unit_id.in_(unit_ids), BaseFiling.year.in_(years))
        .where(FilingStep.state == FilingState.APPROVED)
        .order_by(FilingStep.id)
    )
    return {(unit, year, figure, kind): value for unit, year, figure, kind, value in db.session.execute(asked)}
