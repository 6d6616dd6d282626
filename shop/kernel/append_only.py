"""Rows that are written once. To undo one, write its opposite.

Refused twice: by the session with a clear error (here), and by triggers on both databases (`trigger_statements`, run by
the migrations), because bulk statements and raw SQL never pass the session.
"""

from __future__ import annotations

from typing import Any, ClassVar

from sqlalchemy import event
from sqlalchemy.orm import Session

FUNCTION = "refuse_rewrite"


class RowIsAppendOnly(RuntimeError):
    """Somebody tried to change or delete a row of a book that only grows."""


class AppendOnly:
    """Mixed into a model: its rows can be added, never changed or deleted."""

    tables: ClassVar[set[str]] = set()

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        AppendOnly.tables.add(str(cls.__tablename__))  # type: ignore[attr-defined]


@event.listens_for(Session, "before_flush")
def _refuse_rewrites(session: Session, context: Any, instances: Any) -> None:
    for row in session.deleted:
        if isinstance(row, AppendOnly):
            raise RowIsAppendOnly(type(row).__name__)
    for row in session.dirty:
        if isinstance(row, AppendOnly) and session.is_modified(row):
            raise RowIsAppendOnly(type(row).__name__)


def trigger_names(table: str, dialect: str) -> set[str]:
    """The triggers that guard a table on a database; a test looks for them after every migration."""
    last = "truncate" if dialect == "postgresql" else "replace"
    return {f"{table}_no_{verb}" for verb in ("update", "delete", last)}


def trigger_statements(table: str, dialect: str) -> list[str]:
    """The SQL that guards one table. SQLite's third trigger stops INSERT OR REPLACE, which passes the other two."""
    if dialect == "postgresql":
        return [
            (
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$"
            ),
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
            (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            ),
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        (
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN NEW.id IS NOT NULL AND EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) {refuse}"
        ),
    ]
