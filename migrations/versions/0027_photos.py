"""Files that people upload, photos in a few sizes, those of listings and those beside acceptances."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOOKS = {
    "stored_file": (("id",), ("name",)),
    "acceptance_photo": (("id",), ("consignment_id", "side", "digest")),
}


def upgrade() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=43), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", IDENTITY, nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('pdf', 'jpeg', 'png', 'webp')", name=op.f("ck_stored_file_kind_known")),
        sa.CheckConstraint("size > 0", name=op.f("ck_stored_file_something")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_stored_file_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("name", name=op.f("uq_stored_file_name")),
    )
    op.create_table(
        "photo",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=43), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("source_sha256", sa.String(length=64), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint("width > 0 AND height > 0", name=op.f("ck_photo_something")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_photo_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo")),
        sa.UniqueConstraint("name", name=op.f("uq_photo_name")),
    )
    op.create_table(
        "photo_rendition",
        sa.Column("photo_id", IDENTITY, nullable=False, autoincrement=False),
        sa.Column("edge", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('webp', 'jpeg')", name=op.f("ck_photo_rendition_kind_known")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_photo_rendition_photo_id")),
        sa.PrimaryKeyConstraint("photo_id", "edge", "kind", name=op.f("pk_photo_rendition")),
    )
    op.create_table(
        "product_photo",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("product_id", IDENTITY, nullable=False),
        sa.Column("photo_id", IDENTITY, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("alt", sa.String(length=120), nullable=False),
        sa.Column("alt_english", sa.String(length=120), nullable=False),
        sa.CheckConstraint("position >= 0", name=op.f("ck_product_photo_position_counts")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_product_photo_photo_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_product_photo_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product_photo")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_product_photo_photo_id")),
        sa.UniqueConstraint("product_id", "digest", name=op.f("uq_product_photo_product_id_digest")),
    )
    op.create_table(
        "acceptance_photo",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("consignment_id", IDENTITY, nullable=False),
        sa.Column("photo_id", IDENTITY, nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", IDENTITY, nullable=False),
        sa.CheckConstraint("side IN ('buyer', 'supplier')", name=op.f("ck_acceptance_photo_side_known")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_acceptance_photo_consignment_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_acceptance_photo_person_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_acceptance_photo_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_photo")),
        sa.UniqueConstraint(
            "consignment_id", "side", "digest", name=op.f("uq_acceptance_photo_consignment_id_side_digest")
        ),
    )
    with op.batch_alter_table("acceptance_photo", schema=None) as batch_op:
        batch_op.create_index("ix_acceptance_photo_photo", ["photo_id"], unique=False)

    dialect = op.get_bind().dialect.name
    for table, keys in BOOKS.items():
        for statement in trigger_statements(table, dialect, keys):
            op.execute(statement)


def downgrade() -> None:
    for table in ("acceptance_photo", "product_photo", "photo_rendition", "photo", "stored_file"):
        op.drop_table(table)
