"""Fixtures of the small world: made once, then copied, or stood in inside a transaction that is rolled back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

import pytest
from flask import Flask
from sqlalchemy import NullPool, delete

from shop.app import create_app
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from shop.kernel.late_rows import write_late
from shop.notices.models import Notice
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.databases import Databases, disconnect, in_transaction, settings
from tests.factories.world import World, make_world

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=shops_clock.SHANGHAI)
"""When the small world was made, and where its clock stands unless a test moves it."""


class StandingWorld(NamedTuple):
    """A database with the small world in it."""

    url: str
    world: World


class CommittingWorld(NamedTuple):
    """An application on a copy of its own, whose commits are real; every connection is opened and closed anew."""

    app: Flask
    world: World


@pytest.fixture(scope="session")
def standing_world(database_source: Databases) -> StandingWorld:
    """The small world, committed once. Nothing is written to it; tests work on copies and in transactions.

    What its founding told people is put away: a test finds the notices of its own deeds.
    """
    app = create_app(settings(database_source.url()))
    shops_clock.allow_setting(True)
    with app.app_context(), dialects.writing(), shops_clock.held_at(NOW):
        world = make_world()
        write_late(db.session())
        db.session.execute(delete(Notice))
        db.session.commit()
    disconnect(app)
    return StandingWorld(app.config["SQLALCHEMY_DATABASE_URI"], world)


@pytest.fixture(scope="session")
def standing_world_app(standing_world: StandingWorld, database_source: Databases) -> Iterator[Flask]:
    """The one application on the small world; ask for `world_app`, which is the same inside a transaction."""
    app = create_app(settings(database_source.copy(standing_world.url)))
    app.test_client_class = SeparateClient
    yield app
    disconnect(app)


@pytest.fixture
def world_app(standing_world_app: Flask, clock: SettableClock) -> Iterator[Flask]:
    """The application on the small world, its clock at `NOW`; whatever a test writes is rolled back."""
    clock.set(NOW)
    with in_transaction(standing_world_app):
        yield standing_world_app


@pytest.fixture
def world(world_app: Flask, standing_world: StandingWorld) -> Iterator[World]:
    """The small world in an application context."""
    with world_app.app_context():
        yield for_one_test(standing_world.world)


@pytest.fixture
def committing_world(
    standing_world: StandingWorld, database_source: Databases, clock: SettableClock
) -> Iterator[CommittingWorld]:
    """The small world in a database of its own, for what must really commit and for many connections at once."""
    clock.set(NOW)
    url = database_source.copy(standing_world.url)
    configured = settings(url)
    configured["SQLALCHEMY_ENGINE_OPTIONS"] = {"poolclass": NullPool, **_without_pool(configured)}
    app = create_app(configured)
    app.test_client_class = SeparateClient
    yield CommittingWorld(app, for_one_test(standing_world.world))
    disconnect(app)
    database_source.drop(url)


def for_one_test(world: World) -> World:
    """Its own names: whoever joins in one test is nobody in the next."""
    return replace(world, memberships=dict(world.memberships))


def _without_pool(configured: dict[str, dict[str, object]]) -> dict[str, object]:
    options = configured["SQLALCHEMY_ENGINE_OPTIONS"]
    return {name: value for name, value in options.items() if not name.startswith(("pool", "max_overflow"))}
