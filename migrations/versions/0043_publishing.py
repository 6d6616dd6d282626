"""What a cluster publishes of its progress: proposals, each decided by a second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
WAITS = sa.text("state = 'proposed'")


def upgrade() -> None:
    op.create_table(
        "publishing_choice",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("least_units", sa.Integer(), nullable=False),
        sa.Column("hosts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("basis IN ('live', 'locked')", name=op.f("ck_publishing_choice_basis_known")),
        sa.CheckConstraint(
            "state IN ('proposed', 'approved', 'refused', 'withdrawn')",
            name=op.f("ck_publishing_choice_state_known"),
        ),
        sa.CheckConstraint("least_units >= 5", name=op.f("ck_publishing_choice_enough_units")),
        sa.CheckConstraint("(state = 'proposed') = (decided_by_id IS NULL)", name=op.f("ck_publishing_choice_decided")),
        sa.CheckConstraint(
            "state NOT IN ('approved', 'refused') OR decided_by_id <> proposed_by_id",
            name=op.f("ck_publishing_choice_two_people"),
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["unit.id"], name=op.f("fk_publishing_choice_cluster_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_publishing_choice_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_publishing_choice_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publishing_choice")),
        sa.UniqueConstraint("cluster_id", "n", name=op.f("uq_publishing_choice_cluster_id_n")),
    )
    op.create_index(
        "ix_publishing_choice_waiting",
        "publishing_choice",
        ["cluster_id"],
        unique=True,
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )


def downgrade() -> None:
    op.drop_table("publishing_choice")
