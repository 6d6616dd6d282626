"""Pages of the tally are looked at in a neighbourhood that is made once; what a test changes in it is rolled back."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from shop.app import create_app
from shop.extensions import db
from shop.kernel import clock as shops_clock
from shop.kernel import dialects
from tests.clients import SeparateClient
from tests.databases import Databases, disconnect, settings
from tests.tally.neighbourhood import Neighbourhood, a_neighbourhood

JUNE = datetime(2026, 6, 1, 12, tzinfo=shops_clock.SHANGHAI)


@pytest.fixture(scope="session")
def standing_app(database_source: Databases) -> Iterator[Flask]:
    """An application whose database holds the neighbourhood, committed once."""
    app = create_app(settings(database_source.url()))
    app.test_client_class = SeparateClient
    shops_clock.allow_setting(True)
    with app.app_context(), dialects.writing(), shops_clock.held_at(JUNE):
        app.extensions["neighbourhood"] = a_neighbourhood().ids()
        db.session.commit()
    yield app
    disconnect(app)


@pytest.fixture
def place(standing_app: Flask, db_session: object) -> Neighbourhood:
    """A cluster with a year of purchases behind it."""
    return Neighbourhood.of(standing_app.extensions["neighbourhood"])
