"""Books that only grow: no way of changing or deleting a row gets through, on either database."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, InvalidRequestError

from shop.app import create_app
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.kernel.append_only import AppendOnly, RowIsAppendOnly, trigger_statements, unique_keys
from tests.clocks import SettableClock
from tests.databases import Databases, disconnect, in_transaction, settings
from tests.factories.standing import NOW, StandingWorld, for_one_test
from tests.kernel.books import write_books
from tests.kernel.rewriting import WAYS, model_of, rows, table_of

BOOKS = sorted(AppendOnly.tables)


@pytest.fixture(scope="module")
def standing_books(standing_world: StandingWorld, database_source: Databases) -> Iterator[Flask]:
    """An application on a world in which every book has a row; nothing is written to it but inside transactions."""
    app = create_app(settings(database_source.copy(standing_world.url)))
    shops_clock.allow_setting(True)
    with app.app_context(), dialects.writing(), shops_clock.held_at(NOW):
        write_books(for_one_test(standing_world.world))
    yield app
    disconnect(app)


@pytest.fixture
def books(standing_books: Flask, clock: SettableClock) -> Iterator[None]:
    """The world in which every book has a row; what a test does to it is rolled back."""
    clock.set(NOW)
    with in_transaction(standing_books), standing_books.app_context():
        yield


def test_the_books_are_these() -> None:
    facts = {"acceptance", "acceptance_line", "entry", "verdict", "stock_movement", "target_revision"}
    assert facts | {"rule_set", "target_line", "target_purpose"} < set(BOOKS)


@pytest.mark.parametrize("book", BOOKS)
def test_the_guards_in_the_database_know_every_key_that_the_table_has(books: None, book: str) -> None:
    """A migration that gives a book another unique key writes its guards anew."""
    if db.session.get_bind().dialect.name == "postgresql":
        return
    stored = "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :book"
    fills = model_of(book).filled_once
    others = [column.name for column in table_of(book).columns if column.name not in fills] if fills else []
    due = trigger_statements(book, "sqlite", unique_keys(table_of(book)), filled_once=fills, columns=others)
    assert {in_order(sql) for sql in db.session.execute(text(stored), {"book": book}).scalars()} == {
        in_order(sql) for sql in due
    }


def in_order(sql: str) -> tuple[str, ...]:
    """The conditions of a trigger stand in any order."""
    return tuple(sorted(sql.replace("(EXISTS", "EXISTS").replace(")) BEGIN", ") BEGIN").split(" OR ")))


@pytest.mark.parametrize("book", BOOKS)
def test_no_statement_changes_or_deletes_a_row(books: None, book: str) -> None:
    before = rows(book)
    assert before, f"the story writes nothing into {book}: let it"
    for way in WAYS:
        savepoint = db.session.begin_nested()
        with pytest.raises(DatabaseError, match="append-only"):
            way(book)
        savepoint.rollback()
        assert rows(book) == before, way.__name__


@pytest.mark.parametrize("book", BOOKS)
def test_the_session_refuses_with_a_clear_error_before_the_database_is_asked(books: None, book: str) -> None:
    row = db.session.execute(select(model_of(book)).limit(1)).scalar_one()
    db.session.delete(row)
    with pytest.raises(RowIsAppendOnly, match=type(row).__name__):
        db.session.flush()
    db.session.rollback()
    row = db.session.execute(select(model_of(book)).limit(1)).scalar_one()
    number = next(column.name for column in table_of(book).c if column.name.endswith("id") and not column.primary_key)
    setattr(row, number, 12_345)
    with pytest.raises((RowIsAppendOnly, InvalidRequestError), match=type(row).__name__):
        db.session.flush()
    db.session.rollback()


def test_a_row_that_was_only_looked_at_is_no_change(books: None) -> None:
    row = db.session.execute(select(model_of("entry")).limit(1)).scalar_one()
    row.amount = row.amount
    db.session.flush()
