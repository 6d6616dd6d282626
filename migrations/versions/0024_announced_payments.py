"""A payer's bank announces, the payee's word books; money given back by transfer is known from banks."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.going_back import refuse_to_forget

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNKNOWN_BEFORE = {
    "{count} payments are announced that their payees have not seen, or say did not arrive: let them be seen first, or"
    " let their payers take them back.": "FROM announced_payment WHERE state IN ('waiting', 'denied')",
    "{count} bank lines tell of money given back, which the older shop cannot know from a bank.": (
        "FROM refund_sighting"
    ),
}
"""What is seen comes back with the upgrade from the lines that tell of payments; what was taken back is nothing now."""


def upgrade() -> None:
    op.create_table(
        "announced_payment",
        sa.Column("line_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("shares", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("announced_by_id", IDENTITY, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_announced_payment_something")),
        sa.CheckConstraint(
            "state IN ('waiting', 'seen', 'denied', 'withdrawn')", name=op.f("ck_announced_payment_state_known")
        ),
        sa.ForeignKeyConstraint(["announced_by_id"], ["person.id"], name=op.f("fk_announced_payment_announced_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_announced_payment_decided_by_id")),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_announced_payment_line_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_announced_payment_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_announced_payment_unit_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_announced_payment")),
    )
    op.create_index(
        "ix_announced_payment_supplier", "announced_payment", ["supplier_id", "state", "line_id"], unique=False
    )
    op.create_index("ix_announced_payment_unit", "announced_payment", ["unit_id", "state", "line_id"], unique=False)
    op.create_table(
        "refund_sighting",
        sa.Column("line_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("cluster_id", IDENTITY, nullable=True),
        sa.Column("match_id", IDENTITY, nullable=False),
        sa.Column("owner_id", IDENTITY, nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["bank_line.id"], name=op.f("fk_refund_sighting_line_id")),
        sa.ForeignKeyConstraint(["match_id"], ["bank_match.id"], name=op.f("fk_refund_sighting_match_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["organisation.id"], name=op.f("fk_refund_sighting_owner_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_refund_sighting")),
        sa.UniqueConstraint("match_id", "owner_id", name=op.f("uq_refund_sighting_match_id_owner_id")),
    )
    op.execute(sa.text(SEEN_BEFORE))


def downgrade() -> None:
    refuse_to_forget(op.get_bind(), UNKNOWN_BEFORE)
    op.drop_table("refund_sighting")
    op.drop_table("announced_payment")


SEEN_BEFORE = """
INSERT INTO announced_payment (line_id, cluster_id, unit_id, supplier_id, amount, booked_on, reference, shares, state,
    reason, announced_at, announced_by_id, decided_at, decided_by_id)
SELECT bank_line.id, payment.cluster_id, payment.unit_id, payment.supplier_id, payment.amount, bank_line.booked_on,
    substr(bank_line.text, 1, 200), '[]', 'seen', '', bank_statement.uploaded_at, bank_statement.uploaded_by_id,
    bank_statement.uploaded_at, bank_statement.uploaded_by_id
FROM payment_sighting
JOIN payment ON payment.id = payment_sighting.payment_id AND payment.unit_id = payment_sighting.owner_id
JOIN bank_line ON bank_line.id = payment_sighting.line_id
JOIN bank_statement ON bank_statement.id = bank_line.statement_id
"""
"""What units' banks have told of so far stands at its payments already."""
