"""What tests of offline purchases ask for: sentences in English, inside the small world."""

from collections.abc import Iterator

import pytest
from flask_babel import force_locale

from tests.factories.world import World


@pytest.fixture
def plainly(world: World) -> Iterator[None]:
    """Whatever is refused in the small world is refused in English."""
    with force_locale("en"):
        yield
