"""Order lines keep for whom their goods were sold; no two products of a supplier go by one number in its sheets."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

LONGEST_ARTICLE = 40
NUMBERED = sa.text("article <> ''")
PRODUCT = sa.table(
    "product",
    sa.column("id", sa.BigInteger),
    sa.column("supplier_id", sa.BigInteger),
    sa.column("slug", sa.String),
    sa.column("article", sa.String),
    sa.column("code_key", sa.String),
    sa.column("producer_name", sa.String),
    sa.column("producer_name_english", sa.String),
)
LINE = sa.table(
    "order_line",
    sa.column("product_id", sa.BigInteger),
    sa.column("producer_name", sa.String),
    sa.column("producer_name_english", sa.String),
)


def upgrade() -> None:
    op.add_column("product", sa.Column("code_key", sa.String(length=120), server_default="", nullable=False))
    _know_codes()
    op.drop_index("uq_product_article", "product")
    op.create_index("uq_product_code_key", "product", ["supplier_id", "code_key"], unique=True)
    for name in ("producer_name", "producer_name_english"):
        op.add_column("order_line", sa.Column(name, sa.String(length=120), server_default="", nullable=False))
    _copy_producers()


def downgrade() -> None:
    with op.batch_alter_table("order_line") as batch:
        batch.drop_column("producer_name_english")
        batch.drop_column("producer_name")
    op.drop_index("uq_product_code_key", "product")
    with op.batch_alter_table("product") as batch:
        batch.drop_column("code_key")
    op.create_index(
        "uq_product_article",
        "product",
        ["supplier_id", "article"],
        unique=True,
        sqlite_where=NUMBERED,
        postgresql_where=NUMBERED,
    )


def _know_codes() -> None:
    """Each product by its article number or its address. Of two that a sheet could not tell apart, the later one's
    number gets a number behind it.
    """
    connection, taken = op.get_bind(), set[tuple[int, str]]()
    rows = connection.execute(
        sa.select(PRODUCT.c.id, PRODUCT.c.supplier_id, PRODUCT.c.slug, PRODUCT.c.article).order_by(PRODUCT.c.id)
    ).all()
    known = []
    for row in sorted(rows, key=lambda row: bool(row.article)):  # addresses stay as they are
        article, behind = row.article, 2
        while (row.supplier_id, _key(article or row.slug)) in taken:
            article = f"{row.article[: LONGEST_ARTICLE - len(str(behind)) - 1]}-{behind}"
            behind += 1
        key = _key(article or row.slug)
        taken.add((row.supplier_id, key))
        known.append({"key": row.id, "new_article": article, "new_code": key})
    if known:
        changed = sa.update(PRODUCT).where(PRODUCT.c.id == sa.bindparam("key"))
        changed = changed.values(article=sa.bindparam("new_article"), code_key=sa.bindparam("new_code"))
        connection.execute(changed, known)


def _key(code: str) -> str:
    return unicodedata.normalize("NFKC", code).replace("−", "-").strip().casefold()


def _copy_producers() -> None:
    """From the listing, unless it ever named somebody else: whose goods those were then, nobody can say any more."""
    connection = op.get_bind()
    moved = {
        int(subject)
        for subject, said in connection.execute(
            sa.text(
                "SELECT subject_id, details FROM trail_entry"
                " WHERE subject_kind = 'product' AND action = 'product.changed'"
            )
        )
        if "producer_name" in _plain(said).get("changes", {})
    }
    moved |= {
        product_id
        for product_id, items in connection.execute(
            sa.text("SELECT product_id, items FROM listing_change WHERE outcome = 'approved'")
        )
        if any(item.get("field") == "producer_name" for item in _plain(items))
    }
    named = sa.select(PRODUCT.c.id, PRODUCT.c.producer_name, PRODUCT.c.producer_name_english)
    rows = [
        {"key": row.id, "name": row.producer_name, "english": row.producer_name_english or ""}
        for row in connection.execute(named.where(PRODUCT.c.producer_name != "", PRODUCT.c.producer_name.is_not(None)))
        if row.id not in moved
    ]
    if rows:
        changed = sa.update(LINE).where(LINE.c.product_id == sa.bindparam("key"))
        changed = changed.values(producer_name=sa.bindparam("name"), producer_name_english=sa.bindparam("english"))
        connection.execute(changed, rows)


def _plain(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str) else stored
