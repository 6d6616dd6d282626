"""A proposed place in the tree is a row of its own beside the one in force, which it no longer overwrites."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = sa.text("approved_at IS NULL")
PLACES = sa.table(
    "unit_parent",
    sa.column("unit_id", identity),
    sa.column("year", sa.Integer()),
    sa.column("parent_id", identity),
    sa.column("proposed_by_id", identity),
    sa.column("proposed_at", sa.DateTime(timezone=True)),
    sa.column("approved_by_id", identity),
    sa.column("approved_at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    kept = _kept()
    op.drop_table("unit_parent")
    op.create_table(
        "unit_parent",
        sa.Column("id", identity, nullable=False),
        sa.Column("unit_id", identity, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        *_rest(),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_parent")),
    )
    op.create_index("ix_unit_parent_unit", "unit_parent", ["unit_id", "year"])
    op.create_index(
        "uq_unit_parent_waiting",
        "unit_parent",
        ["unit_id", "year"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.bulk_insert(PLACES, kept)


def downgrade() -> None:
    """One row a unit and year: the newest in force, or what waits where nothing is in force."""
    kept = {(row["unit_id"], row["year"]): row for row in _kept()}
    op.drop_table("unit_parent")
    op.create_table(
        "unit_parent",
        sa.Column("unit_id", identity, autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        *_rest(),
        sa.PrimaryKeyConstraint("unit_id", "year", name=op.f("pk_unit_parent")),
    )
    op.bulk_insert(PLACES, list(kept.values()))


def _kept() -> list[dict[str, object]]:
    """All rows, what is in force last."""
    ordered = (PLACES.c.approved_at.is_not(None), PLACES.c.approved_at, PLACES.c.year, PLACES.c.unit_id)
    return [dict(row) for row in op.get_bind().execute(sa.select(PLACES).order_by(*ordered)).mappings()]


def _rest() -> tuple[sa.Column[object] | sa.Constraint, ...]:
    return (
        sa.Column("parent_id", identity, nullable=False),
        sa.Column("proposed_by_id", identity, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", identity, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_unit_parent_two_people")
        ),
        sa.CheckConstraint("parent_id <> unit_id", name=op.f("ck_unit_parent_not_itself")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_parent_unit_id")),
    )
