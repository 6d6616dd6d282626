"""Lots: harvests that are awaited and confirmed, corrections, holds with a reason, recalls, lots passed over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import drop_statements, trigger_statements

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KINDS = ("received", "reserved", "released", "shipped", "weighed", "swapped", "written_off")
NEW_KINDS = ("harvested", "corrected")
GOES_ON = sa.text("ended_at IS NULL")
SHANGHAI = timedelta(hours=8)


def upgrade() -> None:
    with op.batch_alter_table("lot") as batch:
        batch.add_column(sa.Column("held_reason", sa.String(length=200), server_default="", nullable=False))
        batch.add_column(sa.Column("recalled", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("awaited", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("promised", sa.BigInteger(), server_default="0", nullable=False))
        batch.add_column(sa.Column("short", sa.BigInteger(), server_default="0", nullable=False))
        batch.add_column(sa.Column("surplus_reason", sa.String(length=200), server_default="", nullable=False))
        batch.create_check_constraint(
            op.f("ck_lot_short_of_reserved"), "short >= 0 AND short <= reserved AND (short = 0 OR available = 0)"
        )
        batch.create_check_constraint(op.f("ck_lot_recalled_is_held"), "held OR NOT recalled")
    op.create_index("ix_lot_supplier", "lot", ["supplier_id", "id"])
    _await_harvests()
    _know_kinds((*KINDS[:1], *NEW_KINDS, *KINDS[1:]))
    with op.batch_alter_table("consignment_line") as batch:
        batch.add_column(sa.Column("passed_over_id", IDENTITY, nullable=True))
        batch.create_foreign_key(op.f("fk_consignment_line_passed_over_id"), "lot", ["passed_over_id"], ["id"])
    op.create_table(
        "recall",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("lot_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("advice", sa.String(length=300), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_id", IDENTITY, nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", IDENTITY, nullable=True),
        sa.Column("end_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint("reason <> '' AND advice <> ''", name=op.f("ck_recall_says_why_and_what")),
        sa.CheckConstraint("ended_at IS NULL OR end_reason <> ''", name=op.f("ck_recall_ends_with_a_reason")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_recall_lot_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_recall_supplier_id")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_recall_begun_by_id")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["person.id"], name=op.f("fk_recall_ended_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall")),
        sa.UniqueConstraint("number", name=op.f("uq_recall_number")),
    )
    op.create_index("ix_recall_lot_id", "recall", ["lot_id"])
    op.create_index(
        "uq_recall_goes_on", "recall", ["lot_id"], unique=True, sqlite_where=GOES_ON, postgresql_where=GOES_ON
    )
    op.create_table(
        "recall_reader",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("recall_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("read_by_id", IDENTITY, nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["recall_id"], ["recall.id"], name=op.f("fk_recall_reader_recall_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_recall_reader_unit_id")),
        sa.ForeignKeyConstraint(["read_by_id"], ["person.id"], name=op.f("fk_recall_reader_read_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recall_reader")),
        sa.UniqueConstraint("recall_id", "unit_id", name=op.f("uq_recall_reader_recall_id_unit_id")),
    )
    op.create_index("ix_recall_reader_unit_id", "recall_reader", ["unit_id"])


def downgrade() -> None:
    op.drop_table("recall_reader")
    op.drop_table("recall")
    with op.batch_alter_table("consignment_line") as batch:
        batch.drop_constraint(op.f("fk_consignment_line_passed_over_id"), type_="foreignkey")
        batch.drop_column("passed_over_id")
    _know_kinds(KINDS, forget=True)
    op.drop_index("ix_lot_supplier", "lot")
    with op.batch_alter_table("lot") as batch:
        batch.drop_constraint(op.f("ck_lot_recalled_is_held"), type_="check")
        batch.drop_constraint(op.f("ck_lot_short_of_reserved"), type_="check")
        for name in ("surplus_reason", "short", "promised", "awaited", "recalled", "held_reason"):
            batch.drop_column(name)


def _await_harvests() -> None:
    """Of lots whose harvest lies ahead it is asked what came of them."""
    lot = sa.table(
        "lot",
        sa.column("harvest_from", sa.Date()),
        sa.column("awaited", sa.Boolean()),
        sa.column("promised", sa.BigInteger()),
        sa.column("received", sa.BigInteger()),
    )
    today = (datetime.now(UTC) + SHANGHAI).date()
    op.execute(lot.update().where(lot.c.harvest_from > today).values(awaited=sa.true(), promised=lot.c.received))


def _know_kinds(kinds: tuple[str, ...], *, forget: bool = False) -> None:
    """Rebuilding a table on SQLite loses its triggers in silence; they are put up again afterwards.

    Kinds that are known no more become what they come nearest to.
    """
    dialect = op.get_bind().dialect.name
    for statement in drop_statements("stock_movement", dialect):
        op.execute(sa.text(statement))
    if forget:
        movement = sa.table("stock_movement", sa.column("kind", sa.String()))
        op.execute(movement.update().where(movement.c.kind.in_(NEW_KINDS)).values(kind="received"))
    known = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("stock_movement") as batch:
        batch.drop_constraint(op.f("ck_stock_movement_kind_known"), type_="check")
        batch.create_check_constraint(op.f("ck_stock_movement_kind_known"), f"kind IN ({known})")
    for statement in trigger_statements("stock_movement", dialect):
        op.execute(sa.text(statement))
