"""What every test may ask for: an application, a client, a database, the clock.

Tests that touch the database run inside a transaction that is rolled back. Those that must really commit ask for
`committing_app`, which has a database of its own.
"""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy.session import Session
from hypothesis import settings as hypothesis_settings
from sqlalchemy.orm import scoped_session

from shop.app import create_app
from shop.extensions import db
from shop.translations.hatch_build import compile_catalogues
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.compiled import compile_once
from tests.databases import KINDS, Databases, databases, disconnect, in_transaction, settings
from tests.factories.browsers import browser_of  # noqa: F401 – a fixture, offered to every test
from tests.factories.standing import (  # noqa: F401 – fixtures, offered to every test
    committing_world,
    standing_world,
    standing_world_app,
    world,
    world_app,
)

OURS = {"SHOP_CHROMIUM", "SHOP_TEST_DATABASE"}

hypothesis_settings.register_profile("default", deadline=None, derandomize=True, database=None)
hypothesis_settings.register_profile("explore", deadline=None, max_examples=1000)
hypothesis_settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=KINDS,
        default=os.environ.get("SHOP_TEST_DATABASE", KINDS[0]),
        help="the database to test on; SHOP_TEST_DATABASE sets the default",
    )


def pytest_configure(config: pytest.Config) -> None:
    for name in [name for name in os.environ if name.startswith("SHOP_") and name not in OURS]:
        del os.environ[name]
    os.environ["SHOP_TEST_DATABASE"] = config.getoption("--database")
    os.environ.update(SHOP_ENV="testing", SHOP_SECRET_KEY="for-tests-alone", SHOP_IDENTITY_KEY="for-tests-alone")
    compile_once()
    if not hasattr(config, "workerinput"):  # once, not in every worker
        compile_catalogues()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What asks for no database comes to the same on both, and so does what says why: the first is enough for it."""
    if config.getoption("--database") == KINDS[0]:
        return
    asking = [
        item
        for item in items
        if "database_source" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("same_on_both")
    ]
    if len(asking) < len(items):
        config.hook.pytest_deselected(items=[item for item in items if item not in set(asking)])
        items[:] = asking


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {config.getoption('--database')}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Nothing is skipped silently: a test that does not run, or that may fail, fails."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"skipped or expected to fail, and neither is done here: {call.excinfo}"
        report.__dict__.pop("wasxfail", None)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    """The same for a module that skips itself."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} skips itself, which is not done here: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def database_source(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Makes databases of the kind under test."""
    with databases(request.config.getoption("--database"), tmp_path_factory.mktemp("databases")) as source:
        yield source


@pytest.fixture(scope="session")
def database_url(database_source: Databases) -> str:
    """The address of the migrated database in which all rolled-back tests of this process happen."""
    return database_source.url()


@pytest.fixture(scope="session")
def standing_app(database_url: str) -> Iterator[Flask]:
    """The one application of this process. Ask for `app`, which is the same inside a transaction."""
    app = create_app(settings(database_url))
    app.test_client_class = SeparateClient
    yield app
    disconnect(app)


@pytest.fixture
def app(standing_app: Flask) -> Iterator[Flask]:
    """The application; whatever the test writes is rolled back after it, commits included."""
    with in_transaction(standing_app):
        yield standing_app


@pytest.fixture
def db_session(app: Flask) -> Iterator[scoped_session[Session]]:
    """A session in an application context. Requests made meanwhile have contexts and sessions of their own."""
    with app.app_context():
        yield db.session


@pytest.fixture
def client(app: Flask) -> SeparateClient:
    """A browser without JavaScript; several can be made with `app.test_client()`."""
    client = app.test_client()
    assert isinstance(client, SeparateClient)
    return client


@pytest.fixture
def committing_app(database_source: Databases) -> Iterator[Flask]:
    """An application on a fresh database of its own, whose commits are real and seen by other connections."""
    url = database_source.url()
    app = create_app(settings(url))
    app.test_client_class = SeparateClient
    yield app
    disconnect(app)
    database_source.drop(url)


@pytest.fixture
def clock() -> Iterator[SettableClock]:
    """The shop's clock, to be set; it runs again after the test."""
    clock = SettableClock()
    yield clock
    clock.reset()
