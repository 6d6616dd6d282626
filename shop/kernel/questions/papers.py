"""How printed papers stand now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class PaperStands:
    """How does that stand now which a printed paper is about? Answered by a ``PaperAnswer``, or ``None`` if unknown.

    ``kind`` is a word of `documents.PaperKind`, ``number`` the number that the paper bears.
    """

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class PaperAnswer:
    """Its ``state`` now, a labelled word, and, if another paper took its place, when and under which number."""

    state: Any
    replaced_at: datetime | None = None
    replaced_by: str = ""
