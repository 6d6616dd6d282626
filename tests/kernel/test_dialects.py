"""What differs between the databases is the same to whoever asks: upserts, transactions that write, locks."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, create_engine, func, select, text
from sqlalchemy.orm import Session

from shop.kernel import dialects
from shop.kernel.columns import MoneyColumn
from shop.kernel.money import Money
from tests.databases import Databases

SUMS = Table(
    "sums",
    MetaData(),
    Column("year", Integer, primary_key=True),
    Column("county", String(6), primary_key=True),
    Column("amount", MoneyColumn),
    Column("entries", Integer),
)
KEY = ("year", "county")


@pytest.fixture
def engine(database_source: Databases) -> Iterator[Engine]:
    engine = create_engine(database_source.blank())
    dialects.prepare(engine)
    with dialects.writing():
        SUMS.create(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with dialects.writing(), Session(engine) as session:
        yield session


def row(year: int, county: str, fen: int) -> dict[str, Any]:
    return {"year": year, "county": county, "amount": Money(fen), "entries": 1}


def test_what_is_added_up_makes_the_row_or_adds_to_it(session: Session) -> None:
    dialects.add_up(session, SUMS, KEY, [row(2026, "530624", 100), row(2026, "532922", 7)])
    dialects.add_up(session, SUMS, KEY, [row(2026, "530624", -30)])
    kept = session.execute(select(SUMS.c.county, SUMS.c.amount, SUMS.c.entries).order_by(SUMS.c.county)).all()
    assert kept == [("530624", Money(70), 2), ("532922", Money(7), 1)]


def test_adding_up_nothing_asks_nothing(session: Session) -> None:
    dialects.add_up(session, SUMS, KEY, [])
    assert session.scalar(select(func.count()).select_from(SUMS)) == 0


def test_an_insert_says_whether_it_was_the_first(session: Session) -> None:
    assert dialects.insert_unless_there(session, SUMS, KEY, row(2026, "530624", 1))
    assert not dialects.insert_unless_there(session, SUMS, KEY, row(2026, "530624", 2))
    assert session.scalar(select(SUMS.c.amount)) == Money(1)


def test_a_writing_transaction_is_not_refused_because_another_wrote_after_it_began(engine: Engine) -> None:
    """SQLite refuses a transaction that read first and writes after another has: so ours take the lock at once."""
    with dialects.writing():
        with Session(engine) as first:
            first.scalar(select(func.count()).select_from(SUMS))
            dialects.add_up(first, SUMS, KEY, [row(2026, "530624", 1)])
            first.commit()
        with Session(engine) as second:
            dialects.add_up(second, SUMS, KEY, [row(2026, "530624", 1)])
            second.commit()
    with Session(engine) as reader:
        assert reader.scalar(select(SUMS.c.amount)) == Money(2)


def test_reading_goes_on_while_another_writes(engine: Engine) -> None:
    with dialects.writing(), Session(engine) as writer:
        dialects.add_up(writer, SUMS, KEY, [row(2026, "530624", 1)])
        dialects.expect_writing(False)
        with Session(engine) as reader:
            assert reader.scalar(select(func.count()).select_from(SUMS)) == 0
        writer.commit()


def test_sqlite_has_its_pragmas_on_every_connection(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    wanted = {"journal_mode": "wal", "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 30_000}
    for _connection in range(2):
        with engine.connect() as connection:
            assert {name: connection.scalar(text(f"PRAGMA {name}")) for name in wanted} == wanted
        engine.dispose()


def test_locked_rows_are_read_again_and_not_from_memory(engine: Engine, session: Session) -> None:
    statement = dialects.locked(select(SUMS.c.year))
    assert statement.get_execution_options()["populate_existing"] is True
    assert "FOR UPDATE" in str(statement.compile(dialect=engine.dialect)) or engine.dialect.name == "sqlite"
