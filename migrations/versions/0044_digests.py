"""How far the worker has come with the digests of a month."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "digest_month",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("up_to_id", IDENTITY, nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_digest_month")),
    )


def downgrade() -> None:
    op.drop_table("digest_month")
