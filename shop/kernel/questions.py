"""What a page must ask leftward: a list goes out, a list comes back, never one query per card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from shop.kernel.events import switchboard
from shop.kernel.facts import PurchaseFacts
from shop.kernel.money import Money
from shop.kernel.purposes import Purpose


@dataclass(frozen=True, slots=True)
class WillItCount:
    """Would purchases with these facts count for this cluster on this day? Answered by one ``CountAnswer`` each."""

    cluster_id: int
    on: date
    facts: tuple[PurchaseFacts, ...]


@dataclass(frozen=True, slots=True)
class CountAnswer:
    """Whether it would count, and if not the sentence that says why (lazy)."""

    counts: bool
    reason: Any = None


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far is each of these units in the year? Answered by one ``Progress`` each, in order."""

    unit_ids: tuple[int, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Target, counted and on its way, in fen; ``by_purpose`` says which purposes the target covers.

    ``target`` is ``None`` for a unit without a target line.
    """

    target: Money | None
    counted: Money
    on_its_way: Money
    purposes: frozenset[Purpose] = frozenset()


Question = WillItCount | HowFar


def ask(question: Question) -> Any:
    """Put a question to whoever answers it; `shop.wiring.ANSWERS` says who."""
    return switchboard.answerer_of(type(question))(question)
