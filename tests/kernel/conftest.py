"""Where figures are real."""

from collections.abc import Iterator

import pytest

from shop.kernel import clock as shops_clock


@pytest.fixture
def production() -> Iterator[None]:
    """As configured in production, after a clock was held; tests may set it again afterwards."""
    shops_clock.allow_setting(True)
    shops_clock.set_to(shops_clock.at_shanghai(shops_clock.today().replace(year=2020, day=1)))
    shops_clock.allow_setting(False)
    yield
    shops_clock.allow_setting(True)
