"""Texts in two languages, spans of days, and the counties with their dated status."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Span:
    """From a day until a day, both included; no last day means until further notice."""

    first: date
    last: date | None = None

    def contains(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class County:
    """A county, its hall, its aid status by time, and the office that vets its suppliers."""

    code: str
    name: Bilingual
    short: Bilingual
    prefecture: Bilingual
    province: Bilingual
    hall: str
    about: Bilingual
    aided: tuple[Span, ...]
    office_key: str
    office_name: Bilingual
    office_credit_code: str

    def is_aided(self, day: date) -> bool:
        return any(span.contains(day) for span in self.aided)


@dataclass(frozen=True, slots=True)
class Township:
    """A town or township under its nine-digit code."""

    code: str
    county_code: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class Pairing:
    """The cluster and an aided county; the remark says that the demo assumes it."""

    county_code: str
    span: Span
    remark: Bilingual
