"""The end of a certificate is warned of twice, and what a supplier sold in a month is found by its days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.add_column(sa.Column("end_told_again_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_entry_supplier", "entry", ["supplier_id", "counts_on"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_entry_supplier", table_name="entry")
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.drop_column("end_told_again_at")
