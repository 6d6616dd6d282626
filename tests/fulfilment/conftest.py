"""What tests of fulfilment ask for."""

from collections.abc import Iterator

import pytest
from flask_babel import force_locale

from tests.factories.browsers import Browser
from tests.factories.world import World

__all__ = ["Browser"]


@pytest.fixture
def world(world: World) -> Iterator[World]:
    """The small world; what is refused is refused in English."""
    with force_locale("en"):
        yield world
