"""What packs and freight were agreed under is copied onto orders; those placed before have no copy."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("order_line", sa.Column("terms", sa.Text(), nullable=True))
    op.add_column("orders", sa.Column("freight_terms", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("orders") as orders:
        orders.drop_column("freight_terms")
    with op.batch_alter_table("order_line") as lines:
        lines.drop_column("terms")
