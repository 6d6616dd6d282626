"""What organisations and objects are called."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamesIn:
    """What are these organisations called in a language? Papers keep the registered name, which the answer is by.

    What is no organisation's registered name is left out.
    """

    language: str
    registered: frozenset[str]


@dataclass(frozen=True, slots=True)
class ObjectsOf:
    """What are these objects, by kind and id? Answered by an ``ObjectAnswer`` each; what is gone is left out."""

    of: frozenset[tuple[str, int]]


@dataclass(frozen=True, slots=True)
class ObjectAnswer:
    """An object's two names (of a paper its number), and its key in addresses, if it has a page by one."""

    name: str
    name_english: str
    key: str = ""

    def named(self, language: str) -> str:
        return self.name if language == "zh" else self.name_english
