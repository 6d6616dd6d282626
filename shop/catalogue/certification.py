"""Where a product stands as certified aid produce on a day, and when its end is told. Pure; days are Shanghai's."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta
from enum import Enum, auto
from typing import Protocol

from flask_babel import lazy_gettext as _l

from shop.kernel.enums import Labelled

WARNED_AHEAD = timedelta(days=60)
WARNED_AGAIN = timedelta(days=14)
"""So long before its last day a certificate's end is told of, once each."""


class CertificateState(Labelled):
    """Where a product stands on a day, what asks for most first."""

    RUNNING_OUT = "running_out", _l("Running out")
    EXPIRED = "expired", _l("Expired")
    NEVER = "never", _l("Never certified")
    COMING = "coming", _l("Certified from later on")
    CERTIFIED = "certified", _l("Certified")


class Reminder(Enum):
    """Which of the two warnings is due."""

    AHEAD = auto()
    AGAIN = auto()


class Span(Protocol):
    """The days of an approved certificate; ``valid_to`` is its last day, ``None`` until further notice."""

    @property
    def valid_from(self) -> date: ...
    @property
    def valid_to(self) -> date | None: ...


def is_valid(span: Span, day: date) -> bool:
    """Whether a certificate holds on a day, its first and its last day included."""
    return span.valid_from <= day and (span.valid_to is None or day <= span.valid_to)


def state_on(spans: Iterable[Span], day: date) -> CertificateState:
    """Where a product with these approved certificates stands on a day.

    It runs out when none of them lasts more than sixty days; one that follows on is one that lasts.
    """
    approved = list(spans)
    if not approved:
        return CertificateState.NEVER
    if any(is_valid(span, day) for span in approved):
        lasts = any(span.valid_to is None or span.valid_to > day + WARNED_AHEAD for span in approved)
        return CertificateState.CERTIFIED if lasts else CertificateState.RUNNING_OUT
    if any(span.valid_from > day for span in approved):
        return CertificateState.COMING
    return CertificateState.EXPIRED


def warning_due(last: date, day: date, *, told: bool, told_again: bool) -> Reminder | None:
    """Which warning of a last day is due: the second, within its fortnight, stands for the first as well."""
    if last < day or told_again:
        return None
    if last <= day + WARNED_AGAIN:
        return Reminder.AGAIN
    return Reminder.AHEAD if last <= day + WARNED_AHEAD and not told else None


def follows_on(last: date | None, day: date) -> date:
    """The first day of a renewal: the day after the last, and today at the earliest: nothing counts in arrears."""
    return day if last is None else max(day, last + timedelta(days=1))


def overlap(one: Span, first: date, last: date | None) -> bool:
    """Whether a certificate shares a day with a span of days."""
    begins_before_end = last is None or one.valid_from <= last
    return begins_before_end and (one.valid_to is None or first <= one.valid_to)


def plain_number(text: str) -> str:
    """A catalogue number as it is kept: full-width signs made narrow, no space around it."""
    return unicodedata.normalize("NFKC", text).strip()
