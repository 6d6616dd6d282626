"""Every way of changing or deleting a row of a book, past the session and past the database."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Table, delete, insert, select, text, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from shop.extensions import Base, db
from shop.kernel.append_only import unique_keys


def table_of(name: str) -> Table:
    return Base.metadata.tables[name]


def model_of(name: str) -> Any:
    return next(mapper.class_ for mapper in Base.registry.mappers if mapper.local_table is table_of(name))


def rows(name: str) -> list[Any]:
    return list(db.session.execute(select(table_of(name)).order_by(*table_of(name).primary_key)).all())


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
    last = rows(name)[-1]._mapping
    where = " AND ".join(f"{column.name} = :{column.name}" for column in table_of(name).primary_key)
    db.session.execute(text(f"DELETE FROM {name} WHERE {where}"), {key.name: last[key.name] for key in key_of(name)})


def key_of(name: str) -> list[Any]:
    return list(table_of(name).primary_key)


def upsert(name: str) -> None:
    dialect = db.session.get_bind().dialect.name
    statement: Any = (postgresql.insert if dialect == "postgresql" else sqlite.insert)(table_of(name)).values(one(name))
    column = another_column(table_of(name))
    db.session.execute(
        statement.on_conflict_do_update(index_elements=key_of(name), set_={column: statement.excluded[column]})
    )


def empty_or_replace(name: str) -> None:
    """What only one of the databases knows."""
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text(f"TRUNCATE {name} CASCADE"))
    else:
        db.session.execute(insert(table_of(name)).prefix_with("OR REPLACE").values(one(name)))


def replace_by_a_unique_key(name: str) -> None:
    """SQLite throws out whatever row stands in the way of a unique key; with `recursive_triggers` off, in silence."""
    others = unique_keys(table_of(name))[1:]
    if db.session.get_bind().dialect.name == "postgresql" or not others:
        raw_delete(name)
        return
    filled = [
        row._mapping for row in rows(name) if any(all(row._mapping[part] is not None for part in key) for key in others)
    ]
    row = {column: value for column, value in filled[0].items() if column != "id"}
    statement = insert(table_of(name)).prefix_with("OR REPLACE").values(row)
    db.session.execute(text("PRAGMA recursive_triggers=OFF"))
    try:
        db.session.execute(statement)
    finally:
        db.session.execute(text("PRAGMA recursive_triggers=ON"))


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
    replace_by_a_unique_key,
]
