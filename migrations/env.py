"""How Alembic reaches the shop's database: through the application, all steps of one command in one transaction.

SQLite takes tables back like rows where the transaction is opened by us (`dialects`), which Alembic does not expect of
it: a step that is refused leaves nothing of those before it.
"""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy.types import TypeDecorator

from shop.extensions import db
from shop.kernel import dialects


def render_item(kind: str, item: Any, autogen_context: Any) -> str | bool:
    """Write our own column types as the plain types they are stored in: a migration must not change with the code."""
    if kind == "type" and isinstance(item, TypeDecorator):
        return f"sa.{item.impl!r}"
    return False


def run() -> None:
    """Migrate the database that the application is configured with."""
    with dialects.writing(), db.engine.connect() as connection, dialects.rebuilding(connection):
        context.configure(
            connection=connection,
            target_metadata=current_app.extensions["migrate"].db.metadata,
            render_item=render_item,
            render_as_batch=True,
            compare_type=False,
            transactional_ddl=True,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
