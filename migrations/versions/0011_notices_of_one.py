"""A notice may be for one membership alone; of a certificate it is kept when its coming end was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notice", sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")))
    op.add_column("certification", sa.Column("end_told_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("certification", "end_told_at")
    op.drop_column("notice", "membership_id")
