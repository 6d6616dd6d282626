"""What differs between SQLite and PostgreSQL, in one place: pragmas, the opening of transactions, upserts, locks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVarTuple

from sqlalchemy import Connection, Engine, Select, Table, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Columns = TypeVarTuple("Columns")

_writing: ContextVar[bool] = ContextVar("writing", default=False)

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA cache_size=-32000",
    "PRAGMA mmap_size=268435456",
)


def prepare(engine: Engine) -> None:
    """Give a SQLite engine its pragmas and let us open its transactions; PostgreSQL needs neither."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(pragma)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A transaction that reads first and writes later dies with SQLITE_BUSY_SNAPSHOT, whatever the timeout.
        connection.exec_driver_sql("BEGIN IMMEDIATE" if _writing.get() else "BEGIN")


def expect_writing(writing: bool) -> None:
    """Say, before the first statement, whether the coming transactions write: every unsafe request and command does."""
    _writing.set(writing)


@contextmanager
def writing() -> Iterator[None]:
    """Transactions opened inside the block take SQLite's write lock at once."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def add_up(session: Session, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add each row's remaining columns onto the row with the same key, making it if need be.

    Rows are sent in key order, so that two transactions never wait for each other in a circle.
    """
    if not rows:
        return
    ordered = sorted(rows, key=lambda row: tuple(str(row[name]) for name in key))
    dialect = session.get_bind().dialect.name
    insert: Any = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    summed = {name: table.c[name] + insert.excluded[name] for name in ordered[0] if name not in key}
    # Rows go beside the statement, not into it: so it is compiled once for all sizes.
    session.execute(insert.on_conflict_do_update(index_elements=list(key), set_=summed), list(ordered))


def insert_unless_there(session: Session, table: Table, key: Sequence[str], row: Mapping[str, Any]) -> bool:
    """Insert a row; ``False`` if one with the same key stands there already."""
    dialect = session.get_bind().dialect.name
    insert: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).values(dict(row))
    # Without the option SQLAlchemy forgets how many rows an INSERT made on PostgreSQL, and says -1.
    outcome: Any = session.execute(
        insert.on_conflict_do_nothing(index_elements=list(key)), execution_options={"preserve_rowcount": True}
    )
    return bool(outcome.rowcount == 1)


def insert_or_read(
    session: Session, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]], column: str
) -> list[Any]:
    """Insert rows that are not there yet, and read what stands in a column of all of them, in one statement."""
    dialect = session.get_bind().dialect.name
    insert: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table).values(list(rows))
    kept = insert.on_conflict_do_update(index_elements=list(key), set_={column: table.c[column]})
    return list(session.execute(kept.returning(table.c[column])).scalars())


def locked(statement: Select[*Columns], *, skip: bool = False) -> Select[*Columns]:
    """Lock the rows read until the transaction ends; SQLite ignores it, its write lock being taken already."""
    return statement.with_for_update(skip_locked=skip).execution_options(populate_existing=True)
