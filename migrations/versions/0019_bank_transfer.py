"""Bank transfer: accounts of suppliers, statements of banks and their lines, and which payment each tells of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = {"bank_line": (("id",), ("owner_id", "digest")), "bank_match": (("id",),)}


def upgrade() -> None:
    op.create_table(
        "bank_statement",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("owner_id", IDENTITY, nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_by_id", IDENTITY, nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=80), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sheet", sa.Text(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("head_row", sa.Integer(), nullable=True),
        sa.Column("columns", sa.Text(), nullable=True),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("new_lines", sa.Integer(), nullable=False),
        sa.Column("known_lines", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Integer(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_bank_statement_owner_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_bank_statement_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("owner_id", "sha256", name=op.f("uq_bank_statement_owner_id_sha256")),
    )
    op.create_index("ix_bank_statement_owner", "bank_statement", ["owner_id", "id"], unique=False)

    op.create_table(
        "column_map",
        sa.Column("owner_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("signature", sa.String(length=64), nullable=False),
        sa.Column("columns", sa.Text(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_column_map_owner_id")),
        sa.PrimaryKeyConstraint("owner_id", "signature", name=op.f("pk_column_map")),
    )
    op.create_table(
        "bank_line",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("owner_id", IDENTITY, nullable=False),
        sa.Column("statement_id", IDENTITY, nullable=False),
        sa.Column("row_number", sa.Integer(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("serial", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_bank_line_some_amount")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_bank_line_owner_id")),
        sa.ForeignKeyConstraint(["statement_id"], ["bank_statement.id"], name=op.f("fk_bank_line_statement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint("owner_id", "digest", name=op.f("uq_bank_line_owner_id_digest")),
    )
    op.create_index("ix_bank_line_owner", "bank_line", ["owner_id", "booked_on", "id"], unique=False)
    op.create_index("ix_bank_line_statement", "bank_line", ["statement_id", "id"], unique=False)

    op.create_table(
        "payer_alias",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("told_by_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("account", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["told_by_id"], ["organisation.id"], name=op.f("fk_payer_alias_told_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_payer_alias_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payer_alias")),
        sa.UniqueConstraint(
            "unit_id", "told_by_id", "name", "account", name=op.f("uq_payer_alias_unit_id_told_by_id_name_account")
        ),
    )
    op.create_index("ix_payer_alias_told_by", "payer_alias", ["told_by_id", "unit_id"], unique=False)

    op.create_table(
        "bank_line_state",
        sa.Column("line_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("owner_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("hint", sa.String(length=32), nullable=False),
        sa.Column("aside", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(state = 'aside') = (aside IS NOT NULL)", name=op.f("ck_bank_line_state_aside_with_why")),
        sa.CheckConstraint(
            "aside IN ('other_way', 'other_business', 'sent_back', 'other')",
            name=op.f("ck_bank_line_state_aside_known"),
        ),
        sa.CheckConstraint(
            "hint IN ('certain', 'likely', 'possible', 'none')", name=op.f("ck_bank_line_state_hint_known")
        ),
        sa.CheckConstraint("state IN ('open', 'matched', 'aside')", name=op.f("ck_bank_line_state_state_known")),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_bank_line_state_line_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_bank_line_state_owner_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_bank_line_state")),
    )
    op.create_index(
        "ix_bank_line_state_owner", "bank_line_state", ["owner_id", "state", "hint", "line_id"], unique=False
    )

    op.create_table(
        "bank_match",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("line_id", IDENTITY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_bank_match_by_id")),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_bank_match_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_match")),
    )
    op.create_index("ix_bank_match_line_id", "bank_match", ["line_id"], unique=False)

    op.create_table(
        "bank_pair",
        sa.Column("unit_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("supplier_id", IDENTITY, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_bank_pair_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_bank_pair_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "supplier_id", name=op.f("pk_bank_pair")),
    )
    op.create_table(
        "payee_account",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("account_name", sa.String(length=200), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("branch", sa.String(length=120), nullable=False),
        sa.Column("account_number", sa.String(length=40), nullable=False),
        sa.Column("proposed_by_name", sa.String(length=80), nullable=False),
        sa.Column("approved_by_name", sa.String(length=80), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", IDENTITY, nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL) AND (approved_by_id IS NULL OR (proposed_by_id IS NOT NULL AND approved_by_id <> proposed_by_id))",
            name=op.f("ck_payee_account_two_people"),
        ),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_payee_account_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee_account")),
    )
    op.create_index("ix_payee_account_supplier", "payee_account", ["supplier_id", "id"], unique=False)
    op.create_index(
        "uq_payee_account_in_force",
        "payee_account",
        ["supplier_id"],
        unique=True,
        sqlite_where=sa.text("approved_at IS NOT NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("approved_at IS NOT NULL AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_payee_account_waits",
        "payee_account",
        ["supplier_id"],
        unique=True,
        sqlite_where=sa.text("approved_at IS NULL AND ended_at IS NULL"),
        postgresql_where=sa.text("approved_at IS NULL AND ended_at IS NULL"),
    )

    op.create_table(
        "payment_sighting",
        sa.Column("line_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("payment_id", IDENTITY, nullable=False),
        sa.Column("owner_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_payment_sighting_line_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_payment_sighting_owner_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_sighting_payment_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_payment_sighting")),
        sa.UniqueConstraint("payment_id", "owner_id", name=op.f("uq_payment_sighting_payment_id_owner_id")),
    )
    for table, keys in KEYS.items():
        for statement in trigger_statements(table, op.get_bind().dialect.name, keys):
            op.execute(sa.text(statement))


def downgrade() -> None:
    op.drop_table("payment_sighting")

    op.drop_table("payee_account")
    op.drop_table("bank_pair")

    op.drop_table("bank_match")

    op.drop_table("bank_line_state")

    op.drop_table("payer_alias")

    op.drop_table("bank_line")
    op.drop_table("column_map")

    op.drop_table("bank_statement")
