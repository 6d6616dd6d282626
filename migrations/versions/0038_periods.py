"""Months of the book are locked and unlocked by two people, and two people judge purchases anew."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import Keys, trigger_statements

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
PURPOSES = "'canteen', 'union_welfare', 'staff', 'resale', 'other'"
VERDICTS = "'counted', 'pending', 'not_counted', 'disputed'"
BOOKS: dict[str, Keys] = {
    "period_step": (("id",), ("cluster_id", "year", "month", "n")),
    "locked_total": (("id",), ("step_id", "scheme_id", "year", "month", "unit_id", "purpose", "verdict")),
    "reevaluation": (("id",), ("number",)),
    "reevaluation_line": (("id",), ("reevaluation_id", "entry_id")),
}
DECIDED = ("outcome", "decided_by_id", "decided_at", "answer")
PROPOSED = ("id", "number", "cluster_id", "scheme_id", "aim", "reason", "proposed_by_id", "proposed_at")


def upgrade() -> None:
    _periods()
    _reevaluations()
    op.create_index("ix_verdict_written", "verdict", ["cluster_id", "at"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, keys in BOOKS.items():
        once = {"filled_once": DECIDED, "columns": PROPOSED} if table == "reevaluation" else {}
        for statement in trigger_statements(table, dialect, keys, **once):
            op.execute(sa.text(statement))


def _periods() -> None:
    op.create_table(
        "period_step",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "action IN ('propose_lock', 'approve_lock', 'drop_lock', 'propose_unlock', 'approve_unlock', "
            "'drop_unlock')",
            name=op.f("ck_period_step_action_known"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'lock_proposed', 'locked', 'unlock_proposed')", name=op.f("ck_period_step_state_known")
        ),
        sa.CheckConstraint("month BETWEEN 1 AND 12", name=op.f("ck_period_step_a_month")),
        sa.CheckConstraint(
            "(action IN ('approve_lock', 'approve_unlock')) = (proposed_by_id IS NOT NULL)",
            name=op.f("ck_period_step_proposed_before"),
        ),
        sa.CheckConstraint("proposed_by_id IS NULL OR proposed_by_id <> by_id", name=op.f("ck_period_step_two_people")),
        sa.CheckConstraint("(action = 'approve_lock') = (digest <> '')", name=op.f("ck_period_step_sealed")),
        sa.ForeignKeyConstraint(["cluster_id"], ["unit.id"], name=op.f("fk_period_step_cluster_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_period_step_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_period_step_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_period_step")),
        sa.UniqueConstraint("cluster_id", "year", "month", "n", name=op.f("uq_period_step_cluster_id_year_month_n")),
    )
    op.create_index("ix_period_step_cluster", "period_step", ["cluster_id", "id"], unique=False)
    op.create_table(
        "locked_total",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("step_id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("scheme_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.CheckConstraint(f"purpose IN ({PURPOSES})", name=op.f("ck_locked_total_purpose_known")),
        sa.CheckConstraint(f"verdict IN ({VERDICTS})", name=op.f("ck_locked_total_verdict_known")),
        sa.ForeignKeyConstraint(["step_id"], ["period_step.id"], name=op.f("fk_locked_total_step_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_locked_total_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_locked_total")),
        sa.UniqueConstraint(
            "step_id", "scheme_id", "year", "month", "unit_id", "purpose", "verdict", name="uq_locked_total_key"
        ),
    )
    op.create_index("ix_locked_total_year", "locked_total", ["cluster_id", "scheme_id", "year"], unique=False)


def _reevaluations() -> None:
    op.create_table(
        "reevaluation",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("scheme_id", IDENTITY, nullable=False),
        sa.Column("aim", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(length=400), nullable=True),
        sa.CheckConstraint(
            "aim IN ('judge_anew', 'dispute', 'dismiss', 'uphold')", name=op.f("ck_reevaluation_aim_known")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome IN ('approved', 'declined', 'withdrawn')",
            name=op.f("ck_reevaluation_outcome_known"),
        ),
        sa.CheckConstraint(
            "(outcome IS NULL) = (decided_by_id IS NULL) AND (outcome IS NULL) = (decided_at IS NULL)",
            name=op.f("ck_reevaluation_decided"),
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR (outcome = 'withdrawn') = (decided_by_id = proposed_by_id)",
            name=op.f("ck_reevaluation_two_people"),
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["unit.id"], name=op.f("fk_reevaluation_cluster_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_reevaluation_scheme_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_reevaluation_proposed_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_reevaluation_decided_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reevaluation")),
        sa.UniqueConstraint("number", name=op.f("uq_reevaluation_number")),
    )
    op.create_index("ix_reevaluation_cluster", "reevaluation", ["cluster_id", "id"], unique=False)
    op.create_table(
        "reevaluation_line",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("reevaluation_id", IDENTITY, nullable=False),
        sa.Column("entry_id", IDENTITY, nullable=False),
        sa.Column("before_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("failed", sa.String(length=32), nullable=True),
        sa.Column("rule_set_id", IDENTITY, nullable=False),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.CheckConstraint(f"state IN ({VERDICTS})", name=op.f("ck_reevaluation_line_state_known")),
        sa.ForeignKeyConstraint(
            ["reevaluation_id"], ["reevaluation.id"], name=op.f("fk_reevaluation_line_reevaluation_id")
        ),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_reevaluation_line_entry_id")),
        sa.ForeignKeyConstraint(["before_id"], ["verdict.id"], name=op.f("fk_reevaluation_line_before_id")),
        sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name=op.f("fk_reevaluation_line_rule_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reevaluation_line")),
        sa.UniqueConstraint("reevaluation_id", "entry_id", name=op.f("uq_reevaluation_line_reevaluation_id_entry_id")),
    )
    op.create_index(op.f("ix_reevaluation_line_entry_id"), "reevaluation_line", ["entry_id"])


def downgrade() -> None:
    op.drop_index("ix_verdict_written", "verdict")
    for table in ("reevaluation_line", "reevaluation", "locked_total", "period_step"):
        op.drop_table(table)
