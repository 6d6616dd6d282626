"""What units bought elsewhere: the register, its versions, steps, papers, twins, motions, and sheets of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
CLAIMED = sa.text("order_number IS NOT NULL AND state NOT IN ('withdrawn', 'struck')")
BOOKS = {
    "offline_version": (("id",), ("purchase_id", "n")),
    "offline_step": (("id",), ("purchase_id", "n")),
    "offline_file": (("id",), ("purchase_id", "file_id")),
    "offline_twin": (("id",), ("purchase_id", "version", "n")),
}
MOTION = ("id", "cluster_id", "purchase_id", "deed", "amount", "reason", "at", "by_id")
FILLED = ("outcome", "decided_by_id", "decided_at")
TABLES = (
    "offline_version",
    "offline_twin",
    "offline_step",
    "offline_motion",
    "offline_file",
    "offline_sheet",
    "offline_purchase",
)


def upgrade() -> None:
    op.create_table(
        "offline_purchase",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("order_number", sa.String(length=40), nullable=True),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.Column("entered_by_id", IDENTITY, nullable=False),
        sa.CheckConstraint("channel <> 'platform'", name=op.f("ck_offline_purchase_made_elsewhere")),
        sa.CheckConstraint(
            "channel IN ('platform', 'fair', 'counter', 'direct', '832')",
            name=op.f("ck_offline_purchase_channel_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('purchase', 'assisted', 'intent', 'donation')", name=op.f("ck_offline_purchase_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('entered', 'held', 'returned', 'withdrawn', 'verified', 'disputed', 'struck')",
            name=op.f("ck_offline_purchase_state_known"),
        ),
        sa.ForeignKeyConstraint(["entered_by_id"], ["person.id"], name=op.f("fk_offline_purchase_entered_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_offline_purchase_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_purchase")),
        sa.UniqueConstraint("number", name=op.f("uq_offline_purchase_number")),
    )
    op.create_index("ix_offline_purchase_cluster", "offline_purchase", ["cluster_id", "state", "id"], unique=False)
    op.create_index("ix_offline_purchase_unit", "offline_purchase", ["unit_id", "id"], unique=False)
    op.create_index(
        "uq_offline_purchase_order",
        "offline_purchase",
        ["cluster_id", "order_number"],
        unique=True,
        sqlite_where=CLAIMED,
        postgresql_where=CLAIMED,
    )

    op.create_table(
        "offline_sheet",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("form IN ('template', '832')", name=op.f("ck_offline_sheet_form_known")),
        sa.CheckConstraint("state IN ('checked', 'applied', 'discarded')", name=op.f("ck_offline_sheet_state_known")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_offline_sheet_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_offline_sheet_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_sheet")),
    )
    op.create_index("ix_offline_sheet_unit", "offline_sheet", ["unit_id", "id"], unique=False)

    op.create_table(
        "offline_file",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("purchase_id", IDENTITY, nullable=False),
        sa.Column("file_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_offline_file_file_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["offline_purchase.id"], name=op.f("fk_offline_file_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_file")),
        sa.UniqueConstraint("purchase_id", "file_id", name=op.f("uq_offline_file_purchase_id_file_id")),
    )
    op.create_table(
        "offline_motion",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("purchase_id", IDENTITY, nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=True),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "(deed = 'lower') = (amount IS NOT NULL)", name=op.f("ck_offline_motion_amount_of_a_correction")
        ),
        sa.CheckConstraint(
            "deed IN ('send', 'verify', 'not_the_same', 'return', 'withdraw', 'lower', 'dispute', 'uphold', 'strike')",
            name=op.f("ck_offline_motion_deed_known"),
        ),
        sa.CheckConstraint(
            "outcome IN ('agreed', 'rejected', 'taken_back')", name=op.f("ck_offline_motion_outcome_known")
        ),
        sa.CheckConstraint(
            "outcome IS NULL OR outcome <> 'agreed' OR decided_by_id <> by_id",
            name=op.f("ck_offline_motion_two_people"),
        ),
        sa.CheckConstraint("(outcome IS NULL) = (decided_at IS NULL)", name=op.f("ck_offline_motion_decided_whole")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_offline_motion_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_offline_motion_decided_by_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["offline_purchase.id"], name=op.f("fk_offline_motion_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_motion")),
    )
    op.create_index(op.f("ix_offline_motion_purchase_id"), "offline_motion", ["purchase_id"], unique=False)

    op.create_table(
        "offline_step",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("purchase_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("seconded_by_id", IDENTITY, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "deed IN ('send', 'verify', 'not_the_same', 'return', 'withdraw', 'lower', 'dispute', 'uphold', 'strike')",
            name=op.f("ck_offline_step_deed_known"),
        ),
        sa.CheckConstraint(
            "seconded_by_id IS NULL OR seconded_by_id <> by_id", name=op.f("ck_offline_step_two_people")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_offline_step_by_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["offline_purchase.id"], name=op.f("fk_offline_step_purchase_id")),
        sa.ForeignKeyConstraint(["seconded_by_id"], ["person.id"], name=op.f("fk_offline_step_seconded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_step")),
        sa.UniqueConstraint("purchase_id", "n", name=op.f("uq_offline_step_purchase_id_n")),
    )
    op.create_table(
        "offline_twin",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("purchase_id", IDENTITY, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("found_by", sa.String(length=32), nullable=False),
        sa.Column("entry_id", IDENTITY, nullable=True),
        sa.Column("other_id", IDENTITY, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("found_by IN ('amount', 'invoice')", name=op.f("ck_offline_twin_found_by_known")),
        sa.CheckConstraint("(entry_id IS NULL) <> (other_id IS NULL)", name=op.f("ck_offline_twin_one_twin")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_offline_twin_entry_id")),
        sa.ForeignKeyConstraint(["other_id"], ["offline_purchase.id"], name=op.f("fk_offline_twin_other_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["offline_purchase.id"], name=op.f("fk_offline_twin_purchase_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_twin")),
        sa.UniqueConstraint("purchase_id", "version", "n", name=op.f("uq_offline_twin_purchase_id_version_n")),
    )
    op.create_table(
        "offline_version",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("purchase_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=True),
        sa.Column("seller_name", sa.String(length=200), nullable=False),
        sa.Column("seller_code", sa.String(length=18), nullable=False),
        sa.Column("seller_county", sa.String(length=6), nullable=False),
        sa.Column("goods", sa.String(length=200), nullable=False),
        sa.Column("category_id", IDENTITY, nullable=False),
        sa.Column("origin_county", sa.String(length=6), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("certificate", sa.String(length=40), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("invoice_number", sa.String(length=40), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("seconded_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "purpose IN ('canteen', 'union_welfare', 'staff', 'resale', 'other')",
            name=op.f("ck_offline_version_purpose_known"),
        ),
        sa.CheckConstraint("amount > 0 OR seconded_by_id IS NOT NULL", name=op.f("ck_offline_version_something")),
        sa.CheckConstraint("amount >= 0 AND quantity >= 0", name=op.f("ck_offline_version_not_negative")),
        sa.CheckConstraint(
            "seconded_by_id IS NULL OR seconded_by_id <> by_id", name=op.f("ck_offline_version_two_people")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_offline_version_by_id")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_offline_version_category_id")),
        sa.ForeignKeyConstraint(["origin_county"], ["county.code"], name=op.f("fk_offline_version_origin_county")),
        sa.ForeignKeyConstraint(["purchase_id"], ["offline_purchase.id"], name=op.f("fk_offline_version_purchase_id")),
        sa.ForeignKeyConstraint(["seconded_by_id"], ["person.id"], name=op.f("fk_offline_version_seconded_by_id")),
        sa.ForeignKeyConstraint(["seller_county"], ["county.code"], name=op.f("fk_offline_version_seller_county")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_offline_version_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offline_version")),
        sa.UniqueConstraint("purchase_id", "n", name=op.f("uq_offline_version_purchase_id_n")),
    )
    op.create_index("ix_offline_version_amount", "offline_version", ["cluster_id", "amount", "day"], unique=False)
    op.create_index("ix_offline_version_invoice", "offline_version", ["cluster_id", "invoice_number"], unique=False)
    dialect = op.get_bind().dialect.name
    for table, keys in BOOKS.items():
        for statement in trigger_statements(table, dialect, keys):
            op.execute(statement)
    for statement in trigger_statements("offline_motion", dialect, filled_once=FILLED, columns=MOTION):
        op.execute(statement)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
