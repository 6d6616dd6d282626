"""What is proved invoiced follows the register: old checked invoices too, and each accepted line says it of itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WHEN = sa.DateTime(timezone=True)
OPEN_BEFORE, UNPROVED = "invoiced + reduced < accepted", "checked + reduced < accepted"
KEY = ("scheme_id", "year", "unit_id", "month", "county_code", "verdict")
TOTAL = sa.table("total_by_evidence", *(sa.column(name) for name in (*KEY, "invoiced", "paid")))
EVIDENCE = sa.table(
    "evidence", *(sa.column(name) for name in ("cluster_id", "entry_id", "kind", "n", "amount")), sa.column("at", WHEN)
)

CHECKED = """
    UPDATE invoiced_line SET checked = COALESCE((
        SELECT SUM(part.amount) FROM invoice_allocation AS part JOIN invoice ON invoice.id = part.invoice_id
        WHERE part.consignment_line_id = invoiced_line.consignment_line_id AND invoice.status = 'checked'
    ), 0)
"""

UNTOLD = """
    SELECT entry.id AS entry_id, entry.cluster_id, entry.unit_id, entry.counts_on, entry.origin_county,
           stands.checked - grade.invoiced AS amount,
           COALESCE((SELECT MAX(e.n) FROM evidence e WHERE e.entry_id = entry.id AND e.kind = 'invoiced'), 0) + 1 AS n
    FROM entry
    JOIN acceptance_line AS line ON line.id = entry.source_id
    JOIN invoiced_line AS stands ON stands.consignment_line_id = line.consignment_line_id
    JOIN entry_grade AS grade ON grade.entry_id = entry.id
    WHERE entry.source = 'acceptance' AND entry.corrects_id IS NULL AND stands.checked <> grade.invoiced
    ORDER BY entry.id
"""

VERDICTS = """
    SELECT v.scheme_id, v.state FROM verdict v WHERE v.entry_id = :entry_id AND v.n =
    (SELECT MAX(w.n) FROM verdict w WHERE w.entry_id = v.entry_id AND w.scheme_id = v.scheme_id)
"""


def upgrade() -> None:
    _drop_indexes()
    with op.batch_alter_table("invoiced_line") as table:
        table.add_column(sa.Column("checked", sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(sa.text(CHECKED))
    with op.batch_alter_table("invoiced_line") as table:
        table.alter_column("checked", server_default=None)
        table.create_check_constraint(
            op.f("ck_invoiced_line_checked_is_invoiced"), "checked >= 0 AND checked <= invoiced"
        )
    _create_indexes(UNPROVED)
    _prove_what_was_checked(op.get_bind())


def _prove_what_was_checked(connection: sa.Connection) -> None:
    """Invoices that were checked before evidence was kept raise it now; where it stands right nothing is written."""
    now, sums = datetime.now(UTC), dict[tuple[Any, ...], int]()
    found = connection.execute(sa.text(UNTOLD).columns(counts_on=sa.Date())).mappings().all()
    for row in found:
        step = {name: row[name] for name in ("cluster_id", "entry_id", "n", "amount")} | {"kind": "invoiced", "at": now}
        connection.execute(sa.insert(EVIDENCE), step)
        raised = sa.text("UPDATE entry_grade SET invoiced = invoiced + :amount WHERE entry_id = :entry_id")
        connection.execute(raised, {"amount": row["amount"], "entry_id": row["entry_id"]})
        for key in _keys(connection, row):
            sums[key] = sums.get(key, 0) + row["amount"]
    for key, amount in sorted(sums.items()):
        mine = dict(zip(KEY, key, strict=True))
        here = sa.and_(*(TOTAL.c[name] == value for name, value in mine.items()))
        moved = connection.execute(sa.update(TOTAL).where(here).values(invoiced=TOTAL.c.invoiced + amount))
        if not moved.rowcount:
            connection.execute(sa.insert(TOTAL), mine | {"invoiced": amount, "paid": 0})


def _keys(connection: sa.Connection, row: Any) -> Iterator[tuple[Any, ...]]:
    day: date = row["counts_on"]
    for scheme_id, state in connection.execute(sa.text(VERDICTS), {"entry_id": row["entry_id"]}):
        yield (scheme_id, day.year, row["unit_id"], day.month, row["origin_county"], state)


def _drop_indexes() -> None:
    for side in ("supplier", "unit"):
        op.drop_index(f"ix_invoiced_line_{side}_open", table_name="invoiced_line")


def _create_indexes(condition: str) -> None:
    where = sa.text(condition)
    for side in ("supplier", "unit"):
        columns = [f"{side}_id", "accepted_at"]
        name = f"ix_invoiced_line_{side}_open"
        op.create_index(name, "invoiced_line", columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    _drop_indexes()
    with op.batch_alter_table("invoiced_line") as table:
        table.drop_constraint(op.f("ck_invoiced_line_checked_is_invoiced"), type_="check")
        table.drop_column("checked")
    _create_indexes(OPEN_BEFORE)
