"""How suppliers join: applications, every step of their vetting, documents, changes after the approval."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
BOOKS = {"supplier_step": (("id",), ("supplier_id", "n"))}

BEFORE = "status IN ('applicant', 'recommended', 'approved', 'suspended')"
STATUSES = "status IN ('draft', 'applicant', 'recommended', 'approved', 'suspended', 'withdrawn', 'refused')"
STEPS = (
    "step IN ('submit', 'withdraw', 'take_up', 'recommend', 'return', 'approve', 'send_back', 'give_back', "
    "'refuse', 'suspend', 'readmit')"
)
KNOWN = {
    "supplier.enrolled": ("submit", "applicant"),
    "supplier.recommended": ("recommend", "recommended"),
    "supplier.approved": ("approve", "approved"),
    "supplier.suspended": ("suspend", "suspended"),
    "supplier.readmitted": ("readmit", "approved"),
}
"""What the trail called a step before, which step that was, and to which status it led."""


def upgrade() -> None:
    with op.batch_alter_table("supplier") as supplier:
        supplier.add_column(sa.Column("applied_at", MOMENT, nullable=True))
        supplier.drop_constraint(op.f("ck_supplier_status_known"), type_="check")
        supplier.create_check_constraint(op.f("ck_supplier_status_known"), STATUSES)
    op.create_table(
        "supplier_application",
        sa.Column("supplier_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=False),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("mechanism", sa.String(length=300), nullable=False),
        sa.Column("mechanism_english", sa.String(length=300), nullable=False),
        sa.Column("without_permit", sa.Boolean(), nullable=False),
        sa.Column("begun_by_id", IDENTITY, nullable=True),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.CheckConstraint("households >= 0 AND people >= 0", name=op.f("ck_supplier_application_not_negative")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["person.id"], name=op.f("fk_supplier_application_begun_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_application_supplier_id")),
        sa.PrimaryKeyConstraint("supplier_id", name=op.f("pk_supplier_application")),
    )
    op.create_index(op.f("ix_supplier_application_begun_by_id"), "supplier_application", ["begun_by_id"])
    op.create_table(
        "supplier_step",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("person_id", IDENTITY, nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=True),
        sa.Column("organisation_name", sa.String(length=200), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.CheckConstraint(STEPS, name=op.f("ck_supplier_step_step_known")),
        sa.CheckConstraint(STATUSES, name=op.f("ck_supplier_step_status_known")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_supplier_step_person_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_step_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_step")),
        sa.UniqueConstraint("supplier_id", "n", name=op.f("uq_supplier_step_supplier_id_n")),
    )
    op.create_index(op.f("ix_supplier_step_at"), "supplier_step", ["at"])
    op.create_table(
        "supplier_document",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("producer_id", IDENTITY, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("file_id", IDENTITY, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("added_by_id", IDENTITY, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("in_force_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("told_days", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('licence', 'food_permit', 'agency', 'other')", name=op.f("ck_supplier_document_kind_known")
        ),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name=op.f("ck_supplier_document_span")
        ),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_supplier_document_added_by_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_supplier_document_file_id")),
        sa.ForeignKeyConstraint(["producer_id"], ["producer.id"], name=op.f("fk_supplier_document_producer_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_document_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_document")),
    )
    op.create_index("ix_supplier_document_supplier", "supplier_document", ["supplier_id", "id"])
    op.create_index("ix_supplier_document_ends", "supplier_document", ["valid_to"])
    op.create_table(
        "supplier_change",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("supplier_id", IDENTITY, nullable=False),
        sa.Column("was", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=False),
        sa.Column("document_id", IDENTITY, nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("proposed_by_id", IDENTITY, nullable=False),
        sa.Column("proposed_by_name", sa.String(length=120), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("decided_by_id", IDENTITY, nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("answer", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "decision IN ('waiting', 'approved', 'rejected', 'withdrawn')",
            name=op.f("ck_supplier_change_decision_known"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_supplier_change_decided_by_id")),
        sa.ForeignKeyConstraint(["document_id"], ["supplier_document.id"], name=op.f("fk_supplier_change_document_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_supplier_change_proposed_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_supplier_change_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_change")),
    )
    waits = sa.text("decision = 'waiting'")
    op.create_index(
        "uq_supplier_change_waiting",
        "supplier_change",
        ["supplier_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index("ix_supplier_change_supplier", "supplier_change", ["supplier_id", "id"])
    op.create_index("ix_supplier_change_decision", "supplier_change", ["decision", "id"])
    op.execute(sa.text(APPLIED))
    op.execute(sa.text(APPLICATIONS))
    _steps_from_the_trail()
    for table, keys in BOOKS.items():
        for statement in trigger_statements(table, op.get_bind().dialect.name, keys):
            op.execute(sa.text(statement))


def downgrade() -> None:
    for table in ("supplier_change", "supplier_document", "supplier_step", "supplier_application"):
        op.drop_table(table)
    op.execute(sa.text("UPDATE supplier SET status = 'applicant' WHERE status IN ('draft', 'withdrawn', 'refused')"))
    with op.batch_alter_table("supplier") as supplier:
        supplier.drop_constraint(op.f("ck_supplier_status_known"), type_="check")
        supplier.create_check_constraint(op.f("ck_supplier_status_known"), BEFORE)
        supplier.drop_column("applied_at")


APPLIED = """
UPDATE supplier SET applied_at = (SELECT created_at FROM organisation WHERE organisation.id = supplier.id)
"""
APPLICATIONS = """
INSERT INTO supplier_application (supplier_id, credit_code, contact, phone, households, people, mechanism,
    mechanism_english, without_permit, begun_by_id, begun_at)
SELECT supplier.id, COALESCE(organisation.credit_code, ''), '', '', NULL, NULL, '', '', false, NULL,
    organisation.created_at
FROM supplier JOIN organisation ON organisation.id = supplier.id
"""
"""Whoever sells already has applied once."""


def _steps_from_the_trail() -> None:
    """Every step that the trail knows of; the status of each supplier stays as it is."""
    trail = sa.table(
        "trail_entry",
        *(sa.column(name) for name in ("id", "subject_kind", "subject_id", "action", "details", "person_id")),
        *(sa.column(name) for name in ("person_name", "organisation_name")),
        sa.column("at", MOMENT),
    )
    steps = sa.table(
        "supplier_step",
        *(sa.column(name) for name in ("supplier_id", "n", "step", "status", "person_id", "person_name")),
        *(sa.column(name) for name in ("organisation_name", "reason")),
        sa.column("at", MOMENT),
    )
    known = sa.select(sa.table("supplier", sa.column("id")).c.id)
    asked = sa.select(trail).where(
        trail.c.subject_kind == "supplier", trail.c.action.in_(KNOWN), trail.c.subject_id.in_(known)
    )
    rows: list[dict[str, Any]] = []
    taken: dict[int, int] = {}
    for entry in op.get_bind().execute(asked.order_by(trail.c.id)):
        n = taken[entry.subject_id] = taken.get(entry.subject_id, 0) + 1
        step, status = KNOWN[entry.action]
        rows.append(
            {
                "supplier_id": entry.subject_id,
                "n": n,
                "step": step,
                "status": status,
                "person_id": entry.person_id,
                "person_name": entry.person_name,
                "organisation_name": entry.organisation_name,
                "reason": (json.loads(entry.details) or {}).get("reason"),
                "at": entry.at,
            }
        )
    if rows:
        op.get_bind().execute(sa.insert(steps), rows)
