"""The life of a listing: who submitted it, which version somebody saw, changes that wait, what was approved of a pack."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = "goods_kind IN ('own', 'bought', 'processed', 'craft')"
WAITING = sa.text("outcome = 'waiting'")


def upgrade() -> None:
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goods_kind", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("submitted_by_id", IDENTITY, nullable=True))
        batch_op.add_column(sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("off_reason", sa.String(length=300), server_default="", nullable=False))
        batch_op.add_column(sa.Column("barred", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_product_goods_kind_known"), KINDS)

    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.add_column(sa.Column("approved", sa.Text(), nullable=True))

    op.create_table(
        "listing_change",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("product_id", IDENTITY, nullable=False),
        sa.Column("items", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=32), nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('waiting', 'approved', 'returned', 'withdrawn')", name=op.f("ck_listing_change_outcome_known")
        ),
        sa.CheckConstraint("outcome = 'waiting' OR decided_at IS NOT NULL", name=op.f("ck_listing_change_decided")),
        sa.CheckConstraint(
            "outcome <> 'returned' OR reason <> ''", name=op.f("ck_listing_change_returned_with_a_reason")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_listing_change_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_change")),
    )
    op.create_index("ix_listing_change_product", "listing_change", ["product_id", "id"], unique=False)
    op.create_index(
        "uq_listing_change_waiting",
        "listing_change",
        ["product_id"],
        unique=True,
        sqlite_where=WAITING,
        postgresql_where=WAITING,
    )
    op.create_table(
        "goods_paper",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("product_id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("file_id", IDENTITY, nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("added_by_id", IDENTITY, nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('commitment', 'quarantine', 'report', 'other')", name=op.f("ck_goods_paper_kind_known")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name=op.f("ck_goods_paper_span")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_goods_paper_file_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_goods_paper_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goods_paper")),
    )
    op.create_index("ix_goods_paper_product", "goods_paper", ["product_id", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("goods_paper")
    op.drop_table("listing_change")
    with op.batch_alter_table("pack", schema=None) as batch_op:
        batch_op.drop_column("approved")

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_product_goods_kind_known"), type_="check")
        batch_op.drop_column("version")
        batch_op.drop_column("barred")
        batch_op.drop_column("off_reason")
        batch_op.drop_column("submitted_at")
        batch_op.drop_column("submitted_by_id")
        batch_op.drop_column("goods_kind")
