"""How a document stands on a day, and when its end is told. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from shop.organisations.words import DocumentKind, Standing

TOLD_AHEAD = (60, 14)
"""So many days before its last day a document's end is told to whoever has to renew it."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as rules see it; ``valid_to`` is its last day, ``ended`` one that another replaced."""

    kind: DocumentKind
    number: str
    valid_from: date | None
    valid_to: date | None
    digest: str = ""
    waits: bool = False
    ended: bool = False

    @property
    def in_words(self) -> str:
        """Number, days and the beginning of the file's digest, so that another file under the same number shows."""
        days = f"{self.valid_from or ''}–{self.valid_to or ''}" if self.valid_from or self.valid_to else ""
        return " · ".join(part for part in (self.number, days, self.digest[:8]) if part)


def standing_of(paper: Paper, today: date) -> Standing:
    """How it stands today. A document without a last day never runs out."""
    if paper.ended:
        return Standing.ENDED
    if paper.waits:
        return Standing.WAITING
    if paper.valid_to is not None and paper.valid_to < today:
        return Standing.EXPIRED
    if paper.valid_from is not None and paper.valid_from > today:
        return Standing.NOT_YET
    if paper.valid_to is not None and (paper.valid_to - today).days <= TOLD_AHEAD[0]:
        return Standing.ENDING
    return Standing.VALID


def to_be_told(valid_to: date, told_days: int | None, today: date) -> int | None:
    """How many days ahead its end is to be told now: 60, 14, or 0 once it is over; nothing if it has been told.

    Whoever adds a document that ends in ten days hears of it once, and not of the sixty days that are over.
    """
    left = (valid_to - today).days
    reached = [days for days in (*TOLD_AHEAD, 0) if (left < 0 if days == 0 else left <= days)]
    if not reached or (told_days is not None and told_days <= reached[-1]):
        return None
    return reached[-1]
