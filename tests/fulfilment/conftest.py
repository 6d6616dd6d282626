"""What tests of fulfilment ask for."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale
from flask_sqlalchemy.session import Session
from sqlalchemy.orm import scoped_session

from shop.app import create_app
from shop.extensions import db
from shop.kernel import dialects
from tests.clients import SeparateClient
from tests.databases import Databases, disconnect, settings
from tests.factories.world import World, make_world


@pytest.fixture(scope="session")
def standing_app(database_source: Databases) -> Iterator[Flask]:
    """An application whose database holds a small ready world, made once and committed."""
    app = create_app(settings(database_source.url()))
    app.test_client_class = SeparateClient
    with app.app_context(), dialects.writing():
        app.extensions["world"] = make_world()
        db.session.commit()
    yield app
    disconnect(app)


@pytest.fixture
def world(standing_app: Flask, db_session: scoped_session[Session]) -> Iterator[World]:
    """The small ready world; whatever becomes of it is rolled back. What is refused is refused in English."""
    world: World = standing_app.extensions["world"]
    with force_locale("en"):
        yield world
