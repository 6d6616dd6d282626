"""What fields of a form offer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are older

from shop.kernel.enums import Labelled


def offered(pairs: Iterable[tuple[str, Any]]) -> list[SelectChoice]:
    """What a field offers: stored words and what they are called."""
    return [SelectChoice(*pair) for pair in pairs]


def of_words(words: type[Labelled]) -> list[SelectChoice]:
    """All words of an enumeration."""
    return offered(words.choices())
