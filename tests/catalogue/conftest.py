"""These tests read sentences."""

from tests.english import in_english

__all__ = ["in_english"]
