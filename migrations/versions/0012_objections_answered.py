"""What became of an objection has rows of its own; what was corrected before has settled its objection."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEYS = (("id",), ("objection_id", "n"))

identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

SETTLED_BEFORE = """
    INSERT INTO objection_step (cluster_id, objection_id, n, status, side, at, person_id, reason)
    SELECT objection.cluster_id, objection.id, 1, 'corrected',
           CASE WHEN proposal.side = 'buyer' THEN 'supplier' ELSE 'buyer' END,
           proposal.decided_at, proposal.decided_by_id, ''
    FROM objection
    JOIN correction_proposal AS proposal
      ON proposal.acceptance_id = objection.acceptance_id AND proposal.status = 'agreed'
    WHERE proposal.decided_at > objection.at
    ORDER BY objection.id
"""


def upgrade() -> None:
    op.create_table(
        "objection_step",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("objection_id", identity, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", identity, nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("n >= 1 AND status <> 'open'", name=op.f("ck_objection_step_leads_on")),
        sa.CheckConstraint("side IN ('buyer', 'supplier')", name=op.f("ck_objection_step_side_known")),
        sa.CheckConstraint(
            "status IN ('open', 'answered', 'corrected', 'withdrawn')", name=op.f("ck_objection_step_status_known")
        ),
        sa.ForeignKeyConstraint(["objection_id"], ["objection.id"], name=op.f("fk_objection_step_objection_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection_step")),
        sa.UniqueConstraint("objection_id", "n", name=op.f("uq_objection_step_objection_id_n")),
    )
    op.execute(sa.text(SETTLED_BEFORE))
    for statement in trigger_statements("objection_step", op.get_bind().dialect.name, KEYS):
        op.execute(sa.text(statement))


def downgrade() -> None:
    op.drop_table("objection_step")
