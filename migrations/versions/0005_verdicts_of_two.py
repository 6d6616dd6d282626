"""Every verdict after the first takes two people, and an empty name is none of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import drop_statements, trigger_statements

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

KEYS = (("id",), ("entry_id", "scheme_id", "n"))
TWO_PEOPLE = "n = 1 OR (by_id IS NOT NULL AND seconded_by_id IS NOT NULL AND by_id <> seconded_by_id)"
TWO_PEOPLE_BEFORE = "by_id IS NULL OR by_id <> seconded_by_id"


def upgrade() -> None:
    _check(TWO_PEOPLE)


def downgrade() -> None:
    _check(TWO_PEOPLE_BEFORE)


def _check(condition: str) -> None:
    with op.batch_alter_table("verdict") as verdicts:
        verdicts.drop_constraint(op.f("ck_verdict_two_people"), type_="check")
        verdicts.create_check_constraint(op.f("ck_verdict_two_people"), sa.text(condition))
    dialect = op.get_bind().dialect.name
    for statement in [*drop_statements("verdict", dialect), *trigger_statements("verdict", dialect, KEYS)]:
        op.execute(sa.text(statement))
