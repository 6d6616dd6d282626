"""Bulletins, the snapshots that they stand on, the steps of their lives, and whom they went out to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import Keys, trigger_statements

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
STATES = "'draft', 'proposed', 'signed', 'withdrawing', 'withdrawn', 'discarded'"
ACTIONS = "'propose', 'take_back', 'return', 'sign', 'ask_withdrawal', 'withdraw', 'keep', 'discard'"
BOOKS: dict[str, Keys] = {
    "bulletin_snapshot": (("id",), ("bulletin_id", "n")),
    "bulletin_step": (("id",), ("bulletin_id", "n")),
}


def upgrade() -> None:
    _bulletins()
    _snapshots()
    dialect = op.get_bind().dialect.name
    for table, keys in BOOKS.items():
        for statement in trigger_statements(table, dialect, keys):
            op.execute(sa.text(statement))


def _bulletins() -> None:
    op.create_table(
        "bulletin",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("issuer_id", IDENTITY, nullable=False),
        sa.Column("scheme_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("first_month", sa.Integer(), nullable=False),
        sa.Column("last_month", sa.Integer(), nullable=False),
        sa.Column("node_id", IDENTITY, nullable=True),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("circulates", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by_id", IDENTITY, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("snapshot_id", IDENTITY, nullable=True),
        sa.Column("replaces_id", IDENTITY, nullable=True),
        sa.Column("serial_year", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("signed_as", sa.String(length=200), nullable=True),
        sa.Column("signed_at", MOMENT, nullable=True),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind IN ('bulletin', 'review')", name=op.f("ck_bulletin_kind_known")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_bulletin_state_known")),
        sa.CheckConstraint(
            "first_month BETWEEN 1 AND 12 AND last_month BETWEEN first_month AND 12", name=op.f("ck_bulletin_months")
        ),
        sa.CheckConstraint(
            "(state IN ('signed', 'withdrawing', 'withdrawn')) = (serial IS NOT NULL)",
            name=op.f("ck_bulletin_signed_with_a_number"),
        ),
        sa.ForeignKeyConstraint(["cluster_id"], ["unit.id"], name=op.f("fk_bulletin_cluster_id")),
        sa.ForeignKeyConstraint(["issuer_id"], ["unit.id"], name=op.f("fk_bulletin_issuer_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_bulletin_scheme_id")),
        sa.ForeignKeyConstraint(["node_id"], ["unit.id"], name=op.f("fk_bulletin_node_id")),
        sa.ForeignKeyConstraint(["changed_by_id"], ["person.id"], name=op.f("fk_bulletin_changed_by_id")),
        sa.ForeignKeyConstraint(["replaces_id"], ["bulletin.id"], name=op.f("fk_bulletin_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin")),
        sa.UniqueConstraint("number", name=op.f("uq_bulletin_number")),
        sa.UniqueConstraint("token", name=op.f("uq_bulletin_token")),
        sa.UniqueConstraint(
            "issuer_id", "serial_year", "serial", name=op.f("uq_bulletin_issuer_id_serial_year_serial")
        ),
    )
    op.create_index("ix_bulletin_issuer", "bulletin", ["issuer_id", "id"])
    op.create_index("ix_bulletin_cluster", "bulletin", ["cluster_id", "id"])
    op.create_table(
        "bulletin_reader",
        sa.Column("bulletin_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("organisation_id", IDENTITY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_reader_bulletin_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_bulletin_reader_organisation_id")
        ),
        sa.PrimaryKeyConstraint("bulletin_id", "organisation_id", name=op.f("pk_bulletin_reader")),
    )
    op.create_index("ix_bulletin_reader_organisation", "bulletin_reader", ["organisation_id", "bulletin_id"])


def _snapshots() -> None:
    op.create_table(
        "bulletin_snapshot",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("bulletin_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("as_of", MOMENT, nullable=False),
        sa.Column("entry_mark", IDENTITY, nullable=False),
        sa.Column("verdict_mark", IDENTITY, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_snapshot_bulletin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_snapshot")),
        sa.UniqueConstraint("bulletin_id", "n", name=op.f("uq_bulletin_snapshot_bulletin_id_n")),
    )
    op.create_table(
        "bulletin_step",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("bulletin_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("snapshot_id", IDENTITY, nullable=True),
        sa.Column("signed_as", sa.String(length=200), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.CheckConstraint(f"action IN ({ACTIONS})", name=op.f("ck_bulletin_step_action_known")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_bulletin_step_state_known")),
        sa.CheckConstraint(
            "proposed_by_id IS NULL OR proposed_by_id <> by_id", name=op.f("ck_bulletin_step_two_people")
        ),
        sa.CheckConstraint(
            "(action IN ('sign', 'return', 'withdraw')) = (proposed_by_id IS NOT NULL)",
            name=op.f("ck_bulletin_step_proposed_before"),
        ),
        sa.CheckConstraint("(action = 'sign') = (seal <> '')", name=op.f("ck_bulletin_step_sealed")),
        sa.CheckConstraint("(action = 'sign') = (signed_as <> '')", name=op.f("ck_bulletin_step_numbered")),
        sa.ForeignKeyConstraint(["bulletin_id"], ["bulletin.id"], name=op.f("fk_bulletin_step_bulletin_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_bulletin_step_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_bulletin_step_proposed_by_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["bulletin_snapshot.id"], name=op.f("fk_bulletin_step_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulletin_step")),
        sa.UniqueConstraint("bulletin_id", "n", name=op.f("uq_bulletin_step_bulletin_id_n")),
    )


def downgrade() -> None:
    for table in ("bulletin_step", "bulletin_snapshot", "bulletin_reader", "bulletin"):
        op.drop_table(table)
