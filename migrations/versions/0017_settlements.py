"""Settlements: lines that both sides agree on, each posting of the money ledger in one living settlement at most."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = (("id",), ("settlement_id", "posting_id"))


def upgrade() -> None:
    op.create_table(
        "settlement",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("unit_name", sa.String(length=200), nullable=False),
        sa.Column("supplier_name", sa.String(length=200), nullable=False),
        sa.Column("supplier_code", sa.String(length=20), nullable=False),
        sa.Column("profile_id", IDENTITY, nullable=False),
        sa.Column("profile_title", sa.String(length=200), nullable=False),
        sa.Column("profile_tax_number", sa.String(length=20), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("goods", sa.BigInteger(), nullable=False),
        sa.Column("charges", sa.BigInteger(), nullable=False),
        sa.Column("proposed_side", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", IDENTITY, nullable=True),
        sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invoiced_by_id", IDENTITY, nullable=True),
        sa.Column("invoices", sa.String(length=200), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)", name=op.f("ck_settlement_confirmed_whole")
        ),
        sa.CheckConstraint(
            "invoiced_at IS NULL OR state = 'confirmed'", name=op.f("ck_settlement_invoiced_when_agreed")
        ),
        sa.CheckConstraint("proposed_side IN ('unit', 'supplier')", name=op.f("ck_settlement_proposed_side_known")),
        sa.CheckConstraint("state IN ('proposed', 'confirmed', 'withdrawn')", name=op.f("ck_settlement_state_known")),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name=op.f("ck_settlement_confirmed_by_somebody")
        ),
        sa.CheckConstraint(
            "checked_at IS NULL OR invoiced_at IS NOT NULL", name=op.f("ck_settlement_checked_when_invoiced")
        ),
        sa.CheckConstraint("period_from <= period_to", name=op.f("ck_settlement_period_runs_forward")),
        sa.CheckConstraint("proposed_by_id <> confirmed_by_id", name=op.f("ck_settlement_two_people")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["person.id"], name=op.f("fk_settlement_checked_by_id")),
        sa.ForeignKeyConstraint(["confirmed_by_id"], ["person.id"], name=op.f("fk_settlement_confirmed_by_id")),
        sa.ForeignKeyConstraint(["invoiced_by_id"], ["person.id"], name=op.f("fk_settlement_invoiced_by_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["invoice_profile.id"], name=op.f("fk_settlement_profile_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_settlement_proposed_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_settlement_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_settlement_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
        sa.UniqueConstraint("number", name=op.f("uq_settlement_number")),
    )
    op.create_index("ix_settlement_supplier", "settlement", ["supplier_id", "id"], unique=False)
    op.create_index("ix_settlement_unit", "settlement", ["unit_id", "id"], unique=False)
    op.create_table(
        "settlement_line",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("settlement_id", IDENTITY, nullable=False),
        sa.Column("posting_id", IDENTITY, nullable=False),
        sa.Column("order_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=28), nullable=False),
        sa.Column("correction", sa.Boolean(), nullable=False),
        sa.Column("product_name", sa.String(length=120), nullable=False),
        sa.Column("product_name_english", sa.String(length=120), nullable=False),
        sa.Column("pack_name", sa.String(length=80), nullable=False),
        sa.Column("pack_name_english", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=True),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("tax_rate", sa.String(length=32), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("unit_price", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('goods', 'charge')", name=op.f("ck_settlement_line_goods_or_charge")),
        sa.CheckConstraint(
            "kind IN ('goods', 'charge', 'payment', 'collection', 'allocation', 'refund', 'payout')",
            name=op.f("ck_settlement_line_kind_known"),
        ),
        sa.CheckConstraint("measure IN ('kg', 'piece')", name=op.f("ck_settlement_line_measure_known")),
        sa.CheckConstraint(
            "tax_rate IN ('exempt', '9', '13', '3', '1')", name=op.f("ck_settlement_line_tax_rate_known")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_settlement_line_something")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_settlement_line_order_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_settlement_line_posting_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_settlement_line_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_line")),
    )
    op.create_index("ix_settlement_line_order", "settlement_line", ["order_id"], unique=False)
    op.create_index(op.f("ix_settlement_line_posting_id"), "settlement_line", ["posting_id"], unique=False)
    op.create_index("ix_settlement_line_settlement", "settlement_line", ["settlement_id", "posting_id"], unique=True)
    op.create_table(
        "line_dispute",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("settlement_id", IDENTITY, nullable=False),
        sa.Column("line_id", IDENTITY, nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint("side IN ('unit', 'supplier')", name=op.f("ck_line_dispute_side_known")),
        sa.CheckConstraint(
            "(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_line_dispute_closed_by_somebody")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_line_dispute_by_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["person.id"], name=op.f("fk_line_dispute_closed_by_id")),
        sa.ForeignKeyConstraint(["line_id"], ["settlement_line.id"], name=op.f("fk_line_dispute_line_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_line_dispute_settlement_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_dispute")),
    )
    op.create_index("ix_line_dispute_line", "line_dispute", ["line_id"], unique=False)
    op.create_index(op.f("ix_line_dispute_settlement_id"), "line_dispute", ["settlement_id"], unique=False)
    op.create_table(
        "settlement_claim",
        sa.Column("posting_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("line_id", IDENTITY, nullable=False),
        sa.Column("settlement_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["settlement_line.id"], name=op.f("fk_settlement_claim_line_id")),
        sa.ForeignKeyConstraint(["posting_id"], ["posting.id"], name=op.f("fk_settlement_claim_posting_id")),
        sa.ForeignKeyConstraint(["settlement_id"], ["settlement.id"], name=op.f("fk_settlement_claim_settlement_id")),
        sa.PrimaryKeyConstraint("posting_id", name=op.f("pk_settlement_claim")),
        sa.UniqueConstraint("line_id", name=op.f("uq_settlement_claim_line_id")),
    )
    op.create_index(op.f("ix_settlement_claim_settlement_id"), "settlement_claim", ["settlement_id"], unique=False)
    for statement in trigger_statements("settlement_line", op.get_bind().dialect.name, KEYS):
        op.execute(sa.text(statement))


def downgrade() -> None:
    for table in ("settlement_claim", "line_dispute", "settlement_line", "settlement"):
        op.drop_table(table)
