"""What tests of offline purchases ask for: sentences in English, inside the small world."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from tests.clocks import SettableClock
from tests.factories.standing import NOW
from tests.factories.world import World


@pytest.fixture(autouse=True)
def in_june(clock: SettableClock) -> None:
    """Here it is not June: the small world stands in its November."""
    clock.set(NOW)


@pytest.fixture
def plainly(world: World) -> Iterator[None]:
    """Whatever is refused in the small world is refused in English."""
    with force_locale("en"):
        yield


@pytest.fixture
def client(world_app: Any) -> FlaskClient:
    """A browser in the small world, reading English."""
    browser: FlaskClient = world_app.test_client()
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser
