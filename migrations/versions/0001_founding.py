"""The founding tables, and the triggers that keep the books append-only."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from shop.kernel.append_only import trigger_statements

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = (
    "acceptance",
    "acceptance_line",
    "entry",
    "objection",
    "stock_movement",
    "target_revision",
    "trail_entry",
    "verdict",
)


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_english", sa.String(length=80), nullable=False),
        sa.Column("tint", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("code", name=op.f("uq_category_code")),
    )
    op.create_table(
        "county",
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_english", sa.String(length=80), nullable=False),
        sa.Column("prefecture", sa.String(length=60), nullable=False),
        sa.Column("prefecture_english", sa.String(length=80), nullable=False),
        sa.Column("hall", sa.String(length=32), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_english", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_county")),
    )
    op.create_table(
        "entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("counts_year", sa.Integer(), nullable=False),
        sa.Column("counts_on", sa.Date(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("source_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_county", sa.String(length=6), nullable=False),
        sa.Column("origin_county", sa.String(length=6), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.CheckConstraint("(kind = 'purchase') = (corrects_id IS NULL)", name=op.f("ck_entry_corrects_something")),
        sa.CheckConstraint(
            "channel IN ('platform', 'fair', 'counter', 'direct', '832')", name=op.f("ck_entry_channel_known")
        ),
        sa.CheckConstraint("kind IN ('purchase', 'return', 'correction')", name=op.f("ck_entry_kind_known")),
        sa.CheckConstraint(
            "purpose IN ('canteen', 'union_welfare', 'staff', 'resale', 'other')", name=op.f("ck_entry_purpose_known")
        ),
        sa.CheckConstraint("source IN ('acceptance', 'offline')", name=op.f("ck_entry_source_known")),
        sa.ForeignKeyConstraint(["corrects_id"], ["entry.id"], name=op.f("fk_entry_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entry")),
        sa.UniqueConstraint("source", "source_id", "n", name=op.f("uq_entry_source_source_id_n")),
    )
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.create_index("ix_entry_cluster", ["cluster_id", "counts_year", "id"], unique=False)
        batch_op.create_index("ix_entry_corrects", ["corrects_id"], unique=False)
        batch_op.create_index("ix_entry_county", ["origin_county", "counts_year", "id"], unique=False)
        batch_op.create_index("ix_entry_unit", ["unit_id", "counts_year", "id"], unique=False)

    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("role", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("particulars", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_organisation", ["organisation_id", "id"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_english", sa.String(length=200), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("credit_code", sa.String(length=18), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unit', 'supplier', 'county_office', 'operator')", name=op.f("ck_organisation_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_organisation_credit_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("session_key", sa.String(length=43), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("phone", name=op.f("uq_person_phone")),
        sa.UniqueConstraint("session_key", name=op.f("uq_person_session_key")),
    )
    op.create_table(
        "shelf_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shelf_revision")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=254), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_name_at", ["name", "at"], unique=False)

    op.create_table(
        "stock_movement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("written_off", sa.BigInteger(), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("consignment_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('received', 'reserved', 'released', 'shipped', 'weighed', 'swapped', 'written_off')",
            name=op.f("ck_stock_movement_kind_known"),
        ),
        sa.CheckConstraint(
            "received = available + reserved + shipped + written_off", name=op.f("ck_stock_movement_adds_up")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_movement")),
    )
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.create_index("ix_stock_movement_lot", ["lot_id", "id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("key", sa.String(length=43), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("route", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=300), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    op.create_table(
        "trail_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=True),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_name", sa.String(length=200), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("request_id", sa.String(length=36), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_entry")),
    )
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.create_index("ix_trail_entry_subject", ["subject_kind", "subject_id", "id"], unique=False)

    op.create_table(
        "aid_status",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_aid_status_two_people")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_aid_status_span")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_aid_status_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_status")),
    )
    with op.batch_alter_table("aid_status", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_status_county_code"), ["county_code"], unique=False)

    op.create_table(
        "county_office",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_county_office_county_code")),
        sa.ForeignKeyConstraint(["id"], ["organisation.id"], name=op.f("fk_county_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_county_office")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("roles", sa.Text(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("order_limit", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("person_id", "organisation_id", name=op.f("uq_membership_person_id_organisation_id")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "operator",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["id"], ["organisation.id"], name=op.f("fk_operator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_operator")),
    )
    op.create_table(
        "township",
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("name_english", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_township_county_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_township")),
    )
    with op.batch_alter_table("township", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_township_county_code"), ["county_code"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("unit_kind", sa.String(length=32), nullable=False),
        sa.Column("canteen", sa.String(length=32), nullable=False),
        sa.Column("filing_unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("contractor_name", sa.String(length=200), nullable=True),
        sa.Column("division_code", sa.String(length=9), nullable=True),
        sa.Column("leads", sa.Boolean(), nullable=False),
        sa.Column("head_count", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("merged_on", sa.Date(), nullable=True),
        sa.CheckConstraint("canteen IN ('own', 'shared', 'outsourced', 'none')", name=op.f("ck_unit_canteen_known")),
        sa.CheckConstraint("level IN ('cluster', 'town', 'leaf')", name=op.f("ck_unit_level_known")),
        sa.CheckConstraint("(merged_on IS NULL) = (successor_id IS NULL)", name=op.f("ck_unit_merger_whole")),
        sa.ForeignKeyConstraint(["filing_unit_id"], ["unit.id"], name=op.f("fk_unit_filing_unit_id")),
        sa.ForeignKeyConstraint(["id"], ["organisation.id"], name=op.f("fk_unit_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_unit_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_cluster_id"), ["cluster_id"], unique=False)

    op.create_table(
        "basket",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("token", sa.String(length=43), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(membership_id IS NULL) <> (token IS NULL)", name=op.f("ck_basket_one_owner")),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_basket_membership_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_basket_membership_id")),
        sa.UniqueConstraint("token", name=op.f("uq_basket_token")),
    )
    op.create_table(
        "delivery_address",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("contact", sa.String(length=80), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_delivery_address_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_address")),
    )
    with op.batch_alter_table("delivery_address", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_address_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "invoice_profile",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("tax_number", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("bank", sa.String(length=120), nullable=False),
        sa.Column("bank_account", sa.String(length=40), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('unit', 'canteen', 'union', 'contractor')", name=op.f("ck_invoice_profile_kind_known")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_invoice_profile_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_profile")),
    )
    with op.batch_alter_table("invoice_profile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_profile_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "notices_seen",
        sa.Column(
            "membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("up_to_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_notices_seen_membership_id")),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_notices_seen")),
    )
    op.create_table(
        "pairing",
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("remark", sa.String(length=200), nullable=False),
        sa.Column("remark_english", sa.String(length=200), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_pairing_two_people")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_pairing_span")),
        sa.ForeignKeyConstraint(["cluster_id"], ["unit.id"], name=op.f("fk_pairing_cluster_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_pairing_county_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pairing")),
    )
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pairing_cluster_id"), ["cluster_id"], unique=False)

    op.create_table(
        "scheme",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_english", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["cluster_id"], ["unit.id"], name=op.f("fk_scheme_cluster_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme")),
        sa.UniqueConstraint("cluster_id", "code", name=op.f("uq_scheme_cluster_id_code")),
    )
    op.create_table(
        "supervision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("department_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["unit.id"], name=op.f("fk_supervision_department_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_supervision_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supervision")),
        sa.UniqueConstraint(
            "department_id", "unit_id", "valid_from", name=op.f("uq_supervision_department_id_unit_id_valid_from")
        ),
    )
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supervision_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "supplier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_kind", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("status_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("township_code", sa.String(length=9), nullable=True),
        sa.Column("founded", sa.Integer(), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("about_english", sa.Text(), nullable=False),
        sa.Column("delivered_price", sa.Boolean(), nullable=False),
        sa.Column("freight", sa.BigInteger(), nullable=False),
        sa.Column("freight_free_from", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "status IN ('applicant', 'recommended', 'approved', 'suspended')", name=op.f("ck_supplier_status_known")
        ),
        sa.CheckConstraint(
            "supplier_kind IN ('cooperative', 'village_company', 'workshop', 'family_farm', 'leading_enterprise')",
            name=op.f("ck_supplier_supplier_kind_known"),
        ),
        sa.CheckConstraint("freight >= 0", name=op.f("ck_supplier_freight_not_negative")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_supplier_county_code")),
        sa.ForeignKeyConstraint(["id"], ["organisation.id"], name=op.f("fk_supplier_id")),
        sa.ForeignKeyConstraint(["township_code"], ["township.code"], name=op.f("fk_supplier_township_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier")),
    )
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_supplier_county_code"), ["county_code"], unique=False)

    op.create_table(
        "unit_ancestor",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column(
            "ancestor_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ancestor_id"], ["unit.id"], name=op.f("fk_unit_ancestor_ancestor_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_ancestor_unit_id")),
        sa.PrimaryKeyConstraint("year", "ancestor_id", "unit_id", name=op.f("pk_unit_ancestor")),
    )
    with op.batch_alter_table("unit_ancestor", schema=None) as batch_op:
        batch_op.create_index("ix_unit_ancestor_unit", ["unit_id", "year"], unique=False)

    op.create_table(
        "unit_parent",
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("parent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_unit_parent_two_people")
        ),
        sa.CheckConstraint("parent_id <> unit_id", name=op.f("ck_unit_parent_not_itself")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_parent_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_parent_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "year", name=op.f("pk_unit_parent")),
    )
    op.create_table(
        "benefit_record",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("mechanism", sa.String(length=300), nullable=False),
        sa.Column("mechanism_english", sa.String(length=300), nullable=False),
        sa.CheckConstraint("households >= 0 AND people >= 0", name=op.f("ck_benefit_record_not_negative")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_benefit_record_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_benefit_record")),
        sa.UniqueConstraint("supplier_id", "as_of", name=op.f("uq_benefit_record_supplier_id_as_of")),
    )
    op.create_table(
        "consignment",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("carrier", sa.String(length=80), nullable=False),
        sa.Column("vehicle", sa.String(length=20), nullable=False),
        sa.Column("waybill", sa.String(length=40), nullable=False),
        sa.Column("cold_chain", sa.String(length=32), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("packed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("packed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("shipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shipped_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("arrival_temperature", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "cold_chain IN ('ambient', 'chilled', 'frozen')", name=op.f("ck_consignment_cold_chain_known")
        ),
        sa.CheckConstraint(
            "status IN ('packed', 'shipped', 'arrived', 'accepted', 'refused')",
            name=op.f("ck_consignment_status_known"),
        ),
        sa.ForeignKeyConstraint(["arrived_by_id"], ["person.id"], name=op.f("fk_consignment_arrived_by_id")),
        sa.ForeignKeyConstraint(["packed_by_id"], ["person.id"], name=op.f("fk_consignment_packed_by_id")),
        sa.ForeignKeyConstraint(["shipped_by_id"], ["person.id"], name=op.f("fk_consignment_shipped_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_consignment_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_consignment_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment")),
        sa.UniqueConstraint("number", name=op.f("uq_consignment_number")),
    )
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.create_index("ix_consignment_supplier", ["supplier_id", "status", "id"], unique=False)
        batch_op.create_index("ix_consignment_unit", ["unit_id", "status", "id"], unique=False)

    op.create_table(
        "on_its_way",
        sa.Column(
            "scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_on_its_way_scheme_id")),
        sa.PrimaryKeyConstraint(
            "scheme_id", "year", "unit_id", "purpose", "county_code", "verdict", name=op.f("pk_on_its_way")
        ),
    )
    op.create_table(
        "product",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("name_english", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("description_english", sa.Text(), nullable=False),
        sa.Column("character", sa.String(length=2), nullable=False),
        sa.Column("drawing", sa.String(length=40), nullable=True),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("season", sa.Integer(), nullable=False),
        sa.Column("storage", sa.String(length=120), nullable=False),
        sa.Column("storage_english", sa.String(length=120), nullable=False),
        sa.Column("cold_chain", sa.String(length=32), nullable=False),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("tax_rate", sa.String(length=32), nullable=False),
        sa.Column("producer_name", sa.String(length=120), nullable=True),
        sa.Column("producer_name_english", sa.String(length=120), nullable=True),
        sa.Column("search_words", sa.String(length=400), nullable=False),
        sa.Column("sort_key", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("cold_chain IN ('ambient', 'chilled', 'frozen')", name=op.f("ck_product_cold_chain_known")),
        sa.CheckConstraint("measure IN ('kg', 'piece')", name=op.f("ck_product_measure_known")),
        sa.CheckConstraint("status IN ('draft', 'submitted', 'on', 'off')", name=op.f("ck_product_status_known")),
        sa.CheckConstraint("tax_rate IN ('exempt', '9', '13', '3', '1')", name=op.f("ck_product_tax_rate_known")),
        sa.CheckConstraint("season > 0 AND season <= 4095", name=op.f("ck_product_season_months")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_product_category_id")),
        sa.ForeignKeyConstraint(["county_code"], ["county.code"], name=op.f("fk_product_county_code")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_product_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_product")),
        sa.UniqueConstraint("slug", name=op.f("uq_product_slug")),
    )
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.create_index("ix_product_shelf", ["status", "category_id", "county_code"], unique=False)
        batch_op.create_index(batch_op.f("ix_product_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "purchase",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("placed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("deliver_on", sa.Date(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("invoice_profile", sa.Text(), nullable=False),
        sa.Column("invoice_profile_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("own_number", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("estimate", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('canteen', 'union_welfare', 'staff', 'resale', 'other')",
            name=op.f("ck_purchase_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["invoice_profile_id"], ["invoice_profile.id"], name=op.f("fk_purchase_invoice_profile_id")
        ),
        sa.ForeignKeyConstraint(["membership_id"], ["membership.id"], name=op.f("fk_purchase_membership_id")),
        sa.ForeignKeyConstraint(["placed_by_id"], ["person.id"], name=op.f("fk_purchase_placed_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_purchase_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase")),
        sa.UniqueConstraint("number", name=op.f("uq_purchase_number")),
    )
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.create_index("ix_purchase_unit", ["unit_id", "id"], unique=False)

    op.create_table(
        "rule_set",
        sa.Column("scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_rule_set_two_people")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_rule_set_span")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_rule_set_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
    )
    with op.batch_alter_table("rule_set", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_set_scheme_id"), ["scheme_id"], unique=False)

    op.create_table(
        "target_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "form IN ('amount', 'canteen_rate', 'union_rate', 'per_head')", name=op.f("ck_target_line_form_known")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_target_line_scheme_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_target_line_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_line")),
        sa.UniqueConstraint(
            "id", "scheme_id", "year", "unit_id", name=op.f("uq_target_line_id_scheme_id_year_unit_id")
        ),
        sa.UniqueConstraint("scheme_id", "year", "unit_id", "n", name=op.f("uq_target_line_scheme_id_year_unit_id_n")),
    )
    with op.batch_alter_table("target_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_line_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "total_by_category",
        sa.Column(
            "category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_total_by_category_scheme_id")),
        sa.PrimaryKeyConstraint(
            "category_id",
            "scheme_id",
            "year",
            "unit_id",
            "month",
            "kind",
            "channel",
            "verdict",
            name=op.f("pk_total_by_category"),
        ),
    )
    op.create_table(
        "total_by_county",
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column(
            "scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_total_by_county_scheme_id")),
        sa.PrimaryKeyConstraint(
            "county_code",
            "scheme_id",
            "year",
            "unit_id",
            "month",
            "kind",
            "channel",
            "verdict",
            name=op.f("pk_total_by_county"),
        ),
    )
    op.create_table(
        "total_by_purpose",
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column(
            "scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_total_by_purpose_scheme_id")),
        sa.PrimaryKeyConstraint(
            "purpose",
            "scheme_id",
            "year",
            "unit_id",
            "month",
            "kind",
            "channel",
            "verdict",
            name=op.f("pk_total_by_purpose"),
        ),
    )
    op.create_table(
        "total_by_supplier",
        sa.Column(
            "supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("county_code", sa.String(length=6), nullable=False),
        sa.Column(
            "scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=32), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_total_by_supplier_scheme_id")),
        sa.PrimaryKeyConstraint(
            "supplier_id",
            "county_code",
            "scheme_id",
            "year",
            "unit_id",
            "month",
            "kind",
            "channel",
            "verdict",
            name=op.f("pk_total_by_supplier"),
        ),
    )
    op.create_table(
        "acceptance",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=28), nullable=False),
        sa.Column("consignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("corrects_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("paper_day", sa.Date(), nullable=True),
        sa.Column("paper_day_reason", sa.String(length=200), nullable=False),
        sa.Column("signers", sa.Text(), nullable=False),
        sa.Column("deliverer", sa.String(length=80), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "paper_day IS NULL OR paper_day_reason <> ''", name=op.f("ck_acceptance_paper_day_with_reason")
        ),
        sa.ForeignKeyConstraint(["accepted_by_id"], ["person.id"], name=op.f("fk_acceptance_accepted_by_id")),
        sa.ForeignKeyConstraint(["agreed_by_id"], ["person.id"], name=op.f("fk_acceptance_agreed_by_id")),
        sa.ForeignKeyConstraint(["consignment_id"], ["consignment.id"], name=op.f("fk_acceptance_consignment_id")),
        sa.ForeignKeyConstraint(["corrects_id"], ["acceptance.id"], name=op.f("fk_acceptance_corrects_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("consignment_id", "n", name=op.f("uq_acceptance_consignment_id_n")),
        sa.UniqueConstraint("number", name=op.f("uq_acceptance_number")),
    )
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.create_index("ix_acceptance_corrects", ["corrects_id"], unique=True)
        batch_op.create_index("ix_acceptance_unit", ["unit_id", "id"], unique=False)

    op.create_table(
        "approval",
        sa.Column(
            "purchase_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.String(length=32), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("decision <> 'rejected' OR reason <> ''", name=op.f("ck_approval_rejected_with_reason")),
        sa.CheckConstraint(
            "decision IN ('waiting', 'approved', 'rejected', 'lapsed', 'withdrawn')",
            name=op.f("ck_approval_decision_known"),
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_approval_decided_by_id")),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_approval_purchase_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_approval_unit_id")),
        sa.PrimaryKeyConstraint("purchase_id", name=op.f("pk_approval")),
    )
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.create_index("ix_approval_unit", ["unit_id", "decision"], unique=False)

    op.create_table(
        "certification",
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("catalogue_number", sa.String(length=40), nullable=False),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "approved_by_id IS NULL OR approved_by_id <> proposed_by_id", name=op.f("ck_certification_two_people")
        ),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_certification_span")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_certification_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certification")),
    )
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certification_product_id"), ["product_id"], unique=False)

    op.create_table(
        "lot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("harvest_from", sa.Date(), nullable=False),
        sa.Column("harvest_to", sa.Date(), nullable=False),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("available", sa.BigInteger(), nullable=False),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("written_off", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "available >= 0 AND reserved >= 0 AND shipped >= 0 AND written_off >= 0", name=op.f("ck_lot_not_negative")
        ),
        sa.CheckConstraint("harvest_to >= harvest_from", name=op.f("ck_lot_harvest_window")),
        sa.CheckConstraint("received = available + reserved + shipped + written_off", name=op.f("ck_lot_adds_up")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_lot_product_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_lot_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("product_id", "code", name=op.f("uq_lot_product_id_code")),
    )
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lot_product_id"), ["product_id"], unique=False)

    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("purchase_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deliver_on", sa.Date(), nullable=False),
        sa.Column("confirm_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lapses_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("late_flagged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "status IN ('awaiting_approval', 'placed', 'confirmed', 'declined', 'cancelled', 'lapsed', 'closed')",
            name=op.f("ck_orders_status_known"),
        ),
        sa.ForeignKeyConstraint(["purchase_id"], ["purchase.id"], name=op.f("fk_orders_purchase_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["supplier.id"], name=op.f("fk_orders_supplier_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_orders_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("number", name=op.f("uq_orders_number")),
    )
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.create_index("ix_orders_confirm_by", ["status", "confirm_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_orders_purchase_id"), ["purchase_id"], unique=False)
        batch_op.create_index("ix_orders_supplier", ["supplier_id", "status", "id"], unique=False)
        batch_op.create_index("ix_orders_unit", ["unit_id", "id"], unique=False)

    op.create_table(
        "pack",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("name_english", sa.String(length=80), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("minimum", sa.Integer(), nullable=False),
        sa.Column("multiple", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("content > 0", name=op.f("ck_pack_content_positive")),
        sa.CheckConstraint("minimum > 0 AND multiple > 0", name=op.f("ck_pack_minimum_positive")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_pack_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pack")),
        sa.UniqueConstraint("product_id", "position", name=op.f("uq_pack_product_id_position")),
    )
    op.create_table(
        "search_token",
        sa.Column(
            "token",
            sa.String(length=64).with_variant(sa.String(length=64, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["product_id"], ["product.id"], name=op.f("fk_search_token_product_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token", "product_id", name=op.f("pk_search_token")),
    )
    with op.batch_alter_table("search_token", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_token_product_id"), ["product_id"], unique=False)

    op.create_table(
        "target_purpose",
        sa.Column(
            "scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("unit_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("target_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('canteen', 'union_welfare', 'staff', 'resale', 'other')",
            name=op.f("ck_target_purpose_purpose_known"),
        ),
        sa.ForeignKeyConstraint(
            ["target_line_id", "scheme_id", "year", "unit_id"],
            ["target_line.id", "target_line.scheme_id", "target_line.year", "target_line.unit_id"],
            name=op.f("fk_target_purpose_target_line_id_scheme_id_year_unit_id"),
        ),
        sa.PrimaryKeyConstraint("scheme_id", "year", "unit_id", "purpose", name=op.f("pk_target_purpose")),
    )
    with op.batch_alter_table("target_purpose", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_target_purpose_target_line_id"), ["target_line_id"], unique=False)

    op.create_table(
        "target_revision",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("target_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("base", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("rate", sa.Integer(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_target_revision_amount_not_negative")),
        sa.CheckConstraint("approved_by_id <> author_id", name=op.f("ck_target_revision_two_people")),
        sa.ForeignKeyConstraint(["approved_by_id"], ["person.id"], name=op.f("fk_target_revision_approved_by_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_target_revision_author_id")),
        sa.ForeignKeyConstraint(["target_line_id"], ["target_line.id"], name=op.f("fk_target_revision_target_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_revision")),
        sa.UniqueConstraint("target_line_id", "n", name=op.f("uq_target_revision_target_line_id_n")),
    )
    op.create_table(
        "verdict",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("scheme_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("failed", sa.String(length=32), nullable=True),
        sa.Column("rule_set_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("seconded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("remark", sa.String(length=400), nullable=False),
        sa.CheckConstraint(
            "state IN ('counted', 'pending', 'not_counted', 'disputed')", name=op.f("ck_verdict_state_known")
        ),
        sa.CheckConstraint("by_id IS NULL OR by_id <> seconded_by_id", name=op.f("ck_verdict_two_people")),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name=op.f("fk_verdict_entry_id")),
        sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name=op.f("fk_verdict_rule_set_id")),
        sa.ForeignKeyConstraint(["scheme_id"], ["scheme.id"], name=op.f("fk_verdict_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdict")),
        sa.UniqueConstraint("entry_id", "scheme_id", "n", name=op.f("uq_verdict_entry_id_scheme_id_n")),
    )
    op.create_table(
        "basket_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("basket_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.CheckConstraint("packs > 0", name=op.f("ck_basket_line_packs_positive")),
        sa.ForeignKeyConstraint(
            ["basket_id"], ["basket.id"], name=op.f("fk_basket_line_basket_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_basket_line_pack_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_basket_line")),
        sa.UniqueConstraint("basket_id", "pack_id", name=op.f("uq_basket_line_basket_id_pack_id")),
    )
    op.create_table(
        "charge_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_charge_line_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge_line")),
    )
    with op.batch_alter_table("charge_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_charge_line_order_id"), ["order_id"], unique=False)

    op.create_table(
        "correction_proposal",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("acceptance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("side", sa.String(length=32), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decision_reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("side IN ('buyer', 'supplier')", name=op.f("ck_correction_proposal_side_known")),
        sa.CheckConstraint(
            "status IN ('open', 'agreed', 'rejected', 'withdrawn')", name=op.f("ck_correction_proposal_status_known")
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptance.id"], name=op.f("fk_correction_proposal_acceptance_id")
        ),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_correction_proposal_decided_by_id")),
        sa.ForeignKeyConstraint(["proposed_by_id"], ["person.id"], name=op.f("fk_correction_proposal_proposed_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_proposal")),
    )
    with op.batch_alter_table("correction_proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_correction_proposal_acceptance_id"), ["acceptance_id"], unique=False)

    op.create_table(
        "objection",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("acceptance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptance.id"], name=op.f("fk_objection_acceptance_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_objection_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sa.UniqueConstraint("acceptance_id", name=op.f("uq_objection_acceptance_id")),
    )
    op.create_table(
        "order_hand",
        sa.Column(
            "order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column(
            "person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("party", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "party IN ('buyer', 'approver', 'supplier', 'shop')", name=op.f("ck_order_hand_party_known")
        ),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_hand_order_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_order_hand_person_id")),
        sa.PrimaryKeyConstraint("order_id", "person_id", name=op.f("pk_order_hand")),
    )
    op.create_table(
        "order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("category_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("product_name", sa.String(length=120), nullable=False),
        sa.Column("product_name_english", sa.String(length=120), nullable=False),
        sa.Column("pack_name", sa.String(length=80), nullable=False),
        sa.Column("pack_name_english", sa.String(length=80), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("content", sa.BigInteger(), nullable=False),
        sa.Column("weighed", sa.Boolean(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", sa.String(length=32), nullable=False),
        sa.Column("cold_chain", sa.String(length=32), nullable=False),
        sa.Column("forward", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("packs_ordered", sa.Integer(), nullable=False),
        sa.Column("packs_confirmed", sa.Integer(), nullable=True),
        sa.Column("packs_shipped", sa.Integer(), nullable=False),
        sa.Column("shipped", sa.BigInteger(), nullable=False),
        sa.Column("packs_accepted", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.BigInteger(), nullable=False),
        sa.Column("accepted_amount", sa.BigInteger(), nullable=False),
        sa.Column("expected", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=400), nullable=False),
        sa.CheckConstraint("measure IN ('kg', 'piece')", name=op.f("ck_order_line_measure_known")),
        sa.CheckConstraint("expected >= 0", name=op.f("ck_order_line_expected_not_negative")),
        sa.CheckConstraint(
            "packs_confirmed IS NULL OR packs_confirmed <= packs_ordered",
            name=op.f("ck_order_line_confirmed_within_ordered"),
        ),
        sa.CheckConstraint("packs_ordered >= 0", name=op.f("ck_order_line_ordered_not_negative")),
        sa.CheckConstraint("packs_shipped <= packs_ordered", name=op.f("ck_order_line_shipped_within_ordered")),
        sa.ForeignKeyConstraint(["category_id"], ["category.id"], name=op.f("fk_order_line_category_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_line_order_id")),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_order_line_pack_id")),
        sa.ForeignKeyConstraint(["product_id"], ["product.id"], name=op.f("fk_order_line_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "pack_id", name=op.f("uq_order_line_order_id_pack_id")),
    )
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_order_line_order_id"), ["order_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_order_line_product_id"), ["product_id"], unique=False)

    op.create_table(
        "price_tier",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("pack_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_packs", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_packs > 0", name=op.f("ck_price_tier_from_positive")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_price_tier_price_positive")),
        sa.ForeignKeyConstraint(["pack_id"], ["pack.id"], name=op.f("fk_price_tier_pack_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_tier")),
        sa.UniqueConstraint("pack_id", "from_packs", name=op.f("uq_price_tier_pack_id_from_packs")),
    )
    op.create_table(
        "reservation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reservation_quantity_positive")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_reservation_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reservation")),
        sa.UniqueConstraint("order_line_id", "lot_id", name=op.f("uq_reservation_order_line_id_lot_id")),
    )
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.create_index("ix_reservation_expires_at", ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_reservation_lot_id"), ["lot_id"], unique=False)

    op.create_table(
        "consignment_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consignment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("packs > 0 AND quantity > 0", name=op.f("ck_consignment_line_not_nothing")),
        sa.ForeignKeyConstraint(
            ["consignment_id"], ["consignment.id"], name=op.f("fk_consignment_line_consignment_id")
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_consignment_line_lot_id")),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_consignment_line_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consignment_line")),
        sa.UniqueConstraint(
            "consignment_id",
            "order_line_id",
            "lot_id",
            name=op.f("uq_consignment_line_consignment_id_order_line_id_lot_id"),
        ),
    )
    with op.batch_alter_table("consignment_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consignment_line_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consignment_line_order_line_id"), ["order_line_id"], unique=False)

    op.create_table(
        "acceptance_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cluster_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("acceptance_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("consignment_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=True),
        sa.Column("tare", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("packs_accepted", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.BigInteger(), nullable=False),
        sa.Column("refused_reason", sa.String(length=200), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("reduced_reason", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("harvested_on", sa.Date(), nullable=True),
        sa.Column("best_before", sa.Date(), nullable=True),
        sa.Column("certificate_kind", sa.String(length=32), nullable=True),
        sa.Column("certificate_number", sa.String(length=60), nullable=False),
        sa.Column("temperature", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "certificate_kind IN ('pledge', 'quarantine', 'inspection')",
            name=op.f("ck_acceptance_line_certificate_kind_known"),
        ),
        sa.CheckConstraint("refused = 0 OR refused_reason <> ''", name=op.f("ck_acceptance_line_refused_with_reason")),
        sa.CheckConstraint("accepted + refused = net", name=op.f("ck_acceptance_line_net_is_decided")),
        sa.CheckConstraint("accepted >= 0 AND refused >= 0", name=op.f("ck_acceptance_line_not_negative")),
        sa.CheckConstraint("gross IS NULL OR gross - tare = net", name=op.f("ck_acceptance_line_gross_less_tare")),
        sa.ForeignKeyConstraint(["acceptance_id"], ["acceptance.id"], name=op.f("fk_acceptance_line_acceptance_id")),
        sa.ForeignKeyConstraint(
            ["consignment_line_id"], ["consignment_line.id"], name=op.f("fk_acceptance_line_consignment_line_id")
        ),
        sa.ForeignKeyConstraint(["order_line_id"], ["order_line.id"], name=op.f("fk_acceptance_line_order_line_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_line")),
        sa.UniqueConstraint(
            "acceptance_id", "consignment_line_id", name=op.f("uq_acceptance_line_acceptance_id_consignment_line_id")
        ),
    )
    with op.batch_alter_table("acceptance_line", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_acceptance_line_consignment_line_id"), ["consignment_line_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_acceptance_line_order_line_id"), ["order_line_id"], unique=False)
    dialect = op.get_bind().dialect.name
    for table in APPEND_ONLY:
        for statement in trigger_statements(table, dialect):
            op.execute(sa.text(statement))


def downgrade() -> None:
    with op.batch_alter_table("acceptance_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acceptance_line_order_line_id"))
        batch_op.drop_index(batch_op.f("ix_acceptance_line_consignment_line_id"))

    op.drop_table("acceptance_line")
    with op.batch_alter_table("consignment_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consignment_line_order_line_id"))
        batch_op.drop_index(batch_op.f("ix_consignment_line_lot_id"))

    op.drop_table("consignment_line")
    with op.batch_alter_table("reservation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reservation_lot_id"))
        batch_op.drop_index("ix_reservation_expires_at")

    op.drop_table("reservation")
    op.drop_table("price_tier")
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_order_line_product_id"))
        batch_op.drop_index(batch_op.f("ix_order_line_order_id"))

    op.drop_table("order_line")
    op.drop_table("order_hand")
    op.drop_table("objection")
    with op.batch_alter_table("correction_proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_proposal_acceptance_id"))

    op.drop_table("correction_proposal")
    with op.batch_alter_table("charge_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_charge_line_order_id"))

    op.drop_table("charge_line")
    op.drop_table("basket_line")
    op.drop_table("verdict")
    op.drop_table("target_revision")
    with op.batch_alter_table("target_purpose", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_purpose_target_line_id"))

    op.drop_table("target_purpose")
    with op.batch_alter_table("search_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_token_product_id"))

    op.drop_table("search_token")
    op.drop_table("pack")
    with op.batch_alter_table("orders", schema=None) as batch_op:
        batch_op.drop_index("ix_orders_unit")
        batch_op.drop_index("ix_orders_supplier")
        batch_op.drop_index(batch_op.f("ix_orders_purchase_id"))
        batch_op.drop_index("ix_orders_confirm_by")

    op.drop_table("orders")
    with op.batch_alter_table("lot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lot_product_id"))

    op.drop_table("lot")
    with op.batch_alter_table("certification", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certification_product_id"))

    op.drop_table("certification")
    with op.batch_alter_table("approval", schema=None) as batch_op:
        batch_op.drop_index("ix_approval_unit")

    op.drop_table("approval")
    with op.batch_alter_table("acceptance", schema=None) as batch_op:
        batch_op.drop_index("ix_acceptance_unit")
        batch_op.drop_index("ix_acceptance_corrects")

    op.drop_table("acceptance")
    op.drop_table("total_by_supplier")
    op.drop_table("total_by_purpose")
    op.drop_table("total_by_county")
    op.drop_table("total_by_category")
    with op.batch_alter_table("target_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_target_line_unit_id"))

    op.drop_table("target_line")
    with op.batch_alter_table("rule_set", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_set_scheme_id"))

    op.drop_table("rule_set")
    with op.batch_alter_table("purchase", schema=None) as batch_op:
        batch_op.drop_index("ix_purchase_unit")

    op.drop_table("purchase")
    with op.batch_alter_table("product", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_product_supplier_id"))
        batch_op.drop_index("ix_product_shelf")

    op.drop_table("product")
    op.drop_table("on_its_way")
    with op.batch_alter_table("consignment", schema=None) as batch_op:
        batch_op.drop_index("ix_consignment_unit")
        batch_op.drop_index("ix_consignment_supplier")

    op.drop_table("consignment")
    op.drop_table("benefit_record")
    op.drop_table("unit_parent")
    with op.batch_alter_table("unit_ancestor", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_ancestor_unit")

    op.drop_table("unit_ancestor")
    with op.batch_alter_table("supplier", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supplier_county_code"))

    op.drop_table("supplier")
    with op.batch_alter_table("supervision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_supervision_unit_id"))

    op.drop_table("supervision")
    op.drop_table("scheme")
    with op.batch_alter_table("pairing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pairing_cluster_id"))

    op.drop_table("pairing")
    op.drop_table("notices_seen")
    with op.batch_alter_table("invoice_profile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_profile_unit_id"))

    op.drop_table("invoice_profile")
    with op.batch_alter_table("delivery_address", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_address_unit_id"))

    op.drop_table("delivery_address")
    op.drop_table("basket")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_cluster_id"))

    op.drop_table("unit")
    with op.batch_alter_table("township", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_township_county_code"))

    op.drop_table("township")
    op.drop_table("operator")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    op.drop_table("county_office")
    with op.batch_alter_table("aid_status", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_status_county_code"))

    op.drop_table("aid_status")
    with op.batch_alter_table("trail_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_trail_entry_subject")

    op.drop_table("trail_entry")
    op.drop_table("submission")
    with op.batch_alter_table("stock_movement", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_movement_lot")

    op.drop_table("stock_movement")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_name_at")

    op.drop_table("sign_in_attempt")
    op.drop_table("shelf_revision")
    op.drop_table("person")
    op.drop_table("organisation")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_organisation")

    op.drop_table("notice")
    with op.batch_alter_table("entry", schema=None) as batch_op:
        batch_op.drop_index("ix_entry_unit")
        batch_op.drop_index("ix_entry_county")
        batch_op.drop_index("ix_entry_corrects")
        batch_op.drop_index("ix_entry_cluster")

    op.drop_table("entry")
    op.drop_table("county")
    op.drop_table("category")
