"""What tests of bulletins ask for: the small world, a client of it, English sentences."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from tests.clients import SeparateClient
from tests.factories.world import World


@pytest.fixture
def client(world_app: Flask) -> SeparateClient:
    """Somebody whose browser asks the small world for English pages."""
    client = SeparateClient(world_app, world_app.response_class, use_cookies=True)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture(autouse=True)
def in_english(world: World) -> Iterator[None]:
    """Whatever is said to the test is said in English."""
    with force_locale("en"):
        yield
