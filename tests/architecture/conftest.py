"""A world in the middle of its business, and everybody who may knock at its doors."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import NamedTuple

import pytest
from flask import Flask

from shop.app import create_app
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from tests.architecture.busy import Business, do_business
from tests.clients import SeparateClient
from tests.clocks import SettableClock
from tests.databases import Databases, disconnect, in_transaction, settings
from tests.factories import sign_in
from tests.factories.standing import NOW, StandingWorld
from tests.factories.world import World


class Busy(NamedTuple):
    """The application, its world, and what goes on in it."""

    app: Flask
    world: World
    business: Business


Knock = Callable[[str], AbstractContextManager[SeparateClient]]


@pytest.fixture(scope="session")
def standing_busy(standing_world: StandingWorld, database_source: Databases) -> Iterator[Busy]:
    app = create_app(settings(database_source.copy(standing_world.url)))
    app.test_client_class = SeparateClient
    shops_clock.allow_setting(True)
    with app.app_context(), dialects.writing(), shops_clock.held_at(NOW):
        business = do_business(standing_world.world)
        db.session.commit()
    yield Busy(app, standing_world.world, business)
    disconnect(app)


@pytest.fixture
def busy(standing_busy: Busy, clock: SettableClock) -> Busy:
    clock.set(NOW)
    return standing_busy


@pytest.fixture
def knock(busy: Busy) -> Knock:
    """`with knock("school.buyer") as client`: what the client does is undone at the end; "nobody" has not signed in."""

    @contextmanager
    def knocking(who: str) -> Iterator[SeparateClient]:
        with in_transaction(busy.app):
            client = busy.app.test_client()
            assert isinstance(client, SeparateClient)
            if who != "nobody":
                with busy.app.app_context():
                    sign_in(client, busy.world.actor(who))
            yield client

    return knocking
