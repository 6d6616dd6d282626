"""The rows of an import as they are written down: what would become of each, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask_babel import force_locale
from sqlalchemy import delete, insert, select

from shop.catalogue.models import ListingImportRow
from shop.catalogue.sheets.plans import Plan, RowPlan
from shop.catalogue.words import Outcome
from shop.extensions import db
from shop.kernel.batches import batches

BATCH = 1_000
_row = ListingImportRow.__table__


def write_rows(import_id: int, plan: Plan) -> None:
    """What would become of each row, in place of what was written down before."""
    db.session.execute(delete(_row).where(_row.c.import_id == import_id))
    for batch in batches(_rows_of(import_id, plan), BATCH):
        db.session.execute(insert(_row), batch)


def rows_seen(import_id: int) -> dict[int, tuple[Outcome, bool, str]]:
    """By the row's number: what was to become of it, whether it was to be reviewed, and how its product stood."""
    asked = select(_row.c.number, _row.c.outcome, _row.c.review, _row.c.mark).where(_row.c.import_id == import_id)
    return {row.number: (row.outcome, row.review, row.mark) for row in db.session.execute(asked)}


def _rows_of(import_id: int, plan: Plan) -> Iterator[dict[str, Any]]:
    faulty = [row for row in plan.rows if row.faults]
    with force_locale("zh"):
        chinese = {row.number: [str(sentence) for _column, sentence in row.faults] for row in faulty}
    with force_locale("en"):
        english = {row.number: [str(sentence) for _column, sentence in row.faults] for row in faulty}
    return (
        {
            "import_id": import_id,
            "number": row.number,
            "article": row.article[:80],
            "name": row.name[:120],
            "pack": row.pack[:80],
            "outcome": row.outcome,
            "review": row.review,
            "faults": _faults_of(row, chinese, english),
            "mark": row.mark,
        }
        for row in plan.rows
    )


def _faults_of(row: RowPlan, chinese: dict[int, list[str]], english: dict[int, list[str]]) -> list[list[Any]]:
    columns = [column.value if column else None for column, _sentence in row.faults]
    if not columns:
        return []
    return [list(fault) for fault in zip(columns, chinese[row.number], english[row.number], strict=True)]
