"""Invoices of settlements, issued papers, and guards for what is decided: suppliers' accounts and agreed settlements.

What suppliers typed as invoices of a settlement stays as it was typed.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from shop.kernel import append_only, decided

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOOKS = {
    "settlement_invoice": (("id",), ("settlement_id", "n")),
    "issued_paper": (("id",), ("kind", "series", "version"), ("token",)),
}
APPROVAL = ("approved_by_id", "approved_by_name", "approved_at")
GUARDS: dict[str, dict[str, Any]] = {
    "payee_account": {
        "keys": (("id",),),
        "fixed": (
            "id",
            "supplier_id",
            "account_name",
            "bank",
            "branch",
            "account_number",
            "proposed_by_id",
            "proposed_by_name",
            "proposed_at",
        ),
        "closed": {
            "OLD.approved_at IS NOT NULL": APPROVAL,
            "OLD.ended_at IS NOT NULL": (*APPROVAL, "ended_at", "reason"),
        },
        "alone": {
            "{0}.approved_at IS NULL AND {0}.ended_at IS NULL": "supplier_id",
            "{0}.approved_at IS NOT NULL AND {0}.ended_at IS NULL": "supplier_id",
        },
    },
    "settlement": {
        "keys": (("id",), ("number",)),
        "fixed": (
            "id",
            "cluster_id",
            "number",
            "unit_id",
            "supplier_id",
            "unit_name",
            "supplier_name",
            "supplier_code",
            "profile_id",
            "profile_title",
            "profile_tax_number",
            "period_from",
            "period_to",
            "proposed_side",
            "proposed_at",
            "proposed_by_id",
            "invoices",
        ),
        "closed": {
            "OLD.state <> 'proposed'": ("state", "goods", "charges", "confirmed_at", "confirmed_by_id"),
            "OLD.invoiced_at IS NOT NULL": ("invoiced_at", "invoiced_by_id"),
            "OLD.checked_at IS NOT NULL": ("checked_at", "checked_by_id"),
        },
    },
}


def upgrade() -> None:
    op.create_table(
        "settlement_invoice",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("settlement_id", IDENTITY, nullable=False),
        sa.Column("invoice_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_settlement_invoice_by_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_settlement_invoice_invoice_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_settlement_invoice_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_invoice")),
        sa.UniqueConstraint("settlement_id", "n", name=op.f("uq_settlement_invoice_settlement_id_n")),
    )
    op.create_index("ix_settlement_invoice_invoice", "settlement_invoice", ["invoice_id"], unique=False)
    op.create_table(
        "issued_paper",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=48), nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("unit_name_english", sa.String(length=200), nullable=False),
        sa.Column("supplier_name", sa.String(length=200), nullable=False),
        sa.Column("supplier_name_english", sa.String(length=200), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=200), nullable=False),
        sa.Column("state_english", sa.String(length=200), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('order', 'delivery_note', 'acceptance', 'settlement', 'statement')",
            name=op.f("ck_issued_paper_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_paper")),
        sa.UniqueConstraint("kind", "series", "version", name=op.f("uq_issued_paper_kind_series_version")),
        sa.UniqueConstraint("token", name=op.f("uq_issued_paper_token")),
    )
    dialect = op.get_bind().dialect.name
    for table, keys in BOOKS.items():
        for statement in append_only.trigger_statements(table, dialect, keys):
            op.execute(sa.text(statement))
    for table, guard in GUARDS.items():
        for statement in decided.trigger_statements(table, dialect, **guard):
            op.execute(sa.text(statement))


def downgrade() -> None:
    dialect = op.get_bind().dialect.name
    for table in GUARDS:
        for statement in append_only.drop_statements(table, dialect):
            op.execute(sa.text(statement))
    for table in reversed(BOOKS):
        op.drop_table(table)
