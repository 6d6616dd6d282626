"""What the address of a list asks for: read with patience, since anybody may write anything into it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TypeVar

from flask import request

LONGEST_SEARCH = 60
LAST_PAGE = 10_000
LONGEST_NUMBER = 12

Word = TypeVar("Word", bound=StrEnum)


def words_in(name: str) -> str:
    """The words sought, with one space between them; without the one sign that no database takes."""
    return " ".join(request.args.get(name, "").replace("\x00", "").split())[:LONGEST_SEARCH]


def day_in(name: str) -> date | None:
    """A day of this century; nothing for anything else."""
    try:
        asked = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return asked if 2000 <= asked.year < 2100 else None


def word_in(words: type[Word], name: str) -> Word | None:
    """One of these words; nothing for anything else."""
    return next((word for word in words if word.value == request.args.get(name)), None)


def page_in(name: str) -> int:
    """The number of a page, from 1."""
    return min(max(request.args.get(name, 1, type=int), 1), LAST_PAGE)


def number_in(name: str) -> int | None:
    """The number of a row; nothing for what can be none."""
    asked = request.args.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= LONGEST_NUMBER else None
