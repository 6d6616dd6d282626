"""Files that are made in the background, and the pieces that they are kept in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "export_job",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("membership_id", IDENTITY, nullable=False),
        sa.Column("organisation_id", IDENTITY, nullable=False),
        sa.Column("person_id", IDENTITY, nullable=False),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("taken_as", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("fault", sa.String(length=32), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("as_of", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("claimed_until", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('ledger')", name=op.f("ck_export_job_kind_known")),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'ready', 'failed', 'gone')", name=op.f("ck_export_job_state_known")
        ),
        sa.CheckConstraint(
            "fault IN ('not_yours', 'broken', 'cancelled', 'thrown_away', 'expired')",
            name=op.f("ck_export_job_fault_known"),
        ),
        sa.CheckConstraint("taken_as IN ('xlsx', 'csv')", name=op.f("ck_export_job_taken_as_known")),
        sa.CheckConstraint("(state IN ('failed', 'gone')) = (fault IS NOT NULL)", name=op.f("ck_export_job_says_why")),
        sa.CheckConstraint("state <> 'ready' OR size > 0", name=op.f("ck_export_job_ready_with_a_file")),
        sa.CheckConstraint("done >= 0", name=op.f("ck_export_job_progress")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_export_job_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export_job")),
    )
    op.create_index("ix_export_job_own", "export_job", ["membership_id", "id"])
    op.create_index("ix_export_job_due", "export_job", ["state", "claimed_until"])
    op.create_index("ix_export_job_expires", "export_job", ["state", "expires_at"])
    op.create_table(
        "export_piece",
        sa.Column("job_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("n >= 1", name=op.f("ck_export_piece_from_one")),
        sa.ForeignKeyConstraint(["job_id"], ["export_job.id"], name=op.f("fk_export_piece_job_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("job_id", "n", name=op.f("pk_export_piece")),
    )


def downgrade() -> None:
    op.drop_table("export_piece")
    op.drop_table("export_job")
