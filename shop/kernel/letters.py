"""What a mail says, before it has a form: whoever knows of the matter writes it, whoever sends mails dresses it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that is to be written: to whom, in which language, of which notices (one, or those of a day).

    ``membership_id`` is for whom the person acts in it; in the summary of a day nobody in particular.
    ``digest`` is the month whose digest it is, such as 2026-12; such a mail is of no notice.
    """

    mail_id: int
    person_id: int
    membership_id: int | None
    language: str
    notice_ids: tuple[int, ...]
    more: int = 0
    is_summary: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """A small table of terms and what they stand for, such as how one bill is paid."""

    title: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words in its reader's language: what happened, what is to do, and the one link."""

    subject: str
    said: tuple[str, ...]
    to_do: str
    link: str
    link_label: str
    items: tuple[tuple[str, tuple[str, ...]], ...] = ()
    cards: tuple[Card, ...] = ()
    closing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LettersOf:
    """What do these mails say? Answered by a ``Letter`` each, by mail id.

    What need not be said any more (it was paid meanwhile, the person has left) is left out.
    """

    drafts: tuple[Draft, ...]
