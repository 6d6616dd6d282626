"""Totals by whether the goods had a valid certificate; those that stand are made from the book."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = ("scheme_id", "year", "unit_id", "month", "kind", "channel", "verdict", "certified")
MONTH = {"postgresql": "EXTRACT(MONTH FROM e.counts_on)", "sqlite": "CAST(strftime('%m', e.counts_on) AS INTEGER)"}


def upgrade() -> None:
    op.create_table(
        "total_by_certificate",
        sa.Column("scheme_id", IDENTITY, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("certified", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_total_by_certificate_scheme_id")),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_total_by_certificate")),
    )
    month = MONTH[op.get_bind().dialect.name]
    op.execute(
        f"""
        INSERT INTO total_by_certificate ({", ".join(KEY)}, amount, weight, entries)
        SELECT v.scheme_id, e.counts_year, e.unit_id, {month}, e.kind, e.channel, v.state,
               CASE WHEN e.facts LIKE '%"certificate_valid"\\:true%' THEN 'certified' ELSE 'uncertified' END,
               SUM(e.amount), SUM(CASE WHEN e.measure = 'kg' THEN e.quantity ELSE 0 END), COUNT(*)
        FROM entry e
        JOIN verdict v ON v.entry_id = e.id
        WHERE v.n = (SELECT MAX(newer.n) FROM verdict newer
                     WHERE newer.entry_id = v.entry_id AND newer.scheme_id = v.scheme_id)
        GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
        """
    )


def downgrade() -> None:
    op.drop_table("total_by_certificate")
