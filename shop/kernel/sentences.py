"""Sentences by the word they are kept under, each written by the room that it is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def joined(*tables: Mapping[str, Any]) -> Mapping[str, Any]:
    """All tables as one. Two sentences under one word are a mistake in the code: ``ValueError``."""
    sentences: dict[str, Any] = {}
    for table in tables:
        if twice := sentences.keys() & table.keys():
            raise ValueError(f"said twice: {', '.join(sorted(twice))}")
        sentences.update(table)
    return sentences
