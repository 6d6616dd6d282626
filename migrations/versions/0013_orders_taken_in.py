"""An order knows when goods of it were last taken in, which may be long after it was closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

KNOWN_ALREADY = """
    UPDATE orders SET taken_in_at = (
        SELECT max(acceptance.accepted_at)
        FROM acceptance
        JOIN consignment_line ON consignment_line.consignment_id = acceptance.consignment_id
        JOIN order_line ON order_line.id = consignment_line.order_line_id
        WHERE order_line.order_id = orders.id AND acceptance.n = 1
    )
"""


def upgrade() -> None:
    op.add_column("orders", sa.Column("taken_in_at", sa.DateTime(timezone=True)))
    op.execute(sa.text(KNOWN_ALREADY))


def downgrade() -> None:
    op.drop_column("orders", "taken_in_at")
