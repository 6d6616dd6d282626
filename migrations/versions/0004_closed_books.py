"""INSERT OR REPLACE by any unique key is refused on SQLite, not by the id alone; rule sets and target lines are closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import drop_statements, trigger_statements

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BOOKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "acceptance": (("id",), ("consignment_id", "n"), ("corrects_id",), ("number",)),
    "acceptance_line": (("id",), ("acceptance_id", "consignment_line_id")),
    "entry": (("id",), ("source", "source_id", "n")),
    "objection": (("id",), ("acceptance_id",)),
    "stock_movement": (("id",),),
    "target_revision": (("id",), ("target_line_id", "n")),
    "trail_entry": (("id",),),
    "verdict": (("id",), ("entry_id", "scheme_id", "n")),
}
NEW_BOOKS: dict[str, tuple[tuple[str, ...], ...]] = {
    "rule_set": (("id",), ("scheme_id", "version")),
    "target_line": (("id",), ("id", "scheme_id", "year", "unit_id"), ("scheme_id", "year", "unit_id", "n")),
    "target_purpose": (("scheme_id", "year", "unit_id", "purpose"),),
}
APPROVAL = ("approved_by_id", "approved_at")
FILLED_ONCE = {"rule_set": APPROVAL}
WRITTEN_ONCE = {
    "rule_set": (
        "id",
        "scheme_id",
        "version",
        "rules",
        "valid_from",
        "valid_to",
        "proposed_by_id",
        "proposed_at",
    )
}
TWO_PEOPLE = (
    "(approved_by_id IS NULL AND approved_at IS NULL) OR (approved_by_id IS NOT NULL AND approved_at IS NOT NULL "
    "AND proposed_by_id IS NOT NULL AND approved_by_id <> proposed_by_id)"
)
TWO_PEOPLE_BEFORE = "approved_by_id IS NULL OR approved_by_id <> proposed_by_id"


def upgrade() -> None:
    with op.batch_alter_table("rule_set") as rule_sets:
        rule_sets.drop_constraint(op.f("ck_rule_set_two_people"), type_="check")
        rule_sets.create_check_constraint(op.f("ck_rule_set_two_people"), sa.text(TWO_PEOPLE))
        rule_sets.create_unique_constraint(op.f("uq_rule_set_scheme_id_version"), ["scheme_id", "version"])
    for table, keys in (BOOKS | NEW_BOOKS).items():
        _guard(table, keys, FILLED_ONCE.get(table, ()), WRITTEN_ONCE.get(table, ()))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in NEW_BOOKS:
        for statement in drop_statements(table, dialect):
            op.execute(sa.text(statement))
    for table in BOOKS:
        _guard(table, (("id",),))
    with op.batch_alter_table("rule_set") as rule_sets:
        rule_sets.drop_constraint(op.f("uq_rule_set_scheme_id_version"), type_="unique")
        rule_sets.drop_constraint(op.f("ck_rule_set_two_people"), type_="check")
        rule_sets.create_check_constraint(op.f("ck_rule_set_two_people"), sa.text(TWO_PEOPLE_BEFORE))


def _guard(
    table: str,
    keys: tuple[tuple[str, ...], ...],
    filled_once: tuple[str, ...] = (),
    columns: tuple[str, ...] = (),
) -> None:
    dialect = op.get_bind().dialect.name
    statements = trigger_statements(table, dialect, keys, filled_once=filled_once, columns=columns)
    for statement in [*drop_statements(table, dialect), *statements]:
        op.execute(sa.text(statement))
