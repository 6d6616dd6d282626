"""The database itself asks for two people behind each fact that decides figures; what the shop was set up with says so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

DATED = ("aid_status", "pairing", "certification")
identity = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BEFORE = "approved_by_id IS NULL OR approved_by_id <> proposed_by_id"
TWO_PEOPLE = (
    "(founding AND proposed_by_id IS NULL AND approved_by_id IS NULL AND approved_at IS NOT NULL) OR"
    " (NOT founding AND proposed_by_id IS NOT NULL AND (approved_by_id IS NULL) = (approved_at IS NULL)"
    " AND (approved_by_id IS NULL OR approved_by_id <> proposed_by_id))"
)
ENDED_BY_TWO = (
    "(ends_on IS NULL) = (end_proposed_by_id IS NULL) AND (end_approved_by_id IS NULL) = (end_approved_at IS NULL)"
    " AND (end_approved_by_id IS NULL OR (end_proposed_by_id IS NOT NULL"
    " AND end_approved_by_id <> end_proposed_by_id AND valid_to IS NOT NULL AND valid_to = ends_on))"
)
ENDING = {
    "ends_on": sa.Date(),
    "end_proposed_by_id": identity,
    "end_proposed_at": sa.DateTime(timezone=True),
    "end_approved_by_id": identity,
    "end_approved_at": sa.DateTime(timezone=True),
}
TABLES = ("unit_parent", *DATED)


def upgrade() -> None:
    for table in TABLES:
        op.add_column(table, sa.Column("founding", sa.Boolean(), server_default=sa.false(), nullable=False))
        _settle(table)
        new = {"two_people": TWO_PEOPLE}
        if table in DATED:
            for name, kind in ENDING.items():
                op.add_column(table, sa.Column(name, kind, nullable=True))
            new["ended_by_two"] = ENDED_BY_TWO
        _recheck(table, new, gone=["two_people"])


def downgrade() -> None:
    for table in TABLES:
        gone = ["two_people", "ended_by_two"] if table in DATED else ["two_people"]
        dropped = ["founding", *(ENDING if table in DATED else ())]
        _recheck(table, {"two_people": BEFORE}, gone=gone, dropped=dropped)


def _settle(table: str) -> None:
    """What one person alone has said waits for a second; what nobody said was there at the start."""
    rows = sa.table(
        table, *(sa.column(name) for name in ("founding", "proposed_by_id", "approved_by_id", "approved_at"))
    )
    nobody = rows.c.proposed_by_id.is_(None)
    op.execute(sa.delete(rows).where(nobody, rows.c.approved_at.is_(None)))
    op.execute(sa.update(rows).where(nobody).values(founding=sa.true(), approved_by_id=None))
    half = rows.c.approved_by_id.is_(None) | rows.c.approved_at.is_(None)
    op.execute(sa.update(rows).where(~nobody, half).values(approved_by_id=None, approved_at=None))


def _recheck(table: str, new: dict[str, str], *, gone: list[str], dropped: list[str] | None = None) -> None:
    """Put checks in the place of others."""
    with op.batch_alter_table(table) as batch:
        for name in gone:
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
        for name in dropped or ():
            batch.drop_column(name)
        for name, condition in new.items():
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)
