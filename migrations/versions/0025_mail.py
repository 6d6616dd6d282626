"""Mail: what goes out, what people chose about it, the days' summaries; reminders of orders; the worker's pulse."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "outgoing_mail",
        sa.Column("id", IDENTITY, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("person_id", IDENTITY, nullable=False),
        sa.Column("membership_id", IDENTITY, nullable=True),
        sa.Column("notice_id", IDENTITY, nullable=True),
        sa.Column("kind", sa.String(length=32), nullable=True),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("why", sa.String(length=32), nullable=True),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("next_try_at", MOMENT, nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("forget_at", MOMENT, nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('waiting', 'sending')) = (next_try_at IS NOT NULL)",
            name=op.f("ck_outgoing_mail_due_while_on_the_way"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'failed', 'dropped')", name=op.f("ck_outgoing_mail_state_known")
        ),
        sa.CheckConstraint(
            "why IN ('out_of_reach', 'sign_in', 'sender', 'address', 'later', 'refused', 'unwritable', 'nobody', 'overtaken')",
            name=op.f("ck_outgoing_mail_why_known"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_outgoing_mail_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_outgoing_mail_key")),
    )
    op.create_index("ix_outgoing_mail_due", "outgoing_mail", ["next_try_at", "id"], unique=False)
    op.create_index("ix_outgoing_mail_state", "outgoing_mail", ["state", "id"], unique=False)
    op.create_index("ix_outgoing_mail_notice", "outgoing_mail", ["notice_id"], unique=False)
    op.create_index("ix_outgoing_mail_forget", "outgoing_mail", ["forget_at", "id"], unique=False)
    op.create_index(op.f("ix_outgoing_mail_person_id"), "outgoing_mail", ["person_id"], unique=False)
    op.create_table(
        "mail_settings",
        sa.Column("person_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=2), nullable=True),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("refused_address", sa.String(length=254), nullable=True),
        sa.Column("refused_at", MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_settings_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_settings")),
    )
    op.create_index(op.f("ix_mail_settings_refused_address"), "mail_settings", ["refused_address"], unique=False)
    op.create_table(
        "summary_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("up_to_id", IDENTITY, nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_summary_day")),
    )
    op.create_table(
        "pulse",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.Column("fault", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_pulse")),
    )
    op.create_table(
        "order_reminder",
        sa.Column("order_id", IDENTITY, autoincrement=False, nullable=False),
        sa.Column("before_at", MOMENT, nullable=True),
        sa.Column("after_at", MOMENT, nullable=True),
        sa.Column("asked_at", MOMENT, nullable=True),
        sa.Column("asked_by_id", IDENTITY, nullable=True),
        sa.ForeignKeyConstraint(["asked_by_id"], ["person.id"], name=op.f("fk_order_reminder_asked_by_id")),
        sa.ForeignKeyConstraint(["order_id"], ["orders.id"], name=op.f("fk_order_reminder_order_id")),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_order_reminder")),
    )
    with op.batch_alter_table("payment_reminder") as reminder:
        reminder.alter_column("reminded_at", existing_type=MOMENT, nullable=True)
        reminder.add_column(sa.Column("soon_on", sa.Date(), nullable=True))
    op.create_index("ix_notice_told", "notice", ["organisation_id", "at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_notice_told", table_name="notice")
    op.execute(sa.text("DELETE FROM payment_reminder WHERE reminded_at IS NULL"))
    with op.batch_alter_table("payment_reminder") as reminder:
        reminder.drop_column("soon_on")
        reminder.alter_column("reminded_at", existing_type=MOMENT, nullable=False)
    op.drop_table("order_reminder")
    op.drop_table("pulse")
    op.drop_table("summary_day")
    op.drop_table("mail_settings")
    op.drop_table("outgoing_mail")
