"""Targets are filed by one person and approved by another: what is filed has a table of its own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

KEYS = (("id",), ("revision_id",))
WRITTEN_ONCE = (
    "id",
    "cluster_id",
    "scheme_id",
    "year",
    "unit_id",
    "target_line_id",
    "form",
    "purposes",
    "base",
    "rate",
    "amount",
    "reason",
    "at",
    "author_id",
)

identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "target_proposal",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("scheme_id", identity, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", identity, nullable=False),
        sa.Column("target_line_id", identity, nullable=True),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("base", identity, nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", identity, nullable=False),
        sa.Column("revision_id", identity, nullable=True),
        sa.CheckConstraint(
            "form IN ('amount', 'canteen_rate', 'union_rate', 'per_head')", name=op.f("ck_target_proposal_form_known")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_target_proposal_amount_not_negative")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_target_proposal_scheme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_proposal_unit_id")),
        sa.ForeignKeyConstraint(["target_line_id"], ["target_line.id"], name=op.f("fk_target_proposal_target_line_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_target_proposal_author_id")),
        sa.ForeignKeyConstraint(["revision_id"], ["target_revision.id"], name=op.f("fk_target_proposal_revision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_proposal")),
        sa.UniqueConstraint("revision_id", name=op.f("uq_target_proposal_revision_id")),
    )
    op.create_index(op.f("ix_target_proposal_unit_id"), "target_proposal", ["unit_id"])
    dialect = op.get_bind().dialect.name
    for statement in trigger_statements(
        "target_proposal", dialect, KEYS, filled_once=("revision_id",), columns=WRITTEN_ONCE
    ):
        op.execute(sa.text(statement))


def downgrade() -> None:
    op.drop_index(op.f("ix_target_proposal_unit_id"), "target_proposal")
    op.drop_table("target_proposal")
