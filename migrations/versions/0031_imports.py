"""Sheets of listings that suppliers upload, and their own article numbers of products."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = "'uploaded', 'checking', 'checked', 'applying', 'applied', 'refused', 'cancelled'"
APPLYING = sa.text("state = 'applying'")
NUMBERED = sa.text("article <> ''")


def upgrade() -> None:
    op.create_table(
        "listing_import",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("submits", sa.Boolean(), nullable=False),
        sa.Column("uploaded_by_id", IDENTITY, nullable=False),
        sa.Column("uploaded_by_name", sa.String(length=120), nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("products", sa.Integer(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("to_review", sa.Integer(), nullable=False),
        sa.Column("shifted", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("reason_english", sa.String(length=400), nullable=False),
        sa.CheckConstraint("state <> 'refused' OR reason <> ''", name=op.f("ck_listing_import_refused_with_a_reason")),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_listing_import_state_known")),
        sa.CheckConstraint("done >= 0 AND done <= total", name=op.f("ck_listing_import_progress")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_listing_import_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_import")),
    )
    with op.batch_alter_table("listing_import", schema=None) as batch_op:
        batch_op.create_index("ix_listing_import_due", ["state", "claimed_until"], unique=False)
        batch_op.create_index("ix_listing_import_supplier", ["supplier_id", "id"], unique=False)
        batch_op.create_index(
            "uq_listing_import_applying", ["supplier_id"], unique=True, sqlite_where=APPLYING, postgresql_where=APPLYING
        )

    op.create_table(
        "listing_import_row",
        sa.Column("import_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("pack", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("review", sa.Boolean(), nullable=False),
        sa.Column("faults", sa.Text(), nullable=False),
        sa.Column("mark", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('created', 'updated', 'unchanged', 'wrong')", name=op.f("ck_listing_import_row_outcome_known")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["listing_import.id"], name=op.f("fk_listing_import_row_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_listing_import_row")),
    )
    with op.batch_alter_table("listing_import_row", schema=None) as batch_op:
        batch_op.create_index("ix_listing_import_row_outcome", ["import_id", "outcome", "number"], unique=False)

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("article", sa.String(length=40), server_default="", nullable=False))
        batch_op.create_index(
            "uq_product_article",
            ["supplier_id", "article"],
            unique=True,
            sqlite_where=NUMBERED,
            postgresql_where=NUMBERED,
        )


def downgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index("uq_product_article", sqlite_where=NUMBERED, postgresql_where=NUMBERED)
        batch_op.drop_column("article")

    with op.batch_alter_table("listing_import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_listing_import_row_outcome")

    op.drop_table("listing_import_row")
    with op.batch_alter_table("listing_import", schema=None) as batch_op:
        batch_op.drop_index("uq_listing_import_applying", sqlite_where=APPLYING, postgresql_where=APPLYING)
        batch_op.drop_index("ix_listing_import_supplier")
        batch_op.drop_index("ix_listing_import_due")

    op.drop_table("listing_import")
