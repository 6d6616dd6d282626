"""The money ledger: what units owe for accepted goods, what they paid, and the balances. Old acceptances are posted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEYS = {
    "posting": (("id",), ("source", "source_id", "n")),
    "payment": (("id",), ("number",), ("source", "source_id")),
    "payment_share": (("id",),),
    "refund": (("id",), ("source", "source_id", "n")),
    "hand_receipt": (("id",),),
    "payment_terms": (("id",),),
}
FILLED_ONCE = {
    "payment_terms": (
        ("decided_by_id", "decided_at", "refused_because"),
        ("id", "cluster_id", "unit_id", "days", "credit_limit", "reason", "asked_by_id", "asked_at"),
    )
}
DAYS_TO_PAY = timedelta(days=30)
BATCH = 2_000
SHANGHAI = ZoneInfo("Asia/Shanghai")


def upgrade() -> None:
    op.create_table(
        "pair_balance",
        sa.Column("unit_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("supplier_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("unallocated", sa.BigInteger(), nullable=False),
        sa.Column("with_operator", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("unit_id", "supplier_id", name=op.f("pk_pair_balance")),
    )
    op.create_index("ix_pair_balance_supplier", "pair_balance", ["supplier_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("way", sa.String(length=32), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_id", IDENTITY, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "source IN ('bank_line', 'by_hand', 'stripe_payment', 'stripe_refund')",
            name=op.f("ck_payment_source_known"),
        ),
        sa.CheckConstraint("way IN ('transfer', 'stripe')", name=op.f("ck_payment_way_known")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_something")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_payment_supplier_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["person.id"], name=op.f("fk_payment_taken_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_payment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("number", name=op.f("uq_payment_number")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_payment_source_source_id")),
    )
    op.create_index("ix_payment_supplier", "payment", ["supplier_id", "id"], unique=False)
    op.create_index("ix_payment_unit", "payment", ["unit_id", "id"], unique=False)
    op.create_table(
        "order_balance",
        sa.Column("order_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("charged", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_balance_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_balance")),
    )
    op.create_index("ix_order_balance_supplier", "order_balance", ["supplier_id", "due_on"], unique=False)
    op.create_index("ix_order_balance_unit", "order_balance", ["unit_id", "due_on"], unique=False)
    op.create_table(
        "payment_share",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("payment_id", IDENTITY, nullable=False),
        sa.Column("order_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_share_something")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_payment_share_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_payment_share_order_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_share_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_share")),
    )
    op.create_index("ix_payment_share_order", "payment_share", ["order_id"], unique=False)
    op.create_index("ix_payment_share_payment", "payment_share", ["payment_id", "order_id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("debit", sa.String(length=32), nullable=False),
        sa.Column("credit", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("order_id", IDENTITY, nullable=True),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "credit IN ('receivable', 'sales', 'freight', 'supplier_bank', 'unallocated', 'with_operator', 'stripe', 'owed_to_suppliers')",
            name=op.f("ck_posting_credit_known"),
        ),
        sa.CheckConstraint(
            "debit IN ('receivable', 'sales', 'freight', 'supplier_bank', 'unallocated', 'with_operator', 'stripe', 'owed_to_suppliers')",
            name=op.f("ck_posting_debit_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('goods', 'charge', 'payment', 'collection', 'allocation', 'refund', 'payout')",
            name=op.f("ck_posting_kind_known"),
        ),
        sa.CheckConstraint(
            "source IN ('acceptance_line', 'charge_line', 'payment', 'payment_share', 'refund', 'payout')",
            name=op.f("ck_posting_source_known"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_posting_moves_something")),
        sa.CheckConstraint("debit <> credit", name=op.f("ck_posting_moves_somewhere")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_posting_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posting")),
        sa.UniqueConstraint("source", "source_id", "n", name=op.f("uq_posting_source_source_id_n")),
    )
    op.create_index("ix_posting_order", "posting", ["order_id", "id"], unique=False)
    op.create_index("ix_posting_supplier", "posting", ["supplier_id", "unit_id", "id"], unique=False)
    op.create_table(
        "refund",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("payment_id", IDENTITY, nullable=False),
        sa.Column("order_id", IDENTITY, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_id", IDENTITY, nullable=False),
        sa.Column("n", IDENTITY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.CheckConstraint(
            "source IN ('bank_line', 'by_hand', 'stripe_payment', 'stripe_refund')", name=op.f("ck_refund_source_known")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_refund_something")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_refund_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_refund_order_id")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("source", "source_id", "n", name=op.f("uq_refund_source_source_id_n")),
    )
    op.create_index(op.f("ix_refund_order_id"), "refund", ["order_id"], unique=False)
    op.create_index("ix_refund_payment", "refund", ["payment_id", "order_id"], unique=False)
    op.create_table(
        "hand_receipt",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_hand_receipt_something")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_hand_receipt_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_hand_receipt_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_hand_receipt_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_receipt")),
    )
    op.create_table(
        "payment_terms",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("credit_limit", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("asked_by_id", IDENTITY, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_because", sa.String(length=400), nullable=True),
        sa.CheckConstraint("days BETWEEN 0 AND 180", name=op.f("ck_payment_terms_days_in_reason")),
        sa.CheckConstraint(
            "credit_limit IS NULL OR credit_limit >= 0", name=op.f("ck_payment_terms_limit_not_negative")
        ),
        sa.CheckConstraint(
            "decided_by_id IS NULL OR decided_by_id <> asked_by_id", name=op.f("ck_payment_terms_two_people")
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) = (decided_at IS NULL)", name=op.f("ck_payment_terms_decided_whole")
        ),
        sa.CheckConstraint(
            "refused_because IS NULL OR decided_at IS NOT NULL", name=op.f("ck_payment_terms_refused_when_decided")
        ),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_payment_terms_asked_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_payment_terms_decided_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_payment_terms_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_terms")),
    )
    op.create_index("ix_payment_terms_unit", "payment_terms", ["unit_id", "id"], unique=False)
    op.create_table(
        "payment_reminder",
        sa.Column("unit_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_payment_reminder_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_payment_reminder")),
    )
    _post_what_was_accepted(op.get_bind())
    for table, keys in KEYS.items():
        filled_once, columns = FILLED_ONCE.get(table, ((), ()))
        for statement in trigger_statements(
            table, op.get_bind().dialect.name, keys, filled_once=filled_once, columns=columns
        ):
            op.execute(sa.text(statement))


def _post_what_was_accepted(connection: sa.Connection) -> None:
    """Goods by their acceptance lines, corrections by the difference; freight of orders that have accepted anything."""
    orders: dict[int, dict[str, Any]] = {}
    batch: list[dict[str, Any]] = []
    for row in _postings(connection, orders):
        batch.append(row)
        if len(batch) == BATCH:
            connection.execute(sa.insert(_table("posting", batch[0])), batch)
            batch = []
    if batch:
        connection.execute(sa.insert(_table("posting", batch[0])), batch)
    for key in ("order", "pair"):
        _write_balances(connection, orders, key)


def _postings(connection: sa.Connection, orders: dict[int, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    before: dict[int, int] = {}
    lines = sa.text(
        "SELECT al.id, al.consignment_line_id, al.amount, a.accepted_at, a.cluster_id, a.unit_id, a.supplier_id,"
        " ol.order_id FROM acceptance_line al JOIN acceptance a ON a.id = al.acceptance_id"
        " JOIN order_line ol ON ol.id = al.order_line_id ORDER BY a.id, al.id"
    ).columns(accepted_at=sa.DateTime(timezone=True))
    for line in connection.execute(lines).mappings().all():
        difference = line["amount"] - before.get(line["consignment_line_id"], 0)
        before[line["consignment_line_id"]] = line["amount"]
        if not difference:
            continue
        yield _posting(line, "goods", "sales", difference, "acceptance_line", line["id"], orders)
    charges = sa.text(
        "SELECT cl.id, cl.order_id, cl.amount FROM charge_line cl WHERE cl.amount > 0 AND"
        " (SELECT SUM(accepted) FROM order_line ol WHERE ol.order_id = cl.order_id) > 0 ORDER BY cl.id"
    )
    for charge in connection.execute(charges).mappings().all():
        if charge["order_id"] in orders:
            line = orders[charge["order_id"]] | {"order_id": charge["order_id"]}
            yield _posting(line, "charge", "freight", charge["amount"], "charge_line", charge["id"], orders)


def _posting(
    line: Mapping[str, Any],
    kind: str,
    account: str,
    amount: int,
    source: str,
    source_id: int,
    orders: dict[int, dict[str, Any]],
) -> dict[str, Any]:
    common = {name: line[name] for name in ("cluster_id", "unit_id", "supplier_id")}
    order = orders.setdefault(line["order_id"], common | {"accepted_at": line["accepted_at"], "charged": 0})
    order["charged"] += amount
    debit, credit = ("receivable", account) if amount > 0 else (account, "receivable")
    return common | {
        "at": line["accepted_at"],
        "kind": kind,
        "debit": debit,
        "credit": credit,
        "amount": abs(amount),
        "order_id": line["order_id"],
        "source": source,
        "source_id": source_id,
        "n": 1,
    }


def _write_balances(connection: sa.Connection, orders: Mapping[int, Mapping[str, Any]], key: str) -> None:
    rows: dict[Any, dict[str, Any]] = {}
    for order_id, order in orders.items():
        own = {name: order[name] for name in ("cluster_id", "unit_id", "supplier_id")}
        if key == "order":
            due_on = _shanghai_day(order["accepted_at"]) + DAYS_TO_PAY
            rows[order_id] = own | {"order_id": order_id, "due_on": due_on, "charged": order["charged"], "paid": 0}
        else:
            start = own | {"charged": 0, "paid": 0, "unallocated": 0, "with_operator": 0}
            rows.setdefault((order["unit_id"], order["supplier_id"]), start)["charged"] += order["charged"]
    if rows:
        listed = list(rows.values())
        connection.execute(sa.insert(_table(f"{key}_balance", listed[0])), listed)


def _shanghai_day(moment: datetime) -> Any:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(SHANGHAI).date()


def _table(name: str, row: Mapping[str, Any]) -> sa.TableClause:
    types = {"at": sa.DateTime(timezone=True), "due_on": sa.Date()}
    return sa.table(name, *(sa.column(column, types.get(column)) for column in row))


def downgrade() -> None:
    for table in (
        "payment_reminder",
        "payment_terms",
        "hand_receipt",
        "posting",
        "order_balance",
        "pair_balance",
        "refund",
        "payment_share",
        "payment",
    ):
        op.drop_table(table)
