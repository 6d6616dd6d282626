"""Everybody's own browser, in one world."""

from collections.abc import Callable

import pytest
from flask import Flask

from tests.clients import SeparateClient
from tests.factories import sign_in
from tests.factories.world import World
from tests.journeys.browsing import Browser


@pytest.fixture
def browser_of(world_app: Flask, world: World) -> Callable[[str], Browser]:
    """A browser in which somebody has signed in, such as ``school.buyer``."""

    def browser(who: str) -> Browser:
        client = world_app.test_client()
        assert isinstance(client, SeparateClient)
        sign_in(client, world.actor(who))
        return Browser(client)

    return browser
