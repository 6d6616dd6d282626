"""What tests of the money ask for."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_babel import force_locale

from shop.extensions import db
from tests.clients import SeparateClient
from tests.factories.memberships import sign_in
from tests.factories.world import World
from tests.payments.books import assert_invoices_add_up

Browser = Callable[[str], SeparateClient]


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The small world; what is refused is refused in English."""
    with force_locale("en"):
        yield world


@pytest.fixture
def books_are_right(world: World) -> Iterator[None]:
    """Whatever a test has done to invoices, the books are right after it."""
    yield
    assert_invoices_add_up()


@pytest.fixture
def browser_of(world_app: Flask, world: World) -> Browser:
    """The browser of one of the small world's people: `browser_of("coop.seller")`."""

    def opened(name: str) -> SeparateClient:
        db.session.commit()
        client = world_app.test_client()
        assert isinstance(client, SeparateClient)
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        sign_in(client, world.actor(name))
        return client

    return opened
