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


def month_for_the_reader(day: date) -> LazyString:
    """The month of a day inside a sentence: 2026年11月 or Nov 2026."""
    return LazyString(_month_written, day)


def month_of_code(code: str) -> str:
    """A month kept as 2026-11, in the words of whoever reads it now; what is no month stays as it is."""
    try:
        return _month_written(date.fromisoformat(f"{code}-01"))
    except ValueError:
        return code


def _written(day: date) -> str:
    return written(day, chinese=_in_chinese())


def _month_written(day: date) -> str:
    return f"{day.year}年{day.month}月" if _in_chinese() else f"{MONTHS[day.month - 1]} {day.year}"


def _in_chinese() -> bool:
    locale = get_locale()
    return locale is None or locale.language == "zh"
