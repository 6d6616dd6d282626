"""The browsers of the small world's people."""

from collections.abc import Callable

import pytest
from flask import Flask

from shop.extensions import db
from tests.clients import SeparateClient
from tests.factories.memberships import sign_in
from tests.factories.world import World

Browser = Callable[[str], SeparateClient]


@pytest.fixture
def browser_of(world_app: Flask, world: World) -> Browser:
    """The browser of one of the small world's people: `browser_of("coop.seller")`."""

    def opened(name: str) -> SeparateClient:
        db.session.commit()
        client = world_app.test_client()
        assert isinstance(client, SeparateClient)
        sign_in(client, world.actor(name))
        return client

    return opened
