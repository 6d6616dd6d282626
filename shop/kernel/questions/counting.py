"""What counts in the book, and how far somebody is with a target."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

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
class BookedAs:
    """How does what was accepted of these order lines stand in the book? Answered by a ``CountAnswer`` each, by id.

    Lines of which nothing is in the book are left out. Of several schemes of a cluster the first one answers.
    """

    order_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntriesOf:
    """What did these lines of acceptances write into the book? Answered by an ``EntryAnswer`` each, by line id.

    Lines that were worth nothing wrote no entry and are left out.
    """

    acceptance_line_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """An entry and, under the first scheme that judges it, what it is worth: a labelled word, or ``None``."""

    entry_id: int
    amount: Money
    counts_on: date
    state: Any = None


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far is each of these units in the year? Answered by one ``Progress`` each, in order."""

    unit_ids: tuple[int, ...]
    year: int


@dataclass(frozen=True, slots=True)
class Progress:
    """Target, counted and on its way, in fen; ``purposes`` are those that the target covers.

    ``target`` is ``None`` for a unit without a target line; ``pace`` is the share of the year that is over.
    """

    target: Money | None
    counted: Money
    on_its_way: Money
    purposes: frozenset[Purpose] = frozenset()
    pace: Decimal | None = None


@dataclass(frozen=True, slots=True)
class FirstOpenDay:
    """From which day on may a fact that decides figures take effect? Answered by a day, or nothing: from any.

    Without a cluster: of whichever has locked most of its book (DOMAIN rule 10).
    """

    cluster_id: int | None = None
