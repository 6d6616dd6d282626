"""An order says how it is paid and until when money is waited for; a refund that did not arrive is taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import drop_statements, trigger_statements
from shop.kernel.going_back import refuse_to_forget

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = (("id",), ("reverses_id",), ("source", "source_id", "n"))
WAYS = "pay_by IN ('on_account', 'transfer', 'online')"
SIGNED = "(amount > 0 AND reverses_id IS NULL) OR (amount < 0 AND reverses_id IS NOT NULL)"
UNKNOWN_BEFORE = {
    "{count} refunds did not arrive and were taken back, which the older shop cannot write.": (
        "FROM refund WHERE reverses_id IS NOT NULL"
    ),
    "{count} orders are paid before delivery, which the older shop does not know.": (
        "FROM orders WHERE pay_by <> 'on_account'"
    ),
}


def upgrade() -> None:
    pay_by = sa.Column("pay_by", sa.String(length=32), nullable=False, server_default="on_account")
    with op.batch_alter_table("orders") as batch:
        batch.add_column(pay_by)
        batch.add_column(sa.Column("pay_until", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("deposit_percent", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("pay_reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch.create_check_constraint(op.f("ck_orders_pay_by_known"), WAYS)
    op.create_index("ix_orders_pay_until", "orders", ["pay_until"])
    _unguard()
    with op.batch_alter_table("refund") as batch:
        batch.add_column(sa.Column("reverses_id", IDENTITY, nullable=True))
        batch.create_foreign_key(op.f("fk_refund_reverses_id"), "refund", ["reverses_id"], ["id"])
        batch.create_unique_constraint(op.f("uq_refund_reverses_id"), ["reverses_id"])
        batch.drop_constraint(op.f("ck_refund_something"), type_="check")
        batch.create_check_constraint(op.f("ck_refund_something"), SIGNED)
    _guard(KEYS)


def downgrade() -> None:
    refuse_to_forget(op.get_bind(), UNKNOWN_BEFORE)
    _unguard()
    with op.batch_alter_table("refund") as batch:
        batch.drop_constraint(op.f("ck_refund_something"), type_="check")
        batch.drop_constraint(op.f("uq_refund_reverses_id"), type_="unique")
        batch.drop_constraint(op.f("fk_refund_reverses_id"), type_="foreignkey")
        batch.drop_column("reverses_id")
        batch.create_check_constraint(op.f("ck_refund_something"), "amount > 0")
    _guard((("id",), ("source", "source_id", "n")))
    op.drop_index("ix_orders_pay_until", "orders")
    with op.batch_alter_table("orders") as batch:
        batch.drop_constraint(op.f("ck_orders_pay_by_known"), type_="check")
        for name in ("pay_reminded_at", "deposit_percent", "pay_until", "pay_by"):
            batch.drop_column(name)


def _unguard() -> None:
    """Rebuilding a table on SQLite loses its triggers in silence; they are put up again afterwards."""
    for statement in drop_statements("refund", op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def _guard(keys: tuple[tuple[str, ...], ...]) -> None:
    for statement in trigger_statements("refund", op.get_bind().dialect.name, keys):
        op.execute(sa.text(statement))
