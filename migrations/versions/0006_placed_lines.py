"""What order lines were placed as is kept beside them, written once; of those that there are, as they stand now."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "placed_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["order_line.id"], name=op.f("fk_placed_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placed_line")),
    )
    op.execute(
        sa.text(
            "INSERT INTO placed_line (id, cluster_id, facts, terms, unit_price, packs) "
            "SELECT id, cluster_id, facts, terms, unit_price, packs_ordered FROM order_line"
        )
    )
    for statement in trigger_statements("placed_line", op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def downgrade() -> None:
    op.drop_table("placed_line")
