"""The supply side: commodities, capacity, linked households and people, producers, what lots were bought from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOOKS = {"lot_source": (("id",), ("corrects_id",))}


def upgrade() -> None:
    op.create_table(
        "commodity",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("category_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_english", sa.String(length=80), nullable=False),
        sa.Column("grown", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_commodity_category_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commodity")),
        sa.UniqueConstraint("code", name=op.f("uq_commodity_code")),
    )
    with op.batch_alter_table("commodity", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_commodity_category_id"), ["category_id"], unique=False)

    op.create_table(
        "capacity",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("category_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("mu", sa.Integer(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("declared_by_id", IDENTITY, nullable=True),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("measure IN ('kg', 'piece')", name=op.f("ck_capacity_measure_known")),
        sa.CheckConstraint(
            "status IN ('declared', 'recommended', 'returned', 'withdrawn', 'replaced')",
            name=op.f("ck_capacity_status_known"),
        ),
        sa.CheckConstraint("months > 0 AND months <= 4095", name=op.f("ck_capacity_months_known")),
        sa.CheckConstraint("mu >= 0 AND expected > 0", name=op.f("ck_capacity_something")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_capacity_category_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_capacity_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capacity")),
    )
    with op.batch_alter_table("capacity", schema=None) as batch_op:
        batch_op.create_index("ix_capacity_supplier", ["supplier_id", "year", "category_id"], unique=False)
        batch_op.create_index(
            "uq_capacity_in_force",
            ["supplier_id", "category_id", "year", "measure"],
            unique=True,
            sqlite_where=sa.text("status = 'recommended'"),
            postgresql_where=sa.text("status = 'recommended'"),
        )

    op.create_table(
        "linked_household",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("head_hash", sa.String(length=64), nullable=False),
        sa.Column("head_name", sa.String(length=60), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("village", sa.String(length=80), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_linked_household_span")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_linked_household_supplier_id")),
        sa.ForeignKeyConstraint(["township_code"], ["township.code"], name=op.f("fk_linked_household_township_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_household")),
        sa.UniqueConstraint("supplier_id", "head_hash", name=op.f("uq_linked_household_supplier_id_head_hash")),
        sa.UniqueConstraint("supplier_id", "number", name=op.f("uq_linked_household_supplier_id_number")),
    )
    with op.batch_alter_table("linked_household", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_linked_household_head_hash"), ["head_hash"], unique=False)

    op.create_table(
        "producer",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_english", sa.String(length=120), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_producer_supplier_id")),
        sa.ForeignKeyConstraint(["township_code"], ["township.code"], name=op.f("fk_producer_township_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_producer")),
        sa.UniqueConstraint("supplier_id", "name", name=op.f("uq_producer_supplier_id_name")),
    )
    op.create_table(
        "linked_person",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("household_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("id_hash", sa.String(length=64), nullable=False),
        sa.Column("id_masked", sa.String(length=18), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("is_head", sa.Boolean(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_linked_person_span")),
        sa.ForeignKeyConstraint(["household_id"], ["linked_household.id"], name=op.f("fk_linked_person_household_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_linked_person_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linked_person")),
        sa.UniqueConstraint("supplier_id", "id_hash", name=op.f("uq_linked_person_supplier_id_id_hash")),
    )
    with op.batch_alter_table("linked_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_linked_person_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_linked_person_id_hash"), ["id_hash"], unique=False)

    op.create_table(
        "lot_source",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("lot_id", IDENTITY, nullable=False),
        sa.Column("household_id", IDENTITY, nullable=True),
        sa.Column("seller_name", sa.String(length=60), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("corrects_id", IDENTITY, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", IDENTITY, nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("corrects_id IS NULL OR reason <> ''", name=op.f("ck_lot_source_correction_has_a_reason")),
        sa.CheckConstraint("quantity <> 0 OR paid <> 0", name=op.f("ck_lot_source_something")),
        sa.ForeignKeyConstraint(["corrects_id"], ["lot_source.id"], name=op.f("fk_lot_source_corrects_id")),
        sa.ForeignKeyConstraint(["household_id"], ["linked_household.id"], name=op.f("fk_lot_source_household_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_source_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot_source")),
        sa.UniqueConstraint("corrects_id", name=op.f("uq_lot_source_corrects_id")),
    )
    with op.batch_alter_table("lot_source", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_source_household_id"), ["household_id"], unique=False)
        batch_op.create_index("ix_lot_source_lot", ["lot_id", "id"], unique=False)

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.add_column(sa.Column("commodity_id", IDENTITY, nullable=True))
        batch_op.add_column(sa.Column("tax_ground", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("grade", sa.String(length=40), server_default="", nullable=False))
        batch_op.add_column(sa.Column("producer_id", IDENTITY, nullable=True))
        batch_op.add_column(sa.Column("review_note", sa.String(length=300), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_product_commodity_id"), ["commodity_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_product_producer_id"), "producer", ["producer_id"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_product_commodity_id"), "commodity", ["commodity_id"], ["id"])

    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.add_column(sa.Column("taxpayer", sa.String(length=32), server_default="small", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_supplier_taxpayer_known"), "taxpayer IN ('general', 'small')")
    for table, keys in BOOKS.items():
        for statement in trigger_statements(table, op.get_bind().dialect.name, keys):
            op.execute(statement)


def downgrade() -> None:
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_supplier_taxpayer_known"), type_="check")
        batch_op.drop_column("taxpayer")

    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_product_commodity_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_product_producer_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_product_commodity_id"))
        batch_op.drop_column("review_note")
        batch_op.drop_column("producer_id")
        batch_op.drop_column("grade")
        batch_op.drop_column("tax_ground")
        batch_op.drop_column("commodity_id")

    with op.batch_alter_table("lot_source", schema=None) as batch_op:
        batch_op.drop_index("ix_lot_source_lot")
        batch_op.drop_index(batch_op.f("ix_lot_source_household_id"))

    op.drop_table("lot_source")
    with op.batch_alter_table("linked_person", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_linked_person_id_hash"))
        batch_op.drop_index(batch_op.f("ix_linked_person_household_id"))

    op.drop_table("linked_person")
    op.drop_table("producer")
    with op.batch_alter_table("linked_household", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_linked_household_head_hash"))

    op.drop_table("linked_household")
    with op.batch_alter_table("capacity", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_capacity_in_force",
            sqlite_where=sa.text("status = 'recommended'"),
            postgresql_where=sa.text("status = 'recommended'"),
        )
        batch_op.drop_index("ix_capacity_supplier")

    op.drop_table("capacity")
    with op.batch_alter_table("commodity", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_commodity_category_id"))

    op.drop_table("commodity")
