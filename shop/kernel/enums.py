"""Stored words with labels: a plain word in the database, the reader's own language on a page."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Self


class Labelled(StrEnum):
    """A ``StrEnum`` whose members are written ``NAME = "stored word", _l("Label")``."""

    _label: Any

    def __new__(cls, value: str, label: Any = None) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member._label = label if label is not None else value
        return member

    @property
    def label(self) -> Any:
        """The label, a lazy string: translated when it is shown."""
        return self._label

    @classmethod
    def choices(cls) -> list[tuple[str, Any]]:
        """Pairs of stored word and label, for a select field."""
        return [(member.value, member.label) for member in cls]
