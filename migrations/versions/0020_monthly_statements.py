"""Numbered monthly statements of suppliers, which never change."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = (("id",), ("number",), ("supplier_id", "month"))


def upgrade() -> None:
    op.create_table(
        "monthly_statement",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("supplier_name", sa.String(length=200), nullable=False),
        sa.Column("supplier_code", sa.String(length=20), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.CheckConstraint("number <> ''", name=op.f("ck_monthly_statement_numbered")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_monthly_statement_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_monthly_statement")),
        sa.UniqueConstraint("number", name=op.f("uq_monthly_statement_number")),
        sa.UniqueConstraint("supplier_id", "month", name=op.f("uq_monthly_statement_supplier_id_month")),
    )
    op.create_index(op.f("ix_monthly_statement_month"), "monthly_statement", ["month"], unique=False)
    for statement in trigger_statements("monthly_statement", op.get_bind().dialect.name, KEYS):
        op.execute(sa.text(statement))


def downgrade() -> None:
    op.drop_table("monthly_statement")
