"""After every migration, up and down again, the books are guarded and the tables are those of the models."""

from collections.abc import Iterator

import flask_migrate
import pytest
from alembic.script import ScriptDirectory
from flask import Flask, current_app
from sqlalchemy import inspect, text

from shop.app import create_app
from shop.extensions import db
from shop.kernel import dialects
from shop.kernel.append_only import AppendOnly, trigger_names
from shop.kernel.decided import Decided
from tests.databases import Databases, disconnect, settings

TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
}


@pytest.fixture
def empty(database_source: Databases) -> Iterator[Flask]:
    """An application on a database without tables."""
    app = create_app(settings(database_source.blank()))
    with app.app_context(), dialects.writing():
        yield app
    disconnect(app)


def revisions() -> list[str]:
    """All revisions, the oldest first; one line without branches."""
    scripts = ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())
    assert len(scripts.get_heads()) == 1
    return [script.revision for script in scripts.walk_revisions()][::-1]


def guards() -> set[str]:
    """The guards that stand."""
    with db.engine.connect() as connection:
        return set(connection.execute(text(TRIGGERS[connection.dialect.name])).scalars())


def wanted() -> set[str]:
    """The guards of all books, and of all that is decided, that there are today."""
    return {
        name for book in AppendOnly.tables | Decided.guarded for name in trigger_names(book, db.engine.dialect.name)
    }


def test_no_migration_loses_a_guard_up_or_down_or_up_again(empty: Flask) -> None:
    line, stood = revisions(), {"base": set[str]()}
    before = "base"
    for revision in line:
        flask_migrate.upgrade(revision=revision)
        stood[revision] = guards()
        assert stood[revision] >= stood[before], revision
        before = revision
    assert wanted() <= stood[before]
    for revision in [*line[:-1][::-1], "base"]:
        flask_migrate.downgrade(revision=revision)
        assert guards() == stood[revision], revision
    flask_migrate.upgrade()
    assert guards() == stood[before]


def test_all_books_of_the_models_exist_in_the_newest_schema(empty: Flask) -> None:
    flask_migrate.upgrade()
    assert set(inspect(db.engine).get_table_names()) >= AppendOnly.tables


def test_migrations_and_models_say_the_same(empty: Flask) -> None:
    flask_migrate.upgrade()
    flask_migrate.check()
