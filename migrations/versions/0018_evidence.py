"""How far purchases are proved: what of each is invoiced and paid. Old ones are not invoiced, and paid as their orders."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = (("id",), ("entry_id", "kind", "n"))
TYPES: dict[str, Any] = {"at": sa.DateTime(timezone=True), "counts_on": sa.Date()}
BATCH = 2_000


def upgrade() -> None:
    op.create_table(
        "entry_grade",
        sa.Column("entry_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("worth", sa.BigInteger(), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_entry_grade_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_entry_grade")),
    )
    op.create_index("ix_entry_grade_unit", "entry_grade", ["unit_id", "counts_on"], unique=False)
    op.create_table(
        "evidence",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("entry_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_evidence_something")),
        sa.CheckConstraint("kind IN ('invoiced', 'paid')", name=op.f("ck_evidence_kind_known")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_evidence_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("entry_id", "kind", "n", name=op.f("uq_evidence_entry_id_kind_n")),
    )
    op.create_table(
        "total_by_evidence",
        sa.Column("scheme_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_total_by_evidence_scheme_id")),
        sa.PrimaryKeyConstraint(
            "scheme_id", "year", "unit_id", "month", "county_code", "verdict", name=op.f("pk_total_by_evidence")
        ),
    )
    _prove_what_was_accepted(op.get_bind())
    for statement in trigger_statements("evidence", op.get_bind().dialect.name, KEYS):
        op.execute(sa.text(statement))


def _prove_what_was_accepted(connection: sa.Connection) -> None:
    """Of each order's purchases the oldest are paid first; freight takes what is left."""
    grades, steps, left = [], [], dict[int, int]()
    totals: dict[tuple[Any, ...], int] = {}
    verdicts = _verdicts(connection)
    now = datetime.now(UTC)
    for row in connection.execute(_purchases()).mappings():
        paid = min(left.setdefault(row["order_id"], row["order_paid"] or 0), max(row["worth"], 0))
        left[row["order_id"]] -= paid
        own = {name: row[name] for name in ("entry_id", "cluster_id")}
        day: date = row["counts_on"]
        kept = {"unit_id": row["unit_id"], "counts_on": day, "worth": row["worth"], "invoiced": 0, "paid": paid}
        grades.append(own | kept)
        if not paid:
            continue
        steps.append(own | {"kind": "paid", "n": 1, "amount": paid, "at": now})
        for scheme_id, state in verdicts.get(row["entry_id"], ()):
            key = (scheme_id, day.year, row["unit_id"], day.month, row["origin_county"], state)
            totals[key] = totals.get(key, 0) + paid
    names = ("scheme_id", "year", "unit_id", "month", "county_code", "verdict")
    _insert(connection, "entry_grade", grades)
    _insert(connection, "evidence", steps)
    _insert(
        connection,
        "total_by_evidence",
        [dict(zip(names, key, strict=True)) | {"invoiced": 0, "paid": paid} for key, paid in totals.items()],
    )


def _purchases() -> Any:
    return sa.text(
        "SELECT ol.order_id, e.id AS entry_id, e.cluster_id, e.unit_id, e.counts_on, e.origin_county,"
        " e.amount + COALESCE((SELECT SUM(c.amount) FROM entry c WHERE c.corrects_id = e.id), 0) AS worth,"
        " ob.paid AS order_paid"
        " FROM entry e JOIN acceptance_line al ON al.id = e.source_id JOIN order_line ol ON ol.id = al.order_line_id"
        " LEFT JOIN order_balance ob ON ob.order_id = ol.order_id"
        " WHERE e.source = 'acceptance' AND e.corrects_id IS NULL ORDER BY ol.order_id, e.id"
    ).columns(counts_on=sa.Date(), worth=sa.BigInteger())


def _verdicts(connection: sa.Connection) -> dict[int, list[tuple[int, str]]]:
    """The verdicts in force on purchases of orders of which anything is paid."""
    rows = connection.execute(
        sa.text(
            "SELECT v.entry_id, v.scheme_id, v.state FROM verdict v JOIN entry e ON e.id = v.entry_id"
            " JOIN acceptance_line al ON al.id = e.source_id JOIN order_line ol ON ol.id = al.order_line_id"
            " JOIN order_balance ob ON ob.order_id = ol.order_id"
            " WHERE e.source = 'acceptance' AND e.corrects_id IS NULL AND ob.paid > 0 AND v.n ="
            " (SELECT MAX(w.n) FROM verdict w WHERE w.entry_id = v.entry_id AND w.scheme_id = v.scheme_id)"
        )
    )
    found: dict[int, list[tuple[int, str]]] = {}
    for entry_id, scheme_id, state in rows:
        found.setdefault(entry_id, []).append((scheme_id, state))
    return found


def _insert(connection: sa.Connection, name: str, rows: Iterable[Mapping[str, Any]]) -> None:
    listed = list(rows)
    for start in range(0, len(listed), BATCH):
        batch = listed[start : start + BATCH]
        table = sa.table(name, *(sa.column(column, TYPES.get(column)) for column in batch[0]))
        connection.execute(sa.insert(table), batch)


def downgrade() -> None:
    for table in ("total_by_evidence", "evidence", "entry_grade"):
        op.drop_table(table)
