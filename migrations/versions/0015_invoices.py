"""The register of invoices, what of accepted lines stands on them, and entries that agreed lower invoices write."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import drop_statements, trigger_statements
from shop.kernel.going_back import refuse_to_forget

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOOKS = {
    "invoice_line": (("id",), ("invoice_id", "position")),
    "invoice_step": (("id",), ("invoice_id", "n")),
    "invoice_file": (("id",), ("invoice_id", "sha256"), ("name",)),
    "invoice_allocation": (("id",), ("invoice_id", "n")),
    "invoice_reduction": (("id",),),
}
TABLES = (
    *("invoice", "invoice_file", "invoice_line", "invoice_step", "invoice_allocation"),
    *("invoiced_line", "lower_proposal", "invoice_reduction"),
)
SOURCE_KEYS = (("id",), ("source", "source_id", "n"))
POSTED = "'acceptance_line', 'charge_line', 'payment', 'payment_share', 'refund', 'payout'"
UNKNOWN_BEFORE = {
    "{count} entries say that less was invoiced than accepted, and an entry is never deleted.": (
        "FROM entry WHERE source = 'invoice'"
    )
}
OPEN = sa.text("invoiced + reduced < accepted")
BROUGHT_UP = (
    "INSERT INTO invoiced_line (consignment_line_id, cluster_id, acceptance_line_id, order_id, unit_id, supplier_id, "
    "accepted_at, accepted, invoiced, reduced) "
    "SELECT line.consignment_line_id, line.cluster_id, line.id, order_line.order_id, note.unit_id, note.supplier_id, "
    "first_note.accepted_at, line.amount, 0, 0 FROM acceptance_line AS line "
    "JOIN acceptance AS note ON note.id = line.acceptance_id "
    "JOIN acceptance AS first_note ON first_note.consignment_id = note.consignment_id AND first_note.n = 1 "
    "JOIN order_line ON order_line.id = line.order_line_id "
    "WHERE NOT EXISTS (SELECT 1 FROM acceptance AS newer WHERE newer.corrects_id = note.id)"
)


def upgrade() -> None:
    op.create_table(
        "invoice",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("seller_tax_number", sa.String(length=20), nullable=False),
        sa.Column("seller_name", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("official_number", sa.String(length=20), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("supplier_id", identity, nullable=True),
        sa.Column("unit_id", identity, nullable=False),
        sa.Column("profile_id", identity, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("title_tax_number", sa.String(length=20), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("allocated", sa.BigInteger(), nullable=False),
        sa.Column("taken_back", sa.BigInteger(), nullable=False),
        sa.Column("original_id", identity, nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by_id", identity, nullable=False),
        sa.CheckConstraint(
            "(kind = 'red') = (original_id IS NOT NULL)", name=op.f("ck_invoice_red_names_its_original")
        ),
        sa.CheckConstraint("(kind = 'red') = (total < 0)", name=op.f("ck_invoice_red_is_negative")),
        sa.CheckConstraint(
            "kind IN ('ordinary', 'special', 'tax_office', 'purchase', 'red')", name=op.f("ck_invoice_kind_known")
        ),
        sa.CheckConstraint("side IN ('buyer', 'supplier')", name=op.f("ck_invoice_side_known")),
        sa.CheckConstraint(
            "status IN ('registered', 'checked', 'disputed', 'withdrawn')", name=op.f("ck_invoice_status_known")
        ),
        sa.CheckConstraint("allocated >= 0 AND taken_back >= 0", name=op.f("ck_invoice_not_negative")),
        sa.CheckConstraint(
            "total < 0 OR allocated + taken_back <= total", name=op.f("ck_invoice_never_beyond_its_total")
        ),
        sa.CheckConstraint("total = net + tax AND total <> 0", name=op.f("ck_invoice_adds_up")),
        sa.CheckConstraint(
            "total > 0 OR (allocated = 0 AND taken_back = 0)", name=op.f("ck_invoice_red_is_not_allocated")
        ),
        sa.ForeignKeyConstraint(["original_id"], ["invoice.id"], name=op.f("fk_invoice_original_id")),
        sa.ForeignKeyConstraint(["profile_id"], ["invoice_profile.id"], name=op.f("fk_invoice_profile_id")),
        sa.ForeignKeyConstraint(["registered_by_id"], ["person.id"], name=op.f("fk_invoice_registered_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_invoice_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invoice_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("number", name=op.f("uq_invoice_number")),
    )
    with op.batch_alter_table("invoice") as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_original_id"), ["original_id"], unique=False)
        batch_op.create_index("ix_invoice_supplier", ["supplier_id", "id"], unique=False)
        batch_op.create_index("ix_invoice_unit", ["unit_id", "id"], unique=False)
        batch_op.create_index(
            "uq_invoice_official",
            ["seller_tax_number", "code", "official_number"],
            unique=True,
            sqlite_where=sa.text("status <> 'withdrawn'"),
            postgresql_where=sa.text("status <> 'withdrawn'"),
        )

    op.create_table(
        "invoice_file",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("invoice_id", identity, nullable=False),
        sa.Column("name", sa.String(length=43), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by_id", identity, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("kind IN ('ofd', 'pdf', 'xml')", name=op.f("ck_invoice_file_kind_known")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_file_invoice_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["person.id"], name=op.f("fk_invoice_file_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_file")),
        sa.UniqueConstraint("invoice_id", "sha256", name=op.f("uq_invoice_file_invoice_id_sha256")),
        sa.UniqueConstraint("name", name=op.f("uq_invoice_file_name")),
    )
    op.create_table(
        "invoice_line",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("invoice_id", identity, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(length=120), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("rate", sa.String(length=32), nullable=False),
        sa.Column("tax", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("rate IN ('exempt', '9', '13', '3', '1')", name=op.f("ck_invoice_line_rate_known")),
        sa.CheckConstraint("total = net + tax", name=op.f("ck_invoice_line_adds_up")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_invoice_line_invoice_id_position")),
    )
    op.create_table(
        "invoice_step",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("invoice_id", identity, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("deed", sa.String(length=32), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", identity, nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "deed IN ('register', 'check', 'dispute', 'withdraw')", name=op.f("ck_invoice_step_deed_known")
        ),
        sa.CheckConstraint(
            "deed NOT IN ('dispute', 'withdraw') OR reason <> ''", name=op.f("ck_invoice_step_with_reason")
        ),
        sa.CheckConstraint("side IN ('buyer', 'supplier')", name=op.f("ck_invoice_step_side_known")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_invoice_step_by_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_step_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_step")),
        sa.UniqueConstraint("invoice_id", "n", name=op.f("uq_invoice_step_invoice_id_n")),
    )
    op.create_table(
        "invoice_allocation",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("invoice_id", identity, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("acceptance_line_id", identity, nullable=True),
        sa.Column("consignment_line_id", identity, nullable=True),
        sa.Column("offline_purchase_id", identity, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("because_id", identity, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", identity, nullable=True),
        sa.CheckConstraint(
            "(reason = 'red_letter') = (because_id IS NOT NULL)", name=op.f("ck_invoice_allocation_red_letter_named")
        ),
        sa.CheckConstraint(
            "reason IN ('allocated', 'allocated_anew', 'correction', 'red_letter', 'withdrawal')",
            name=op.f("ck_invoice_allocation_reason_known"),
        ),
        sa.CheckConstraint(
            "(acceptance_line_id IS NULL) <> (offline_purchase_id IS NULL)",
            name=op.f("ck_invoice_allocation_one_purchase"),
        ),
        sa.CheckConstraint(
            "(acceptance_line_id IS NULL) = (consignment_line_id IS NULL)",
            name=op.f("ck_invoice_allocation_line_whole"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_invoice_allocation_something")),
        sa.ForeignKeyConstraint(
            ["acceptance_line_id"], ["acceptance_line.id"], name=op.f("fk_invoice_allocation_acceptance_line_id")
        ),
        sa.ForeignKeyConstraint(["because_id"], ["invoice.id"], name=op.f("fk_invoice_allocation_because_id")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_invoice_allocation_by_id")),
        sa.ForeignKeyConstraint(
            ["consignment_line_id"], ["consignment_line.id"], name=op.f("fk_invoice_allocation_consignment_line_id")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_allocation_invoice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_allocation")),
        sa.UniqueConstraint("invoice_id", "n", name=op.f("uq_invoice_allocation_invoice_id_n")),
    )
    with op.batch_alter_table("invoice_allocation") as batch_op:
        batch_op.create_index("ix_invoice_allocation_line", ["consignment_line_id"], unique=False)
        batch_op.create_index("ix_invoice_allocation_offline", ["offline_purchase_id"], unique=False)

    op.create_table(
        "invoiced_line",
        sa.Column("consignment_line_id", identity, autoincrement=False, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("acceptance_line_id", identity, nullable=False),
        sa.Column("order_id", identity, nullable=False),
        sa.Column("unit_id", identity, nullable=False),
        sa.Column("supplier_id", identity, nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), nullable=False),
        sa.Column("reduced", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("invoiced + reduced <= accepted", name=op.f("ck_invoiced_line_never_beyond_accepted")),
        sa.CheckConstraint("invoiced >= 0 AND reduced >= 0", name=op.f("ck_invoiced_line_not_negative")),
        sa.ForeignKeyConstraint(
            ["acceptance_line_id"], ["acceptance_line.id"], name=op.f("fk_invoiced_line_acceptance_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["consignment_line_id"], ["consignment_line.id"], name=op.f("fk_invoiced_line_consignment_line_id")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_invoiced_line_order_id")),
        sa.PrimaryKeyConstraint("consignment_line_id", name=op.f("pk_invoiced_line")),
    )
    with op.batch_alter_table("invoiced_line") as batch_op:
        batch_op.create_index(batch_op.f("ix_invoiced_line_order_id"), ["order_id"], unique=False)
        batch_op.create_index(
            "ix_invoiced_line_supplier_open",
            ["supplier_id", "accepted_at"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )
        batch_op.create_index(
            "ix_invoiced_line_unit_open",
            ["unit_id", "accepted_at"],
            unique=False,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )

    op.create_table(
        "lower_proposal",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("invoice_id", identity, nullable=False),
        sa.Column("acceptance_line_id", identity, nullable=False),
        sa.Column("consignment_line_id", identity, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", identity, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", identity, nullable=True),
        sa.Column("decision_reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("side IN ('buyer', 'supplier')", name=op.f("ck_lower_proposal_side_known")),
        sa.CheckConstraint("status = 'open' OR decided_at IS NOT NULL", name=op.f("ck_lower_proposal_decided")),
        sa.CheckConstraint(
            "status IN ('open', 'agreed', 'rejected', 'withdrawn')", name=op.f("ck_lower_proposal_status_known")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_lower_proposal_lowers")),
        sa.ForeignKeyConstraint(
            ["acceptance_line_id"], ["acceptance_line.id"], name=op.f("fk_lower_proposal_acceptance_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["consignment_line_id"], ["consignment_line.id"], name=op.f("fk_lower_proposal_consignment_line_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_lower_proposal_decided_by_id")),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_lower_proposal_invoice_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_lower_proposal_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lower_proposal")),
    )
    with op.batch_alter_table("lower_proposal") as batch_op:
        batch_op.create_index(batch_op.f("ix_lower_proposal_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(
            "uq_lower_proposal_open",
            ["invoice_id", "consignment_line_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.create_table(
        "invoice_reduction",
        sa.Column("id", identity, nullable=False),
        sa.Column("cluster_id", identity, nullable=False),
        sa.Column("invoice_id", identity, nullable=False),
        sa.Column("proposal_id", identity, nullable=False),
        sa.Column("acceptance_line_id", identity, nullable=False),
        sa.Column("consignment_line_id", identity, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", identity, nullable=True),
        sa.CheckConstraint("amount < 0 OR by_id IS NOT NULL", name=op.f("ck_invoice_reduction_agreed_by_somebody")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_invoice_reduction_something")),
        sa.ForeignKeyConstraint(
            ["acceptance_line_id"], ["acceptance_line.id"], name=op.f("fk_invoice_reduction_acceptance_line_id")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_invoice_reduction_by_id")),
        sa.ForeignKeyConstraint(
            ["consignment_line_id"], ["consignment_line.id"], name=op.f("fk_invoice_reduction_consignment_line_id")
        ),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_reduction_invoice_id")),
        sa.ForeignKeyConstraint(["proposal_id"], ["lower_proposal.id"], name=op.f("fk_invoice_reduction_proposal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_reduction")),
    )
    with op.batch_alter_table("invoice_reduction") as batch_op:
        batch_op.create_index("ix_invoice_reduction_invoice", ["invoice_id"], unique=False)
        batch_op.create_index("ix_invoice_reduction_line", ["consignment_line_id"], unique=False)
    op.execute(sa.text(BROUGHT_UP))
    dialect = op.get_bind().dialect.name
    for table, keys in BOOKS.items():
        for statement in trigger_statements(table, dialect, keys):
            op.execute(sa.text(statement))
    _sources("entry", "'acceptance', 'offline', 'invoice'")
    _sources("posting", f"{POSTED}, 'invoice_reduction'")


def downgrade() -> None:
    refuse_to_forget(op.get_bind(), UNKNOWN_BEFORE)
    _sources("posting", POSTED)
    _sources("entry", "'acceptance', 'offline'")
    for table in TABLES[::-1]:
        op.drop_table(table)


def _sources(table: str, words: str) -> None:
    """From which records a book is written; batch mode makes SQLite's table anew and drops its guards."""
    with op.batch_alter_table(table) as book:
        book.drop_constraint(op.f(f"ck_{table}_source_known"), type_="check")
        book.create_check_constraint(op.f(f"ck_{table}_source_known"), sa.text(f"source IN ({words})"))
    dialect = op.get_bind().dialect.name
    for statement in [*drop_statements(table, dialect), *trigger_statements(table, dialect, SOURCE_KEYS)]:
        op.execute(sa.text(statement))
