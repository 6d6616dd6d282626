"""A person has no language of their own: nothing ever read it. What somebody chose is kept in their session."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Without batch mode: half of all tables point to people, and SQLite drops a column in place."""
    op.drop_column("person", "language")


def downgrade() -> None:
    op.add_column("person", sa.Column("language", sa.String(2), nullable=False, server_default="zh"))
