"""An approved place of a unit stands, and so does what an agreed settlement has claimed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from shop.kernel import decided

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

APPROVED = "OLD.approved_at IS NOT NULL"
GUARDS: dict[str, dict[str, Any]] = {
    "unit_parent": {
        "keys": (("id",),),
        "fixed": ("id", "unit_id", "year"),
        "closed": {
            APPROVED: (
                "parent_id",
                "founding",
                "proposed_by_id",
                "proposed_at",
                "approved_by_id",
                "approved_at",
            ),
        },
        "stays": APPROVED,
    },
    "settlement_claim": {
        "keys": (("posting_id",), ("line_id",)),
        "fixed": ("posting_id", "line_id", "settlement_id"),
        "closed": {},
        "stays": (
            "EXISTS (SELECT 1 FROM settlement WHERE settlement.id = OLD.settlement_id"
            " AND settlement.state NOT IN ('proposed', 'withdrawn'))"
        ),
    },
}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table, guard in GUARDS.items():
        for statement in decided.trigger_statements(table, dialect, **guard):
            op.execute(sa.text(statement))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in GUARDS:
        for statement in decided.drop_statements(table, dialect):
            op.execute(sa.text(statement))
