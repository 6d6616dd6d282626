"""Which entries a registered purchase has to have in the book. Pure: the writing and the proof ask the same rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from shop.kernel.money import Money
from shop.kernel.quantity import NOTHING, Quantity
from shop.tally.words import EntryKind


@dataclass(frozen=True, slots=True)
class Stated:
    """What one version of a purchase says for the book; ``rest`` is everything but the amount and the quantity.

    ``lowered``: two people corrected its amount after it was verified.
    """

    version: int
    at: datetime
    amount: Money
    quantity: Quantity
    rest: Any
    lowered: bool = False


class Due(NamedTuple):
    """An entry that has to stand in the book: its number, of which version, and the number of the one it corrects."""

    n: int
    kind: EntryKind
    corrects: int | None
    version: int
    amount: Money
    quantity: Quantity
    at: datetime


def entries_due(versions: Sequence[Stated], ended_at: datetime | None = None) -> list[Due]:
    """Every entry of a purchase in the order of writing.

    What is corrected before it is verified is taken back whole and written anew, since its day or its seller may be
    others; what is corrected afterwards is the difference, which names the first. What is withdrawn or struck out is
    taken back.
    """
    due: list[Due] = []
    first: Due | None = None
    standing = (Money(0), NOTHING)

    def take_back(at: datetime) -> None:
        if first is not None and (standing[0] or standing[1]):
            amount, quantity = standing
            due.append(Due(len(due) + 1, EntryKind.CORRECTION, first.n, first.version, -amount, -quantity, at))

    before: Stated | None = None
    for stated in versions:
        now = (stated.amount, stated.quantity)
        if before is not None and before.rest == stated.rest and standing == now:
            pass
        elif first is not None and stated.lowered:
            amount, quantity = stated.amount - standing[0], stated.quantity - standing[1]
            due.append(Due(len(due) + 1, EntryKind.CORRECTION, first.n, first.version, amount, quantity, stated.at))
        else:
            take_back(stated.at)
            first = Due(len(due) + 1, EntryKind.PURCHASE, None, stated.version, *now, stated.at)
            due.append(first)
        before, standing = stated, now
    if ended_at is not None:
        take_back(ended_at)
    return due
