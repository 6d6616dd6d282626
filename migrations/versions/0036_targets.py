"""What is filed has a life in steps; base figures, splits of targets, and from which month a revision holds."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

from shop.kernel import clock, decided
from shop.kernel.append_only import drop_statements, trigger_statements
from shop.kernel.going_back import refuse_to_forget

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PROPOSED = (
    "id",
    "cluster_id",
    "scheme_id",
    "year",
    "unit_id",
    "target_line_id",
    "form",
    "purposes",
    "base",
    "rate",
    "amount",
    "reason",
    "at",
    "author_id",
)
BEFORE: dict[str, dict[str, Any]] = {
    "target_proposal": {
        "keys": (("id",), ("revision_id",)),
        "filled_once": ("revision_id",),
        "columns": PROPOSED,
    },
    "target_revision": {"keys": (("id",), ("target_line_id", "n"))},
}
AFTER: dict[str, dict[str, Any]] = {
    "target_proposal": {
        "keys": (("id",), ("follows_id",), ("revision_id",)),
        "filled_once": ("revision_id",),
        "columns": (*PROPOSED, "holds_from", "follows_id"),
    },
    "target_revision": {"keys": (("id",), ("target_line_id", "n"))},
}
NEW: dict[str, tuple[tuple[str, ...], ...]] = {
    "filing_step": (("id",), ("kind", "subject_id", "n")),
    "base_filing": (("id",), ("follows_id",)),
    "target_split": (("id",), ("follows_id",), ("scheme_id", "year", "unit_id", "n")),
    "split_row": (("id",), ("split_id", "child_id")),
}
UNKNOWN_BEFORE = {
    "{count} canteens are to change or have changed, which the older shop does not know.": "FROM unit_canteen",
    "{count} base figures were filed, which the older shop does not know.": "FROM base_filing",
    "{count} targets were split, which the older shop does not know.": "FROM target_split",
    "{count} filings were returned or withdrawn, which the older shop would show as waiting.": (
        "FROM filing_step WHERE state IN ('returned', 'withdrawn', 'replaced')"
    ),
}


CANTEEN: dict[str, Any] = {
    "keys": (("id",),),
    "fixed": ("id", "unit_id"),
    "closed": {
        "OLD.approved_at IS NOT NULL": (
            "canteen",
            "filing_unit_id",
            "contractor_name",
            "was",
            "reason",
            "valid_from",
            "proposed_by_id",
            "proposed_at",
            "approved_by_id",
            "approved_at",
        ),
    },
    "stays": "OLD.approved_at IS NOT NULL",
}


def upgrade() -> None:
    _canteens()
    _steps()
    _base_figures()
    _splits()
    _guard_off(BEFORE)
    for table in ("target_proposal", "target_revision"):
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("holds_from", sa.Date(), nullable=True))
    _first_months()
    with op.batch_alter_table("target_proposal") as batch:
        batch.alter_column("holds_from", existing_type=sa.Date(), nullable=False)
        batch.add_column(sa.Column("follows_id", IDENTITY, nullable=True))
        batch.create_foreign_key(op.f("fk_target_proposal_follows_id"), "target_proposal", ["follows_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_target_proposal_follows_id"), ["follows_id"])
    with op.batch_alter_table("target_revision") as batch:
        batch.alter_column("holds_from", existing_type=sa.Date(), nullable=False)
        batch.add_column(sa.Column("split_id", IDENTITY, nullable=True))
        batch.add_column(sa.Column("base_filing_id", IDENTITY, nullable=True))
        batch.create_foreign_key(op.f("fk_target_revision_split_id"), "target_split", ["split_id"], ["id"])
        batch.create_foreign_key(op.f("fk_target_revision_base_filing_id"), "base_filing", ["base_filing_id"], ["id"])
    op.create_index(op.f("ix_target_revision_split_id"), "target_revision", ["split_id"])
    _guard_on(AFTER)
    _steps_of_before()
    for table, keys in NEW.items():
        for statement in trigger_statements(table, op.get_bind().dialect.name, keys):
            op.execute(sa.text(statement))


def downgrade() -> None:
    refuse_to_forget(op.get_bind(), UNKNOWN_BEFORE)
    _guard_off(AFTER)
    op.drop_index(op.f("ix_target_revision_split_id"), "target_revision")
    with op.batch_alter_table("target_revision") as batch:
        batch.drop_constraint(op.f("fk_target_revision_split_id"), type_="foreignkey")
        batch.drop_constraint(op.f("fk_target_revision_base_filing_id"), type_="foreignkey")
        for name in ("base_filing_id", "split_id", "holds_from"):
            batch.drop_column(name)
    with op.batch_alter_table("target_proposal") as batch:
        batch.drop_constraint(op.f("uq_target_proposal_follows_id"), type_="unique")
        batch.drop_constraint(op.f("fk_target_proposal_follows_id"), type_="foreignkey")
        for name in ("follows_id", "holds_from"):
            batch.drop_column(name)
    _guard_on(BEFORE)
    for table in ("split_row", "target_split", "base_filing", "filing_step", "unit_canteen"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text("DROP FUNCTION IF EXISTS unit_canteen_stays()"))


def _canteens() -> None:
    op.create_table(
        "unit_canteen",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("canteen", sa.String(length=32), nullable=False),
        sa.Column("filing_unit_id", IDENTITY, nullable=True),
        sa.Column("contractor_name", sa.String(length=200), nullable=True),
        sa.Column("was", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", IDENTITY, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", IDENTITY, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "canteen IN ('own', 'shared', 'outsourced', 'none')", name=op.f("ck_unit_canteen_canteen_known")
        ),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL) AND (approved_by_id IS NULL OR"
            " (proposed_by_id IS NOT NULL AND approved_by_id <> proposed_by_id))",
            name=op.f("ck_unit_canteen_two_people"),
        ),
        sa.CheckConstraint("(valid_from IS NULL) = (approved_at IS NULL)", name=op.f("ck_unit_canteen_dated")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_canteen_unit_id")),
        sa.ForeignKeyConstraint(["filing_unit_id"], ["unit.id"], name=op.f("fk_unit_canteen_filing_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_canteen")),
    )
    op.create_index("ix_unit_canteen_unit", "unit_canteen", ["unit_id"])
    for statement in decided.trigger_statements("unit_canteen", op.get_bind().dialect.name, **CANTEEN):
        op.execute(sa.text(statement))


def _guard_off(guards: dict[str, dict[str, Any]]) -> None:
    """Rebuilding a table on SQLite loses its triggers in silence; they are put up again afterwards."""
    for table in guards:
        for statement in drop_statements(table, op.get_bind().dialect.name):
            op.execute(sa.text(statement))


def _guard_on(guards: dict[str, dict[str, Any]]) -> None:
    for table, guard in guards.items():
        for statement in trigger_statements(table, op.get_bind().dialect.name, **guard):
            op.execute(sa.text(statement))


def _steps() -> None:
    op.create_table(
        "filing_step",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.CheckConstraint("kind IN ('target', 'base', 'split')", name=op.f("ck_filing_step_kind_known")),
        sa.CheckConstraint(
            "state IN ('filed', 'approved', 'returned', 'withdrawn', 'replaced')",
            name=op.f("ck_filing_step_state_known"),
        ),
        sa.CheckConstraint("(n = 1) = (state = 'filed')", name=op.f("ck_filing_step_filed_first")),
        sa.CheckConstraint("state <> 'returned' OR reason <> ''", name=op.f("ck_filing_step_returned_with_reason")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_filing_step_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing_step")),
        sa.UniqueConstraint("kind", "subject_id", "n", name=op.f("uq_filing_step_kind_subject_id_n")),
    )
    op.create_index("ix_filing_step_cluster", "filing_step", ["cluster_id", "state"])


def _base_figures() -> None:
    op.create_table(
        "base_filing",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("figure", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("value", IDENTITY, nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("file_id", IDENTITY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", IDENTITY, nullable=False),
        sa.Column("follows_id", IDENTITY, nullable=True),
        sa.CheckConstraint("figure IN ('canteen', 'union', 'heads')", name=op.f("ck_base_filing_figure_known")),
        sa.CheckConstraint("kind IN ('filed', 'actual')", name=op.f("ck_base_filing_kind_known")),
        sa.CheckConstraint("value >= 0", name=op.f("ck_base_filing_value_not_negative")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_base_filing_unit_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_base_filing_file_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_base_filing_author_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["base_filing.id"], name=op.f("fk_base_filing_follows_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_filing")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_base_filing_follows_id")),
    )
    op.create_index("ix_base_filing_unit", "base_filing", ["unit_id", "year"])


def _splits() -> None:
    op.create_table(
        "target_split",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("scheme_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("rest", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", IDENTITY, nullable=False),
        sa.Column("follows_id", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "method IN ('hand', 'last_year', 'heads', 'canteen', 'sheet')", name=op.f("ck_target_split_method_known")
        ),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_target_split_amount_not_negative")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_target_split_scheme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_split_unit_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_target_split_author_id")),
        sa.ForeignKeyConstraint(["follows_id"], ["target_split.id"], name=op.f("fk_target_split_follows_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_split")),
        sa.UniqueConstraint("follows_id", name=op.f("uq_target_split_follows_id")),
        sa.UniqueConstraint("scheme_id", "year", "unit_id", "n", name=op.f("uq_target_split_scheme_id_year_unit_id_n")),
    )
    op.create_index("ix_target_split_unit", "target_split", ["unit_id", "year"])
    op.create_table(
        "split_row",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("split_id", IDENTITY, nullable=False),
        sa.Column("child_id", IDENTITY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("fixed", sa.BigInteger(), nullable=False),
        sa.Column("keeps", sa.Boolean(), nullable=False),
        sa.CheckConstraint("after >= 0 AND before >= 0", name=op.f("ck_split_row_not_negative")),
        sa.ForeignKeyConstraint(["split_id"], ["target_split.id"], name=op.f("fk_split_row_split_id")),
        sa.ForeignKeyConstraint(["child_id"], ["unit.id"], name=op.f("fk_split_row_child_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_split_row")),
        sa.UniqueConstraint("split_id", "child_id", name=op.f("uq_split_row_split_id_child_id")),
    )


def _first_months() -> None:
    """A line's first figure holds from 1 January, a later one from the month in which it was approved, in its year."""
    bind = op.get_bind()
    line = sa.table("target_line", sa.column("id"), sa.column("year"))
    revision = _table("target_revision", "id", "target_line_id", "n")
    asked = sa.select(revision.c.id, line.c.year, revision.c.at, revision.c.n > 1)
    rows = bind.execute(asked.join_from(revision, line, line.c.id == revision.c.target_line_id)).all()
    for row_id, year, at, later in rows:
        bind.execute(sa.update(revision).where(revision.c.id == row_id).values(holds_from=_month(year, at, later)))
    proposal = _table("target_proposal", "id", "year", "target_line_id")
    asked = sa.select(proposal.c.id, proposal.c.year, proposal.c.at, proposal.c.target_line_id.is_not(None))
    for row_id, year, at, later in bind.execute(asked).all():
        bind.execute(sa.update(proposal).where(proposal.c.id == row_id).values(holds_from=_month(year, at, later)))


def _table(name: str, *columns: str) -> Any:
    moment, day = sa.column("at", sa.DateTime(timezone=True)), sa.column("holds_from", sa.Date())
    return sa.table(name, *(sa.column(column) for column in columns), moment, day)


def _month(year: int, at: datetime, later: bool) -> date:
    day = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(clock.SHANGHAI)
    if not later or day.year < year:
        return date(year, 1, 1)
    return date(year, day.month if day.year == year else 12, 1)


def _steps_of_before() -> None:
    """What was filed was filed by its author; what became a revision was approved by whoever the revision names."""
    into = "INSERT INTO filing_step (cluster_id, kind, subject_id, n, state, reason, at, by_id) SELECT "
    filed = "cluster_id, 'target', id, 1, 'filed', '', at, author_id FROM target_proposal ORDER BY id"
    approved = (
        "target_proposal.cluster_id, 'target', target_proposal.id, 2, 'approved', '', target_revision.at, "
        "target_revision.approved_by_id FROM target_proposal JOIN target_revision "
        "ON target_revision.id = target_proposal.revision_id ORDER BY target_proposal.id"
    )
    for rows in (filed, approved):
        op.execute(sa.text(into + rows))
