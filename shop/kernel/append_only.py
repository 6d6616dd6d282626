"""Rows that are written once. To undo one, write its opposite.

Refused twice: by the session with a clear error (here), and by triggers on both databases (`trigger_statements`, run by
the migrations), because bulk statements and raw SQL never pass the session.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from sqlalchemy import Table, UniqueConstraint, event, inspect
from sqlalchemy.orm import Session

FUNCTION = "refuse_rewrite"

Keys = Sequence[Sequence[str]]
"""Sets of columns of which no two rows of a table hold the same values."""


class RowIsAppendOnly(RuntimeError):
    """Somebody tried to change or delete a row of a book that only grows."""


class AppendOnly:
    """Mixed into a model: its rows can be added, never changed or deleted.

    ``filled_once`` are columns that are empty at first and filled together later, such as an approval; with the first
    of them filled the row is closed for ever.
    """

    tables: ClassVar[set[str]] = set()
    filled_once: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        AppendOnly.tables.add(str(cls.__tablename__))  # type: ignore[attr-defined]


@event.listens_for(Session, "before_flush")
def _refuse_rewrites(session: Session, context: Any, instances: Any) -> None:
    for row in session.deleted:
        if isinstance(row, AppendOnly):
            raise RowIsAppendOnly(type(row).__name__)
    for row in session.dirty:
        if isinstance(row, AppendOnly) and session.is_modified(row) and not _only_fills(row):
            raise RowIsAppendOnly(type(row).__name__)


def _only_fills(row: AppendOnly) -> bool:
    """Whether all that changed are columns that may be filled once, and were empty until now."""
    changes = [(field.key, field.history) for field in inspect(row, raiseerr=True).attrs if field.history.has_changes()]
    return all(name in row.filled_once and set(history.deleted or [None]) == {None} for name, history in changes)


def unique_keys(table: Table) -> list[tuple[str, ...]]:
    """Every key of a table, its primary one first: what an INSERT OR REPLACE would throw rows out for."""
    constraints = [kept.columns for kept in table.constraints if isinstance(kept, UniqueConstraint)]
    indexes = [index.columns for index in table.indexes if index.unique]
    others = {tuple(column.name for column in columns) for columns in [*constraints, *indexes]}
    return [tuple(column.name for column in table.primary_key.columns), *sorted(others)]


def trigger_names(table: str, dialect: str) -> set[str]:
    """The triggers that guard a table on a database; a test looks for them after every migration."""
    last = "truncate" if dialect == "postgresql" else "replace"
    return {f"{table}_no_{verb}" for verb in ("update", "delete", last)}


def trigger_statements(
    table: str,
    dialect: str,
    keys: Keys = (("id",),),
    *,
    filled_once: Sequence[str] = (),
    columns: Sequence[str] = (),
) -> list[str]:
    """The SQL that guards one table.

    SQLite's third trigger stops INSERT OR REPLACE, which passes the other two; it has to know the ``keys`` of the
    table. Of a table whose rows are ``filled_once``, ``columns`` are all the others, which never change.
    """
    if dialect == "postgresql":
        when = _when(_changed(filled_once, columns, "IS DISTINCT FROM"))
        return [
            (
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
                f"FOR EACH ROW {when}EXECUTE FUNCTION {FUNCTION}()"
            ),
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {FUNCTION}()",
            (
                f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
                f"FOR EACH STATEMENT EXECUTE FUNCTION {FUNCTION}()"
            ),
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, 'append-only: {table}'); END"
    when = _when(_changed(filled_once, columns, "IS NOT"))
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {when}{refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {_when(taken(table, keys))}{refuse}",
    ]


def drop_statements(table: str, dialect: str) -> list[str]:
    """The SQL that takes a table's guards away, for a migration that puts others in their place."""
    on = f" ON {table}" if dialect == "postgresql" else ""
    return [f"DROP TRIGGER IF EXISTS {name}{on}" for name in sorted(trigger_names(table, dialect))]


def _when(condition: str) -> str:
    return f"WHEN ({condition}) " if condition else ""


def _changed(filled_once: Sequence[str], columns: Sequence[str], differs: str) -> str:
    """A row that is filled already, or a change of anything but what may be filled."""
    if not filled_once:
        return ""
    filled = [f"OLD.{name} IS NOT NULL" for name in filled_once]
    return " OR ".join([*filled, *(f"NEW.{name} {differs} OLD.{name}" for name in columns)])


def taken(table: str, keys: Keys) -> str:
    """A row with one of the keys stands there already. An empty column makes no two rows alike."""
    rows = [" AND ".join(f"{name} = NEW.{name}" for name in key) for key in keys]
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {row})" for row in rows)
