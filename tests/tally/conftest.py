"""What tests of the tally ask for: English sentences, and a year that has come to its June."""

import pytest

from tests.clocks import SettableClock
from tests.english import in_english

__all__ = ["in_english"]


@pytest.fixture(autouse=True)
def in_june(clock: SettableClock) -> None:
    """It is noon of 1 June 2026 in Shanghai, unless a test moves the clock."""
    clock.at(2026, 6, 1)
