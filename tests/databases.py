"""Databases for tests: one template is migrated, everything else is a copy of it.

`in_transaction` holds an application inside one transaction that is rolled back, however often the code commits.
"""

import fcntl
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import Connection, Engine, make_url

from shop import config
from shop.app import create_app
from shop.extensions import db
from shop.kernel import dialects
from tests import postgres

KINDS = ("sqlite", "postgresql")


class Databases:
    """Makes databases of one kind. `url()` gives a migrated, empty one; `blank()` one without tables."""

    def __init__(self, kind: str, folder: Path, server: postgres.Server | None) -> None:
        self.kind = kind
        self.folder = folder
        self.server = server
        self._numbers = itertools.count(1)
        self._template: str | None = None

    def blank(self) -> str:
        """The address of a database without any table."""
        name = self._new_name()
        return self.server.create(name) if self.server else self._sqlite(name)

    def url(self) -> str:
        """The address of a fresh copy of the migrated template."""
        return self._copied(self._migrated())

    def copy(self, url: str) -> str:
        """The address of a copy of a database made here, to which nobody may be connected meanwhile."""
        name = make_url(url).database or ""
        return self._copied(name if self.server else Path(name).stem)

    def drop(self, url: str) -> None:
        """Throw away a database made here, from which everybody has gone."""
        name = make_url(url).database or ""
        if self.server:
            self.server.drop(name)
        else:
            Path(name).unlink(missing_ok=True)

    def made_once(self, kept: Path, make: Callable[[str], None]) -> str:
        """The address of a migrated database that `make` filled. On SQLite the first process that comes makes it and
        the others wait for a copy; on PostgreSQL every process has a server of its own, and makes it there.
        """
        if self.server:
            url = self.url()
            make(url)
            return url
        with kept.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not kept.exists():
                url = self.url()
                make(url)
                shutil.copyfile(make_url(url).database or "", kept)
                return url
        name = self._new_name()
        shutil.copyfile(kept, self.folder / f"{name}.db")
        return self._sqlite(name)

    def _copied(self, template: str) -> str:
        name = self._new_name()
        if self.server:
            return self.server.create(name, template=template)
        shutil.copyfile(self.folder / f"{template}.db", self.folder / f"{name}.db")
        return self._sqlite(name)

    def _migrated(self) -> str:
        if self._template is None:
            name = self._new_name()
            url = self.server.create(name) if self.server else self._sqlite(name)
            app = create_app(settings(url))
            migrate(app)
            disconnect(app)
            self._template = name
        return self._template

    def _new_name(self) -> str:
        return f"shanhuo_{os.getpid()}_{next(self._numbers)}"

    def _sqlite(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.db"


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Databases]:
    """A source of databases; for PostgreSQL with a server of its own for as long as it is used."""
    if kind == "sqlite":
        yield Databases(kind, folder, None)
        return
    with postgres.running(in_memory=True) as server:
        yield Databases(kind, folder, server)


def settings(url: str) -> dict[str, Any]:
    """How an application under test is configured: nothing of it comes from this machine's environment."""
    return config.settings(
        {
            "SHOP_ENV": "testing",
            "SHOP_SECRET_KEY": "for-tests-alone",
            "SHOP_IDENTITY_KEY": "for-tests-alone",
            "SHOP_DATABASE_URL": url,
        }
    )


def migrate(app: Flask) -> None:
    """Bring the application's database to the newest schema."""
    with app.app_context(), dialects.writing():
        flask_migrate.upgrade()


def disconnect(app: Flask) -> None:
    """Close the pool, so that the database can be copied or dropped."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@contextmanager
def in_transaction(app: Flask) -> Iterator[Connection]:
    """Everything inside happens on one connection and is rolled back; a commit only releases a savepoint.

    Flask-SQLAlchemy passes over a session's own `bind` and asks its table of engines, so that is what is changed.
    """
    with app.app_context():
        engine: Engine = db.engine
        engines = db._app_engines[app]
    with dialects.writing():
        connection = engine.connect()
        transaction = connection.begin()
    options = db.session.session_factory.kw
    before = {name: options.get(name) for name in ("join_transaction_mode",)}
    engines[None] = connection  # type: ignore[assignment]
    options["join_transaction_mode"] = "create_savepoint"
    try:
        yield connection
    finally:
        options.update(before)
        engines[None] = engine
        transaction.rollback()
        connection.close()
