"""Books that only grow: no way of changing or deleting a row gets through, on either database."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Table, UniqueConstraint, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, InvalidRequestError
from sqlalchemy.orm import Session

from shop.extensions import Base, db
from shop.fulfilment.services.corrections import object_to
from shop.kernel.append_only import AppendOnly, RowIsAppendOnly
from tests.factories.fulfilment import an_acceptance
from tests.factories.world import World

BOOKS = sorted(AppendOnly.tables)


@pytest.fixture
def books(world: World) -> None:
    """A world in which every book has a row."""
    acceptance = an_acceptance(world)
    object_to(acceptance, "Two sacks more had come.", by=world.actor("coop.seller"))
    db.session.commit()


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def model_of(name: str) -> Any:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table_of(name))


def rows(name: str) -> list[Any]:
    return list(db.session.execute(select(table_of(name)).order_by(table_of(name).c.id)).all())


def another_column(table: Table) -> str:
    return next(column.name for column in table.c if not column.primary_key)


def one(name: str) -> dict[str, Any]:
    row: dict[str, Any] = dict(rows(name)[0]._mapping)
    return row


def orm_bulk_update(name: str) -> None:
    column = another_column(table_of(name))
    values = {column: getattr(model_of(name), column)}
    db.session.execute(update(model_of(name)).values(values).execution_options(synchronize_session=False))


def orm_bulk_delete(name: str) -> None:
    db.session.execute(delete(model_of(name)).execution_options(synchronize_session=False))


def bulk_mappings(name: str) -> None:
    Session.bulk_update_mappings(db.session(), model_of(name), [one(name)])


def core_update(name: str) -> None:
    column = table_of(name).c[another_column(table_of(name))]
    db.session.connection().execute(update(table_of(name)).values({column: column}))


def core_delete(name: str) -> None:
    db.session.connection().execute(delete(table_of(name)))


def raw_update(name: str) -> None:
    column = another_column(table_of(name))
    db.session.execute(text(f"UPDATE {name} SET {column} = {column}"))


def raw_delete(name: str) -> None:
    db.session.execute(text(f"DELETE FROM {name} WHERE id = (SELECT max(id) FROM {name})"))


def upsert(name: str) -> None:
    dialect = db.session.get_bind().dialect.name
    statement: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table_of(name)).values(one(name))
    column = another_column(table_of(name))
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["id"], set_={column: statement.excluded[column]})
    )


def empty_or_replace(name: str) -> None:
    """What only one of the databases knows."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f"TRUNCATE {name} CASCADE"))
    else:
        db.session.execute(insert(table_of(name)).prefix_with("OR REPLACE").values(one(name)))


def replace_under_a_new_id(name: str) -> None:
    """SQLite throws out whatever row stands in the way of a unique key, not only the one with the same id."""
    if db.session.get_bind().dialect.name == "postgresql" or not _unique_keys(name):
        raw_delete(name)
        return
    db.session.execute(insert(table_of(name)).prefix_with("OR REPLACE").values(one(name) | {"id": 99_999}))


def _unique_keys(name: str) -> list[Any]:
    return [kept for kept in table_of(name).constraints if isinstance(kept, UniqueConstraint)]


WAYS: list[Callable[[str], None]] = [
    orm_bulk_update,
    orm_bulk_delete,
    bulk_mappings,
    core_update,
    core_delete,
    raw_update,
    raw_delete,
    upsert,
    empty_or_replace,
    replace_under_a_new_id,
]


def test_the_books_are_these() -> None:
    assert {"acceptance", "acceptance_line", "entry", "verdict", "stock_movement", "target_revision"} < set(BOOKS)


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
