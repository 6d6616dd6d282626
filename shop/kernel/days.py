"""How a day is written, in Chinese and in English."""

from __future__ import annotations

from datetime import date

from flask_babel import LazyString, get_locale

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def written(day: date, *, chinese: bool) -> str:
    """2026年11月23日 or 23 Nov 2026."""
    return f"{day.year}年{day.month}月{day.day}日" if chinese else f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def for_the_reader(day: date) -> LazyString:
    """The same inside a sentence that is not read yet, in the language of whoever will read it."""
    return LazyString(_written, day)


def _written(day: date) -> str:
    locale = get_locale()
    return written(day, chinese=locale is None or locale.language == "zh")
