"""Paying online: attempts, refunds, Stripe's reports, comparisons of the books, and what was paid out to suppliers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = {
    "pay_out": (("id",), ("supplier_id", "reference")),
    "pay_out_part": (("id",),),
    "stripe_comparison": (("id",),),
    "stripe_difference": (("id",),),
}


def upgrade() -> None:
    op.create_table(
        "inbox_event",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('received', 'handled', 'passed_over', 'refused', 'failed')",
            name=op.f("ck_inbox_event_state_known"),
        ),
        sa.CheckConstraint("deliveries > 0", name=op.f("ck_inbox_event_deliveries_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbox_event")),
        sa.UniqueConstraint("event_id", name=op.f("uq_inbox_event_event_id")),
    )
    op.create_index("ix_inbox_event_due", "inbox_event", ["state", "next_try_at"], unique=False)
    op.create_index("ix_inbox_event_subject", "inbox_event", ["subject"], unique=False)

    op.create_table(
        "stripe_comparison",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("payments", sa.Integer(), nullable=False),
        sa.Column("refunds", sa.Integer(), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_stripe_comparison_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_comparison")),
    )
    op.create_index(op.f("ix_stripe_comparison_day"), "stripe_comparison", ["day"], unique=False)

    op.create_table(
        "stripe_difference",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("comparison_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=False),
        sa.Column("theirs", sa.BigInteger(), nullable=True),
        sa.Column("ours", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('payment_missing_here', 'payment_missing_there', 'payment_amount', 'payment_unlabelled', 'refund_missing_here', 'refund_missing_there', 'refund_amount')",
            name=op.f("ck_stripe_difference_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["comparison_id"], ["stripe_comparison.id"], name=op.f("fk_stripe_difference_comparison_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stripe_difference")),
    )
    op.create_index(op.f("ix_stripe_difference_comparison_id"), "stripe_difference", ["comparison_id"], unique=False)

    op.create_table(
        "pay_out",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_pay_out_amount_positive")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_pay_out_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_pay_out_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_out")),
        sa.UniqueConstraint("supplier_id", "reference", name=op.f("uq_pay_out_supplier_id_reference")),
    )
    op.create_index("ix_pay_out_supplier", "pay_out", ["supplier_id", "id"], unique=False)

    op.create_table(
        "pay_out_part",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("pay_out_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_pay_out_part_amount_positive")),
        sa.ForeignKeyConstraint(["pay_out_id"], ["pay_out.id"], name=op.f("fk_pay_out_part_pay_out_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_pay_out_part_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_pay_out_part_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pay_out_part")),
    )
    op.create_index(op.f("ix_pay_out_part_pay_out_id"), "pay_out_part", ["pay_out_id"], unique=False)

    op.create_table(
        "online_payment",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("order_id", IDENTITY, nullable=False),
        sa.Column("order_number", sa.String(length=24), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("return_to", sa.Text(), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("customer_id", sa.String(length=255), nullable=True),
        sa.Column("stripe_id", sa.String(length=255), nullable=True),
        sa.Column("intent_id", sa.String(length=255), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("check_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payment_id", IDENTITY, nullable=True),
        sa.Column("begun_by_id", IDENTITY, nullable=False),
        sa.CheckConstraint("kind IN ('pay_now', 'deposit', 'invoice')", name=op.f("ck_online_payment_kind_known")),
        sa.CheckConstraint(
            "state <> 'paid' OR (intent_id IS NOT NULL AND paid_at IS NOT NULL)",
            name=op.f("ck_online_payment_paid_by_something"),
        ),
        sa.CheckConstraint(
            "state IN ('new', 'open', 'waiting', 'paid', 'expired', 'cancelled', 'failed')",
            name=op.f("ck_online_payment_state_known"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_online_payment_amount_positive")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_online_payment_begun_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_online_payment_order_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_online_payment_payment_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_online_payment_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_online_payment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_payment")),
        sa.UniqueConstraint("intent_id", name=op.f("uq_online_payment_intent_id")),
        sa.UniqueConstraint("key", name=op.f("uq_online_payment_key")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_online_payment_stripe_id")),
    )
    op.create_index("ix_online_payment_order", "online_payment", ["order_id", "id"], unique=False)
    op.create_index("ix_online_payment_paid_at", "online_payment", ["paid_at"], unique=False)
    op.create_index("ix_online_payment_state", "online_payment", ["state", "check_at"], unique=False)

    op.create_table(
        "online_refund",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("online_payment_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("asked_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint("state IN ('new', 'pending', 'done', 'failed')", name=op.f("ck_online_refund_state_known")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_online_refund_amount_positive")),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_online_refund_asked_by_id")),
        sa.ForeignKeyConstraint(
            ["online_payment_id"], ["online_payment.id"], name=op.f("fk_online_refund_online_payment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_online_refund")),
        sa.UniqueConstraint("key", name=op.f("uq_online_refund_key")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_online_refund_stripe_id")),
    )
    op.create_index("ix_online_refund_payment", "online_refund", ["online_payment_id"], unique=False)
    op.create_index("ix_online_refund_state", "online_refund", ["state", "begun_at"], unique=False)
    for table, keys in KEYS.items():
        for statement in trigger_statements(table, op.get_bind().dialect.name, keys):
            op.execute(sa.text(statement))


def downgrade() -> None:
    for table in (
        "online_refund",
        "online_payment",
        "pay_out_part",
        "pay_out",
        "stripe_difference",
        "stripe_comparison",
        "inbox_event",
    ):
        op.drop_table(table)
