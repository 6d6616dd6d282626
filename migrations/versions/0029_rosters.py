"""Rosters: what was done to them, what counties confirmed of them, sheets of them; benefit as stated and as confirmed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
BOOKS = {"roster_change": (("id",),), "roster_confirmation": (("id",), ("supplier_id", "as_of"))}
LINKED = {"linked_household": "head_hash", "linked_person": "id_hash"}
OPEN = sa.text("until IS NULL AND NOT struck")


def upgrade() -> None:
    op.create_table(
        "roster_confirmation",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("last_change_id", IDENTITY, nullable=False),
        sa.Column("note", sa.String(length=400), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("households >= 0 AND people >= households", name=op.f("ck_roster_confirmation_a_head_each")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_roster_confirmation_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_confirmation")),
        sa.UniqueConstraint("supplier_id", "as_of", name=op.f("uq_roster_confirmation_supplier_id_as_of")),
    )
    op.create_table(
        "roster_upload",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_change_id", IDENTITY, nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('checked', 'applied', 'discarded')", name=op.f("ck_roster_upload_state_known")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_roster_upload_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_upload")),
    )
    op.create_index("ix_roster_upload_supplier", "roster_upload", ["supplier_id", "id"], unique=False)
    for table, hashed in LINKED.items():
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("struck", sa.Boolean(), server_default=sa.false(), nullable=False))
            batch_op.add_column(sa.Column("confirmation_id", IDENTITY, nullable=True))
            batch_op.drop_constraint(op.f(f"uq_{table}_supplier_id_{hashed}"), type_="unique")
            batch_op.create_foreign_key(
                op.f(f"fk_{table}_confirmation_id"), "roster_confirmation", ["confirmation_id"], ["id"]
            )
        op.create_index(
            f"uq_{table}_open",
            table,
            ["supplier_id", hashed],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
    op.create_index("ix_linked_person_supplier", "linked_person", ["supplier_id", "id"], unique=False)
    op.create_table(
        "roster_change",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("household_id", IDENTITY, nullable=False),
        sa.Column("person_id", IDENTITY, nullable=True),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(
            "deed IN ('added', 'ended', 'corrected', 'struck')", name=op.f("ck_roster_change_deed_known")
        ),
        sa.ForeignKeyConstraint(["household_id"], ["linked_household.id"], name=op.f("fk_roster_change_household_id")),
        sa.ForeignKeyConstraint(["person_id"], ["linked_person.id"], name=op.f("fk_roster_change_person_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_roster_change_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_change")),
    )
    op.create_index("ix_roster_change_supplier", "roster_change", ["supplier_id", "id"], unique=False)
    op.create_index("ix_roster_change_household", "roster_change", ["household_id", "id"], unique=False)
    with op.batch_alter_table("benefit_record", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source", sa.String(length=32), server_default="stated", nullable=False))
        batch_op.drop_constraint(op.f("uq_benefit_record_supplier_id_as_of"), type_="unique")
        batch_op.create_unique_constraint(
            op.f("uq_benefit_record_supplier_id_as_of_source"), ["supplier_id", "as_of", "source"]
        )
        batch_op.create_check_constraint(op.f("ck_benefit_record_source_known"), "source IN ('stated', 'confirmed')")
    with op.batch_alter_table("benefit_record", schema=None) as batch_op:
        batch_op.alter_column("source", server_default=None)
    for table, keys in BOOKS.items():
        for statement in trigger_statements(table, op.get_bind().dialect.name, keys):
            op.execute(statement)


def downgrade() -> None:
    """Earlier there was one record a day and one link for ever: of two that stand there, the newer one keeps its key."""
    op.execute(
        "DELETE FROM benefit_record WHERE source = 'stated' AND EXISTS (SELECT 1 FROM benefit_record other WHERE "
        "other.supplier_id = benefit_record.supplier_id AND other.as_of = benefit_record.as_of "
        "AND other.source = 'confirmed')"
    )
    with op.batch_alter_table("benefit_record", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_benefit_record_source_known"), type_="check")
        batch_op.drop_constraint(op.f("uq_benefit_record_supplier_id_as_of_source"), type_="unique")
        batch_op.create_unique_constraint(op.f("uq_benefit_record_supplier_id_as_of"), ["supplier_id", "as_of"])
        batch_op.drop_column("source")
    op.drop_index("ix_roster_change_household", table_name="roster_change")
    op.drop_index("ix_roster_change_supplier", table_name="roster_change")
    op.drop_table("roster_change")
    op.drop_index("ix_linked_person_supplier", table_name="linked_person")
    for table, hashed in LINKED.items():
        op.drop_index(f"uq_{table}_open", table_name=table, sqlite_where=OPEN, postgresql_where=OPEN)
        op.execute(
            f"UPDATE {table} SET {hashed} = substr({hashed}, 1, 40) || '-' || id WHERE EXISTS (SELECT 1 FROM "
            f"{table} newer WHERE newer.supplier_id = {table}.supplier_id AND newer.{hashed} = {table}.{hashed} "
            f"AND newer.id > {table}.id)"
        )
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_confirmation_id"), type_="foreignkey")
            batch_op.create_unique_constraint(op.f(f"uq_{table}_supplier_id_{hashed}"), ["supplier_id", hashed])
            batch_op.drop_column("confirmation_id")
            batch_op.drop_column("struck")
    op.drop_index("ix_roster_upload_supplier", table_name="roster_upload")
    op.drop_table("roster_upload")
    op.drop_table("roster_confirmation")
