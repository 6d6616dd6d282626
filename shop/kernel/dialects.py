"""What differs between SQLite and PostgreSQL, in one place: pragmas, the opening of transactions, upserts, locks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any, TypeVarTuple

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

Columns = TypeVarTuple("Columns")

_writing: ContextVar[bool] = ContextVar("writing", default=False)

MAPPED = "PRAGMA mmap_size=268435456"
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA busy_timeout=30000",
    "PRAGMA cache_size=-32000",
    MAPPED,
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


@contextmanager
def rebuilding(connection: Connection) -> Iterator[None]:
    """Tables may be made anew inside the block though others point to them; opened before the first transaction.

    SQLite changes a table by making another, and dropping the first one breaks what points to it. So it does not look
    while that is done, and afterwards everything is looked at. PostgreSQL changes tables in place.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    database: Any = connection.connection.driver_connection
    database.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows point to rows that are not there: {broken[:10]}")
    finally:
        database.execute("PRAGMA foreign_keys=ON")


@contextmanager
def one_snapshot(session: Session) -> Iterator[None]:
    """Everything that the session reads inside the block is of one moment, however long it takes; it writes nothing.

    Nobody waits for it, and it waits for nobody. What it reads of SQLite's file is not mapped into memory, as other
    reading is: whoever reads all of a large book would come to be as large as the map. It has to be opened before the
    session's first statement; a session that stands inside somebody's open transaction sees what that one sees.
    """
    if isinstance(session.get_bind(), Connection):
        yield
        return
    if session.in_transaction():
        raise RuntimeError("a snapshot begins with its transaction")
    on_sqlite = _dialect(session) == "sqlite"
    options = {} if on_sqlite else {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    token = _writing.set(False)
    try:
        connection = session.connection(execution_options=options)
        if on_sqlite:
            connection.exec_driver_sql("PRAGMA query_only=ON")
            connection.exec_driver_sql("PRAGMA mmap_size=0")
        try:
            yield
        finally:
            if on_sqlite:
                connection.exec_driver_sql("PRAGMA query_only=OFF")
                connection.exec_driver_sql(MAPPED)
            session.rollback()
    finally:
        _writing.reset(token)


def add_up(
    session: Session, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]], *, kept: Sequence[str] = ()
) -> None:
    """Add each row's remaining columns onto the row with the same key, making it if need be.

    What stands in a column that is ``kept`` stays as it is; only an empty one is filled.

    Rows are sent in key order, so that two transactions never wait for each other in a circle.
    """
    if not rows:
        return
    ordered = sorted(rows, key=lambda row: tuple(str(row[name]) for name in key))
    summed = tuple(name for name in ordered[0] if name not in key and name not in kept)
    with session.no_autoflush:
        session.execute(_adding_up(_dialect(session), table, tuple(key), summed, tuple(kept)), list(ordered))


def insert_unless_there(session: Session, table: Table, key: Sequence[str], row: Mapping[str, Any]) -> bool:
    """Insert a row; ``False`` if one with the same key stands there already."""
    statement = _inserting(_dialect(session), table).on_conflict_do_nothing(index_elements=list(key))
    # Without the option SQLAlchemy forgets how many rows an INSERT made on PostgreSQL, and says -1.
    outcome: Any = session.execute(statement.values(dict(row)), execution_options={"preserve_rowcount": True})
    return bool(outcome.rowcount == 1)


def insert_ignoring(session: Session, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those rows of which no other with the same key stands there; two at once wait for each other.

    Rows are sent in the order given: give them in key order, so that nobody waits in a circle.
    """
    if rows:
        statement = _inserting(_dialect(session), table).on_conflict_do_nothing(index_elements=list(key))
        session.execute(statement, list(rows))


def insert_many(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert very many small rows of words and whole numbers; on PostgreSQL as one array for each column, which takes
    a fraction of the time.
    """
    if not rows:
        return
    if _dialect(session) == "postgresql":
        session.execute(
            _inserting_arrays(table, tuple(rows[0])), {name: [row[name] for row in rows] for name in rows[0]}
        )
    else:
        session.execute(sqlite.insert(table), list(rows))


def insert_or_read(
    session: Session, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]], column: str
) -> list[Any]:
    """Insert rows that are not there yet, and read what stands in a column of all of them, in one statement."""
    statement = _keeping(_dialect(session), table, tuple(key), column)
    with session.no_autoflush:
        return list(session.execute(statement, list(rows)).scalars())


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name


def _inserting(dialect: str, table: Table) -> Any:
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


# Rows go beside these statements, not into them: so each is built and compiled once for all sizes. What the session
# has not written yet need not be written for them: a row that they point to has its number, so it is written already.


@cache
def _adding_up(dialect: str, table: Table, key: tuple[str, ...], summed: tuple[str, ...], kept: tuple[str, ...]) -> Any:
    statement = _inserting(dialect, table)
    sums = {name: table.c[name] + statement.excluded[name] for name in summed}
    sums |= {name: func.coalesce(table.c[name], statement.excluded[name]) for name in kept}
    return statement.on_conflict_do_update(index_elements=list(key), set_=sums)


@cache
def _inserting_arrays(table: Table, names: tuple[str, ...]) -> Any:
    kinds = {name: BigInteger if isinstance(table.c[name].type, Integer | BigInteger) else Text for name in names}
    arrays = [func.unnest(bindparam(name, type_=postgresql.ARRAY(kinds[name]))) for name in names]
    return postgresql.insert(table).from_select(list(names), select(*arrays))


@cache
def _keeping(dialect: str, table: Table, key: tuple[str, ...], column: str) -> Any:
    statement = _inserting(dialect, table)
    kept = statement.on_conflict_do_update(index_elements=list(key), set_={column: table.c[column]})
    return kept.returning(table.c[column])


def locked(statement: Select[*Columns], *, skip: bool = False) -> Select[*Columns]:
    """Lock the rows read until the transaction ends; SQLite ignores it, its write lock being taken already.

    What is joined in is locked too: PostgreSQL reads a locked row as it stands once the lock is had, and any other row
    of the same statement as it stood before the wait.
    """
    return statement.with_for_update(skip_locked=skip).execution_options(populate_existing=True)


def hold(session: Session, statement: Select[*Columns]) -> None:
    """Keep rows as they are until the transaction ends, together with others; what is read after it is as of then.

    SQLite is not asked: its write lock is taken already.
    """
    if _dialect(session) == "postgresql":
        session.execute(statement.with_for_update(read=True))


def alone(session: Session, name: str) -> None:
    """Whoever asks for the same name waits until the transaction ends: for what no row stands for yet.

    SQLite is not asked: its write lock is taken already.
    """
    if _dialect(session) == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 0))))
