"""The key of a form is bound to the membership that sent it as well, or to a visitor's basket; old keys are found."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Keys that were claimed before stay claimed; whoever sends one of them again is told that it was sent."""
    with op.batch_alter_table("submission") as table:
        table.add_column(sa.Column("owner", sa.String(64), nullable=True))
    op.execute("UPDATE submission SET owner = CAST(person_id AS VARCHAR(20)) || '/'")
    with op.batch_alter_table("submission") as table:
        table.alter_column("owner", existing_type=sa.String(64), nullable=False)
        table.drop_column("person_id")
        table.create_index("ix_submission_at", ["at"])


def downgrade() -> None:
    """Whose keys visitors have claimed cannot be said any more: they are nobody's."""
    with op.batch_alter_table("submission") as table:
        table.drop_index("ix_submission_at")
        table.add_column(sa.Column("person_id", identity, nullable=False, server_default="0"))
        table.drop_column("owner")
    with op.batch_alter_table("submission") as table:
        table.alter_column("person_id", existing_type=identity, server_default=None)
