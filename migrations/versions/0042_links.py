"""Schools, hospitals and villages of the aided side, who is paired with them, and the jobs of workshops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _bodies()
    _pairs()
    _jobs()
    for statement in trigger_statements("jobs_statement", op.get_bind().dialect.name):
        op.execute(sa.text(statement))


def _bodies() -> None:
    op.create_table(
        "aided_body",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_english", sa.String(length=120), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("entered_by_id", IDENTITY, nullable=True),
        sa.Column("entered_by_name", sa.String(length=120), nullable=False),
        sa.Column("entered_at", MOMENT, nullable=False),
        sa.CheckConstraint("kind IN ('school', 'hospital', 'village')", name=op.f("ck_aided_body_kind_known")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_aided_body_county_code")),
        sa.ForeignKeyConstraint(["township_code"], ["township.code"], name=op.f("fk_aided_body_township_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aided_body")),
        sa.UniqueConstraint("county_code", "kind", "name", name=op.f("uq_aided_body_county_code_kind_name")),
    )


def _pairs() -> None:
    op.create_table(
        "body_pair",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("unit_id", IDENTITY, nullable=False),
        sa.Column("body_id", IDENTITY, nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=False),
        sa.Column("file_id", IDENTITY, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=True),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("approved_by_id", IDENTITY, nullable=True),
        sa.Column("approved_at", MOMENT, nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("end_proposed_by_id", IDENTITY, nullable=True),
        sa.Column("end_proposed_at", MOMENT, nullable=True),
        sa.Column("end_approved_by_id", IDENTITY, nullable=True),
        sa.Column("end_approved_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "state IN ('proposed', 'paired', 'ending', 'refused', 'withdrawn')", name=op.f("ck_body_pair_state_known")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_body_pair_span")),
        sa.CheckConstraint(
            "(approved_by_id IS NULL) = (approved_at IS NULL) AND (approved_by_id IS NULL OR"
            " (proposed_by_id IS NOT NULL AND approved_by_id <> proposed_by_id))",
            name=op.f("ck_body_pair_two_people"),
        ),
        sa.CheckConstraint(
            "(ends_on IS NULL) = (end_proposed_by_id IS NULL) AND (end_approved_by_id IS NULL) = (end_approved_at IS NULL)"
            " AND (end_approved_by_id IS NULL OR (end_proposed_by_id IS NOT NULL"
            " AND end_approved_by_id <> end_proposed_by_id AND valid_to IS NOT NULL AND valid_to = ends_on))",
            name=op.f("ck_body_pair_ended_by_two"),
        ),
        sa.ForeignKeyConstraint(["body_id"], ["aided_body.id"], name=op.f("fk_body_pair_body_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_body_pair_file_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_body_pair_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_body_pair")),
    )
    op.create_index("ix_body_pair_body", "body_pair", ["body_id"], unique=False)
    op.create_index("ix_body_pair_unit", "body_pair", ["unit_id"], unique=False)


def _jobs() -> None:
    op.create_table(
        "jobs_statement",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("linked", sa.Integer(), nullable=False),
        sa.Column("stated_by", sa.String(length=32), nullable=False),
        sa.Column("file_id", IDENTITY, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("by_id", IDENTITY, nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint("stated_by IN ('workshop', 'county')", name=op.f("ck_jobs_statement_stated_by_known")),
        sa.CheckConstraint(
            "jobs >= 0 AND linked >= 0 AND linked <= jobs", name=op.f("ck_jobs_statement_linked_among_jobs")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_jobs_statement_file_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_jobs_statement_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs_statement")),
    )
    op.create_index("ix_jobs_statement_supplier", "jobs_statement", ["supplier_id", "as_of", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("jobs_statement")
    op.drop_table("body_pair")
    op.drop_table("aided_body")
