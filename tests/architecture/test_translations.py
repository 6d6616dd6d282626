"""Chinese is complete: every message of code and templates has its translation."""

from tests.tools import translations


def test_every_message_is_translated() -> None:
    assert translations.problems() == []
